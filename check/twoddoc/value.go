package twoddoc

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The table of fields: identifier, least and most characters (- is no limit), and type.
// Facts of the specification 3.3.0, with what later ones add for statements (39) and tax
// notices (4V to 4Z); DH, DP and DW are as long as in its examples.
//
//go:embed table.txt
var tableText string

var table = func() map[string]definition {
	out := map[string]definition{}
	for line := range strings.Lines(tableText) {
		var d definition
		var id, most string
		if _, err := fmt.Sscan(line, &id, &d.least, &most, &d.kind); err != nil {
			panic("twoddoc: the table of fields: " + err.Error())
		}
		if most != "-" {
			n, err := strconv.Atoi(most)
			if err != nil {
				panic("twoddoc: the table of fields: " + err.Error())
			}
			d.most = n
		}
		out[id] = d
	}
	return out
}()

type definition struct {
	least, most int // 0: no limit
	kind        string
}

func (d definition) fixed() bool { return d.most > 0 && d.least == d.most }

var decimals = regexp.MustCompile(`^-?\d{1,15}(?:,\d{1,6})?$`)

// value makes a value canonical; what is not as its type demands stays as it is.
func (d definition) value(raw string) string {
	switch d.kind {
	case "days":
		if s, err := daysSince(raw); err == nil {
			return s
		}
	case "day":
		return day(raw)
	case "ymd":
		if t, err := time.Parse("20060102", raw); err == nil {
			return t.Format(time.DateOnly)
		}
	case "minute":
		if t, err := time.Parse("020120061504", raw); err == nil {
			return t.Format("2006-01-02T15:04")
		}
	case "clock":
		if t, err := time.Parse("150405", raw); err == nil {
			return t.Format(time.TimeOnly)
		}
	case "amount", "decimal":
		return decimal(raw, d.kind == "amount")
	case "name":
		return strings.Join(strings.Fields(strings.ReplaceAll(raw, "/", " ")), " ")
	case "mrz":
		return zone(raw)
	}
	return strings.TrimSpace(raw)
}

// day reads DDMMYYYY; days and months that nobody knows are 00.
func day(raw string) string {
	if len(raw) != 8 {
		return raw
	}
	if t, err := time.Parse("02012006", raw); err == nil {
		return t.Format(time.DateOnly)
	}
	if raw[:4] == "0000" {
		return raw[4:]
	}
	if t, err := time.Parse("012006", raw[2:]); err == nil && raw[:2] == "00" {
		return t.Format("2006-01")
	}
	return raw
}

// decimal has a point and no zeros before; amounts have two places where they have fewer.
func decimal(raw string, amount bool) string {
	s := strings.TrimSpace(raw)
	if !decimals.MatchString(s) {
		return raw
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, part, _ := strings.Cut(s, ",")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if amount {
		for len(part) < 2 {
			part += "0"
		}
	}
	if part != "" {
		part = "." + part
	}
	return sign + whole + part
}

// zone is a machine readable zone, whose fillers are encoded as blanks, line by line
// (ICAO 9303).
func zone(raw string) string {
	s := strings.ReplaceAll(raw, " ", "<")
	width := map[int]int{88: 44, 72: 36, 90: 30}[len(s)]
	if width == 0 {
		return s
	}
	var lines []string
	for ; len(s) > 0; s = s[width:] {
		lines = append(lines, s[:width])
	}
	return strings.Join(lines, "\n")
}

// Kind is the type of a field: text, name, digits, amount, decimal, days, day, ymd,
// minute, clock or mrz; empty where nobody knows it.
func Kind(id string) string { return table[id].kind }
