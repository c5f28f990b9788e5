package check

import (
	"strings"
	"time"

	"bordereau"
)

// MRZFormat is the layout of a machine-readable zone.
type MRZFormat string

const (
	TD1     MRZFormat = "TD1"     // identity cards, 3 lines of 30 (ICAO 9303-5)
	TD2     MRZFormat = "TD2"     // older cards, 2 lines of 36 (ICAO 9303-6)
	TD3     MRZFormat = "TD3"     // passports, 2 lines of 44 (ICAO 9303-4)
	MRVA    MRZFormat = "MRV-A"   // visas, 2 lines of 44, no composite (ICAO 9303-7)
	MRVB    MRZFormat = "MRV-B"   // visas, 2 lines of 36, no composite (ICAO 9303-7)
	CNI1995 MRZFormat = "CNI1995" // the French identity card of 1995 to 2021, 2 lines of 36, not ICAO's
)

// MRZField is one zone of the MRZ. Lines and positions count from 0; To is exclusive.
type MRZField struct {
	Name           string
	Raw            string // with its fillers
	Line, From, To int
}

// MRZDigit is the verdict on one check digit.
type MRZDigit struct {
	Name           string // document_number, birth_date, expiry_date, optional, composite
	Line, Position int
	Printed, Right byte // Printed may be '<' where an empty optional field allows it
	OK             bool
	UsedUp         bool // it chose a character in RepairMRZ: it proves nothing
}

// MRZRepair is one character that was changed. Digit names the check digit that
// chose it; empty where the position's kind (letter or digit) or the length of the
// line alone did.
type MRZRepair struct {
	Line, Position int
	From, To       string
	Digit          string
}

// MRZ is a decoded zone. Dates are YYYY-MM-DD, empty where the zone leaves them
// open or they are impossible. Names have their fillers replaced by spaces.
type MRZ struct {
	Format         MRZFormat
	Lines          []string
	Code           string // P, I, ID, V...
	State          string // issuing state as printed (FRA, D, UTO)
	Number         string
	Surname        string
	GivenNames     string
	Nationality    string
	BirthDate      string
	Sex            string // M, F, X (not stated)
	ExpiryDate     string
	IssueMonth     string // CNI1995 only: YYYY-MM, out of the number
	Optional       string
	Fields         []MRZField
	Digits         []MRZDigit
	Repairs        []MRZRepair
	Unsure         [][2]int // line and position of what no digit covers and the readings differ on (ReadMRZ)
	ImpossibleDate bool     // a date was filled in that is not in the calendar
}

// Valid says that every check digit fits, whoever chose the characters.
func (m MRZ) Valid() bool {
	for _, d := range m.Digits {
		if !d.OK {
			return false
		}
	}
	return len(m.Digits) > 0
}

// Proved says that every check digit fits and none was used up by a repair.
func (m MRZ) Proved() bool {
	for _, d := range m.Digits {
		if !d.OK || d.UsedUp {
			return false
		}
	}
	return len(m.Digits) > 0
}

// KeyUsed says that a check digit chose a character: the field must then be
// marked as repaired.
func (m MRZ) KeyUsed() bool {
	for _, d := range m.Digits {
		if d.UsedUp {
			return true
		}
	}
	return false
}

// Digit finds a verdict by name, nil where the format has no such digit.
func (m *MRZ) Digit(name string) *MRZDigit {
	for i := range m.Digits {
		if m.Digits[i].Name == name {
			return &m.Digits[i]
		}
	}
	return nil
}

// Field finds a zone by name, nil where the format has none.
func (m *MRZ) Field(name string) *MRZField {
	for i := range m.Fields {
		if m.Fields[i].Name == name {
			return &m.Fields[i]
		}
	}
	return nil
}

// Text is the zone in the canonical form of the field mrz: lines joined by \n.
func (m MRZ) Text() string { return strings.Join(m.Lines, "\n") }

// MRZDigitOf is ICAO 9303-3 §4.9: 0-9 count as themselves, A-Z as 10 to 35, the
// filler as 0; weights 7, 3, 1 in turn; the sum modulo 10.
func MRZDigitOf(s string) byte {
	sum := 0
	for i := range len(s) {
		sum += mrzValue(s[i]) * [3]int{7, 3, 1}[i%3]
	}
	return '0' + byte(sum%10)
}

func mrzValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case isLetter(c):
		return int(c-'A') + 10
	}
	return 0
}

// span is a run of characters of one line; class is what can stand in it: a
// (letters and fillers), n (digits, and fillers in open dates), x (anything), s
// (sex), k (check digit), o (check digit or filler).
type span struct {
	name           string
	line, from, to int
	class          byte
}

type digitSpec struct {
	name       string
	line, at   int
	over       []span
	mayBeEmpty bool // '<' counts as 0 where the field is empty
}

type mrzLayout struct {
	width, lines int
	spans        []span
	digits       []digitSpec
}

func run(line, from, to int) span { return span{line: line, from: from, to: to} }

// layouts are the norm's tables, positions counted from 0.
var layouts = map[MRZFormat]mrzLayout{
	TD1: {30, 3, []span{
		{"document_code", 0, 0, 2, 'a'}, {"issuing_state", 0, 2, 5, 'a'}, {"document_number", 0, 5, 14, 'x'}, {"document_number_digit", 0, 14, 15, 'o'}, {"optional", 0, 15, 30, 'x'},
		{"birth_date", 1, 0, 6, 'n'}, {"birth_date_digit", 1, 6, 7, 'k'}, {"sex", 1, 7, 8, 's'}, {"expiry_date", 1, 8, 14, 'n'}, {"expiry_date_digit", 1, 14, 15, 'k'},
		{"nationality", 1, 15, 18, 'a'}, {"optional_2", 1, 18, 29, 'x'}, {"composite_digit", 1, 29, 30, 'k'},
		{"names", 2, 0, 30, 'a'},
	}, []digitSpec{
		{"document_number", 0, 14, []span{run(0, 5, 14)}, false},
		{"birth_date", 1, 6, []span{run(1, 0, 6)}, false},
		{"expiry_date", 1, 14, []span{run(1, 8, 14)}, false},
		{"composite", 1, 29, []span{run(0, 5, 30), run(1, 0, 7), run(1, 8, 15), run(1, 18, 29)}, false},
	}},
	TD2: {36, 2, append(line1(36), []span{
		{"document_number", 1, 0, 9, 'x'}, {"document_number_digit", 1, 9, 10, 'o'}, {"nationality", 1, 10, 13, 'a'},
		{"birth_date", 1, 13, 19, 'n'}, {"birth_date_digit", 1, 19, 20, 'k'}, {"sex", 1, 20, 21, 's'}, {"expiry_date", 1, 21, 27, 'n'}, {"expiry_date_digit", 1, 27, 28, 'k'},
		{"optional", 1, 28, 35, 'x'}, {"composite_digit", 1, 35, 36, 'k'},
	}...), append(dates2(), digitSpec{"composite", 1, 35, []span{run(1, 0, 10), run(1, 13, 20), run(1, 21, 35)}, false})},
	TD3: {44, 2, append(line1(44), []span{
		{"document_number", 1, 0, 9, 'x'}, {"document_number_digit", 1, 9, 10, 'k'}, {"nationality", 1, 10, 13, 'a'},
		{"birth_date", 1, 13, 19, 'n'}, {"birth_date_digit", 1, 19, 20, 'k'}, {"sex", 1, 20, 21, 's'}, {"expiry_date", 1, 21, 27, 'n'}, {"expiry_date_digit", 1, 27, 28, 'k'},
		{"optional", 1, 28, 42, 'x'}, {"optional_digit", 1, 42, 43, 'o'}, {"composite_digit", 1, 43, 44, 'k'},
	}...), append(dates2(), digitSpec{"optional", 1, 42, []span{run(1, 28, 42)}, true},
		digitSpec{"composite", 1, 43, []span{run(1, 0, 10), run(1, 13, 20), run(1, 21, 43)}, false})},
	MRVA: {44, 2, append(line1(44), visa2(44)...), dates2()},
	MRVB: {36, 2, append(line1(36), visa2(36)...), dates2()},
	CNI1995: {36, 2, []span{
		{"document_code", 0, 0, 2, 'a'}, {"issuing_state", 0, 2, 5, 'a'}, {"surname", 0, 5, 30, 'a'}, {"office", 0, 30, 36, 'x'},
		{"document_number", 1, 0, 12, 'x'}, {"document_number_digit", 1, 12, 13, 'k'}, {"given_names", 1, 13, 27, 'a'},
		{"birth_date", 1, 27, 33, 'n'}, {"birth_date_digit", 1, 33, 34, 'k'}, {"sex", 1, 34, 35, 's'}, {"composite_digit", 1, 35, 36, 'k'},
	}, []digitSpec{
		{"document_number", 1, 12, []span{run(1, 0, 12)}, false},
		{"birth_date", 1, 33, []span{run(1, 27, 33)}, false},
		{"composite", 1, 35, []span{run(0, 0, 36), run(1, 0, 35)}, false},
	}},
}

func line1(width int) []span {
	return []span{{"document_code", 0, 0, 2, 'a'}, {"issuing_state", 0, 2, 5, 'a'}, {"names", 0, 5, width, 'a'}}
}

func visa2(width int) []span {
	return []span{
		{"document_number", 1, 0, 9, 'x'}, {"document_number_digit", 1, 9, 10, 'k'}, {"nationality", 1, 10, 13, 'a'},
		{"birth_date", 1, 13, 19, 'n'}, {"birth_date_digit", 1, 19, 20, 'k'}, {"sex", 1, 20, 21, 's'}, {"expiry_date", 1, 21, 27, 'n'}, {"expiry_date_digit", 1, 27, 28, 'k'},
		{"optional", 1, 28, width, 'x'},
	}
}

func dates2() []digitSpec {
	return []digitSpec{
		{"document_number", 1, 9, []span{run(1, 0, 9)}, false},
		{"birth_date", 1, 19, []span{run(1, 13, 19)}, false},
		{"expiry_date", 1, 27, []span{run(1, 21, 27)}, false},
	}
}

// mrzFormat tells the layout by the lines' count and width and by how they begin.
func mrzFormat(lines []string) (MRZFormat, bool) {
	if len(lines) < 2 {
		return "", false
	}
	visa := strings.HasPrefix(lines[0], "V")
	switch w := len(lines[0]); {
	case len(lines) == 3 && w == 30:
		return TD1, true
	case len(lines) == 2 && w == 44 && visa:
		return MRVA, true
	case len(lines) == 2 && w == 44:
		return TD3, true
	case len(lines) == 2 && w == 36 && visa:
		return MRVB, true
	case len(lines) == 2 && w == 36 && frenchCard(lines):
		return CNI1995, true
	case len(lines) == 2 && w == 36:
		return TD2, true
	}
	return "", false
}

// frenchCard tells the card of 1995 from a TD2 of France by its second line: names
// where a TD2 has dates. A repair comes later, so a character or two may be wrong.
func frenchCard(lines []string) bool {
	if !strings.HasPrefix(lines[0], "ID") || len(lines[1]) < 36 {
		return false
	}
	digits := 0
	for i := 13; i < 27; i++ {
		if isDigit(lines[1][i]) {
			digits++
		}
	}
	return digits <= 4 && strings.HasPrefix(lines[0][2:], "FRA")
}

// ParseMRZ decodes two or three lines, spaces aside. Lines of a wrong length or
// with characters outside 0-9 A-Z < are an error; a check digit that does not fit
// is not, it is a verdict in Digits. now settles the century of the two-digit
// years: nobody is born in the future, and a document expires at most fifty
// years from now.
func ParseMRZ(lines []string, now time.Time) (MRZ, error) {
	clean := make([]string, 0, 3)
	for _, l := range lines {
		if l = strings.ReplaceAll(Compact(l), "«", "<<"); l != "" {
			clean = append(clean, l)
		}
	}
	format, ok := mrzFormat(clean)
	if !ok {
		return MRZ{}, bordereau.Errorf(bordereau.Invalid, "Ce ne sont pas les lignes d'une zone de lecture automatique")
	}
	layout := layouts[format]
	for n, l := range clean {
		if len(l) != layout.width {
			return MRZ{}, bordereau.Errorf(bordereau.Invalid, "La ligne %d de la zone de lecture automatique a %d caractères au lieu de %d", n+1, len(l), layout.width)
		}
		for i := range len(l) {
			if c := l[i]; !isDigit(c) && !isLetter(c) && c != '<' {
				return MRZ{}, bordereau.Errorf(bordereau.Invalid, "La zone de lecture automatique contient un caractère impossible")
			}
		}
	}
	m := MRZ{Format: format, Lines: clean}
	for _, s := range layout.spans {
		m.Fields = append(m.Fields, MRZField{s.name, clean[s.line][s.from:s.to], s.line, s.from, s.to})
	}
	m.number()
	for _, d := range layout.digits {
		if d.name != "document_number" || m.Digit(d.name) == nil {
			m.Digits = append(m.Digits, verdict(clean, d))
		}
	}
	m.decode(now)
	return m, nil
}

func verdict(lines []string, d digitSpec) MRZDigit {
	var over strings.Builder
	for _, s := range d.over {
		over.WriteString(lines[s.line][s.from:s.to])
	}
	v := MRZDigit{Name: d.name, Line: d.line, Position: d.at, Printed: lines[d.line][d.at], Right: MRZDigitOf(over.String())}
	empty := strings.Trim(over.String(), "<") == ""
	v.OK = v.Printed == v.Right || d.mayBeEmpty && empty && v.Printed == '<'
	return v
}

// number takes the document number, which on cards may run on into the optional
// field: then a filler stands in its digit's place, and the rest with the digit
// behind it (ICAO 9303-5 §4.2.2.1 note j, 9303-6 likewise).
func (m *MRZ) number() {
	f := m.Field("document_number")
	m.Number = strings.TrimRight(f.Raw, "<")
	if m.Format != TD1 && m.Format != TD2 || m.Lines[f.Line][f.To] != '<' {
		return
	}
	rest, _, _ := strings.Cut(m.Field("optional").Raw, "<")
	if len(rest) < 2 || strings.HasSuffix(f.Raw, "<") {
		return
	}
	long := f.Raw + rest[:len(rest)-1]
	m.Number = long
	d := MRZDigit{Name: "document_number", Line: f.Line, Position: f.To + len(rest), Printed: rest[len(rest)-1], Right: MRZDigitOf(long)}
	d.OK = d.Printed == d.Right
	m.Digits = append(m.Digits, d)
}

func (m *MRZ) decode(now time.Time) {
	raw := func(name string) string {
		if f := m.Field(name); f != nil {
			return f.Raw
		}
		return ""
	}
	m.Code = strings.TrimRight(raw("document_code"), "<")
	m.State = strings.TrimRight(raw("issuing_state"), "<")
	m.Nationality = strings.TrimRight(raw("nationality"), "<")
	m.Optional = strings.Trim(strings.TrimRight(raw("optional"), "<")+" "+strings.TrimRight(raw("optional_2"), "<"), " ")
	if len(m.Number) > 9 && (m.Format == TD1 || m.Format == TD2) {
		_, after, _ := strings.Cut(raw("optional"), "<")
		m.Optional = strings.Trim(strings.Trim(after, "<")+" "+strings.TrimRight(raw("optional_2"), "<"), " ")
	}
	switch m.Sex = raw("sex"); m.Sex {
	case "M", "F":
	default:
		m.Sex = "X"
	}
	if m.Format == CNI1995 {
		m.Nationality = m.State
		m.Surname, m.GivenNames = mrzName(raw("surname")), mrzName(raw("given_names"))
		if n := m.Number; len(n) == 12 && allDigits(n[:4]) && n[2:4] >= "01" && n[2:4] <= "12" {
			year := "20"
			if n[:2] >= "80" { // the card was issued from 1987 to 2021
				year = "19"
			}
			m.IssueMonth = year + n[:2] + "-" + n[2:4]
		}
	} else {
		surname, given, _ := strings.Cut(raw("names"), "<<")
		m.Surname, m.GivenNames = mrzName(surname), mrzName(given)
	}
	m.BirthDate = m.date(raw("birth_date"), func(d time.Time) bool { return !d.After(now) })
	m.ExpiryDate = m.date(raw("expiry_date"), func(d time.Time) bool { return d.Year() <= now.Year()+50 })
}

// date takes the latest century that may be.
func (m *MRZ) date(yymmdd string, may func(time.Time) bool) string {
	if len(yymmdd) != 6 || strings.Contains(yymmdd, "<") {
		return ""
	}
	possible := false
	for _, century := range []string{"21", "20", "19", "18"} {
		d, err := time.Parse("20060102", century+yymmdd)
		if err != nil {
			continue // 29 February exists in one century and not in another
		}
		possible = true
		if may(d) {
			return d.Format(time.DateOnly)
		}
	}
	m.ImpossibleDate = m.ImpossibleDate || !possible
	return ""
}

func mrzName(raw string) string {
	return strings.Join(strings.FieldsFunc(raw, func(r rune) bool { return r == '<' }), " ")
}
