// Package twoddoc decodes 2D-Doc, the signed codes of the French State (ANTS, technical
// specification 3.3.0): header, fields with their types, signature. Verify holds the
// signature against a trust list. Pure: bytes in, values out.
//
// The bytes are hostile: whatever they are, they end in a Code or an error.
package twoddoc

import (
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	unitSeparator   = 0x1f // before the signature
	groupSeparator  = 0x1d // ends a field of no fixed length
	recordSeparator = 0x1e // ends a field that was cut
	maxCode         = 4096
	maxFields       = 120
)

// Code is a decoded 2D-Doc.
type Code struct {
	Version                  int    // 1 to 4
	Authority, Certificate   string // of four characters each
	Issued, Signed           string // YYYY-MM-DD; Issued is empty where the code has none
	Type, Perimeter, Country string
	Fields                   []Field
	Rest                     string // from the first field that nobody knows
	Binary                   bool   // bytes, not text (version 4): see parseBinary
	// Message is what is signed, Signature r and s, Annex what follows unsigned, which nobody
	// may trust: of a binary code it ends Signature, for the key alone tells them apart.
	Message, Signature, Annex []byte
}

// Field is one value. Raw is as it is encoded (of a binary code in hexadecimal), Value
// canonical. The ID of a binary code is its byte ("0x62"): another dictionary than that of
// codes of text.
type Field struct {
	ID, Raw, Value string
	Cut            bool // the issuer shortened it
}

// Field is the canonical value of a field, empty if the code has none.
func (c *Code) Field(id string) string {
	for _, f := range c.Fields {
		if f.ID == id {
			return f.Value
		}
	}
	return ""
}

var (
	errNone   = errors.New("no 2D-Doc")
	errBroken = errors.New("a 2D-Doc that is cut short")
)

// headers are the lengths of the header by version.
var headers = [5]int{1: 22, 2: 22, 3: 24, 4: 26}

// Parse decodes the bytes of a symbol.
func Parse(b []byte) (*Code, error) {
	if len(b) > maxCode {
		return nil, fmt.Errorf("a 2D-Doc of %d bytes: %w", len(b), errNone)
	}
	if len(b) > 2 && b[0] == 0xdc && b[1] == 4 {
		return parseBinary(b)
	}
	if len(b) < 22 || b[0] != 'D' || b[1] != 'C' {
		return nil, errNone
	}
	version, err := strconv.Atoi(string(b[2:4]))
	if err != nil || version < 1 || version > 4 {
		return nil, fmt.Errorf("version %q: %w", b[2:4], errNone)
	}
	n := headers[version]
	if len(b) < n {
		return nil, errBroken
	}
	for _, c := range b[4:n] {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
			return nil, fmt.Errorf("byte %#x in the header: %w", c, errNone)
		}
	}
	c := &Code{Version: version, Authority: string(b[4:8]), Certificate: string(b[8:12]), Type: string(b[20:22]), Perimeter: "01", Country: "FR"}
	if c.Issued, err = daysSince(string(b[12:16])); err != nil {
		return nil, err
	}
	if c.Signed, err = daysSince(string(b[16:20])); err != nil {
		return nil, err
	}
	if version >= 3 {
		c.Perimeter = string(b[22:24])
	}
	if version == 4 {
		c.Country = string(b[24:26])
	}
	if err := c.divide(b); err != nil {
		return nil, err
	}
	c.fields(c.Message[n:])
	return c, nil
}

// signatures are the lengths of r and s: P-256, P-384, P-521.
var signatures = map[int]bool{64: true, 96: true, 132: true}

// divide parts what is signed from the signature.
func (c *Code) divide(b []byte) error {
	if c.Version == 1 { // the bytes of the signature follow the last field
		if len(b) < headers[1]+64 {
			return errBroken
		}
		c.Message, c.Signature = b[:len(b)-64], b[len(b)-64:]
		return nil
	}
	at := strings.IndexByte(string(b), unitSeparator)
	if at < headers[c.Version] {
		return errBroken
	}
	tail, annex, _ := strings.Cut(string(b[at+1:]), string(rune(groupSeparator)))
	sig, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(tail, "="))
	if err != nil || !signatures[len(sig)] {
		return fmt.Errorf("a signature of %d characters: %w", len(tail), errBroken)
	}
	c.Message, c.Signature, c.Annex = b[:at], sig, []byte(annex)
	return nil
}

func (c *Code) fields(b []byte) {
	for len(b) > 0 && len(c.Fields) < maxFields {
		if len(b) < 2 {
			break
		}
		def, ok := table[string(b[:2])]
		if !ok {
			break
		}
		f := Field{ID: string(b[:2])}
		data := b[2:]
		n := 0
		if def.fixed() {
			if n = def.most; len(data) < n {
				break
			}
		} else {
			for n < len(data) && data[n] != groupSeparator && data[n] != recordSeparator && (def.most == 0 || n < def.most) {
				n++
			}
		}
		f.Raw = string(data[:n])
		if strings.IndexFunc(f.Raw, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
			break
		}
		if data = data[n:]; len(data) > 0 && (data[0] == groupSeparator || data[0] == recordSeparator) {
			f.Cut = data[0] == recordSeparator
			data = data[1:]
		}
		f.Value = def.value(f.Raw)
		c.Fields = append(c.Fields, f)
		b = data
	}
	c.Rest = string(b)
}

// daysSince reads a count of days since 2000-01-01 in hexadecimal; FFFF is none.
func daysSince(hex string) (string, error) {
	if hex == "FFFF" {
		return "", nil
	}
	n, err := strconv.ParseUint(hex, 16, 16)
	if err != nil {
		return "", fmt.Errorf("the day %q: %w", hex, errNone)
	}
	return time.Date(2000, 1, 1+int(n), 0, 0, 0, 0, time.UTC).Format(time.DateOnly), nil
}
