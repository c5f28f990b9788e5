package twoddoc

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

const (
	binaryHeader = 19
	binarySign   = 0xff // an identifier that no field has: the signature follows
	binaryLong   = 0xff // a length that no field has: it follows in two bytes
)

// parseBinary reads a code of bytes (version 4). Its header: version, country and
// authority with certificate in C40, the two dates, type and perimeter. Its message:
// blocks of an identifier, a length of one byte or of three, and the data; then 0xFF, the
// signature of as many bytes as its key has, and the annex without a separator.
//
// The State publishes no dictionary of these identifiers (its one type, 0x07, is
// reserved): what a value means is not known. It is read as text where it is text in C40,
// stays hexadecimal elsewhere, and is held against nothing.
func parseBinary(b []byte) (*Code, error) {
	if len(b) < binaryHeader {
		return nil, errBroken
	}
	country, err := headerC40(b[2:4])
	if err != nil {
		return nil, err
	}
	who, err := headerC40(b[4:10])
	if err != nil {
		return nil, err
	}
	who += strings.Repeat(" ", 8)
	c := &Code{Version: 4, Binary: true, Country: strings.TrimSpace(country), Authority: strings.TrimSpace(who[:4]), Certificate: strings.TrimSpace(who[4:9]),
		Type: fmt.Sprintf("%02X", b[16]), Perimeter: fmt.Sprintf("%04X", int(b[17])<<8|int(b[18]))}
	if c.Issued, err = threeBytes(b[10:13]); err != nil {
		return nil, err
	}
	if c.Signed, err = threeBytes(b[13:16]); err != nil {
		return nil, err
	}
	return c, c.blocks(b)
}

// blocks reads the message of a binary code and parts it from what follows.
func (c *Code) blocks(b []byte) error {
	for at := binaryHeader; ; {
		if at >= len(b) || len(c.Fields) > maxFields {
			return fmt.Errorf("a binary message without an end: %w", errBroken)
		}
		if b[at] == binarySign {
			c.Message, c.Signature = b[:at], b[at+1:]
			if len(c.Signature) < 64 {
				return fmt.Errorf("a signature of %d bytes: %w", len(c.Signature), errBroken)
			}
			return nil
		}
		data, err := block(b[at+1:])
		if err != nil {
			return err
		}
		f := Field{ID: fmt.Sprintf("0x%02X", b[at]), Raw: hex.EncodeToString(data)}
		if f.Value, err = c40(data); err != nil {
			f.Value = f.Raw
		}
		c.Fields = append(c.Fields, f)
		if at += 2 + len(data); b[at-len(data)-1] == binaryLong {
			at += 2
		}
	}
}

// block is the data that a length at the start of b counts.
func block(b []byte) ([]byte, error) {
	if len(b) < 1 {
		return nil, fmt.Errorf("a binary field without a length: %w", errBroken)
	}
	n, b := int(b[0]), b[1:]
	if n == binaryLong {
		if len(b) < 2 {
			return nil, fmt.Errorf("a binary field without a length: %w", errBroken)
		}
		n, b = int(b[0])<<8|int(b[1]), b[2:]
	}
	if n > len(b) {
		return nil, fmt.Errorf("a binary field of %d bytes where %d are left: %w", n, len(b), errBroken)
	}
	return b[:n], nil
}

// threeBytes reads a date as month, day and year in one number; all ones is none.
func threeBytes(b []byte) (string, error) {
	v := int(b[0])<<16 | int(b[1])<<8 | int(b[2])
	if v == 0xffffff {
		return "", nil
	}
	s := fmt.Sprintf("%04d-%02d-%02d", v%10000, v/1000000, v/10000%100)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("the date %d in the header: %w", v, errNone)
	}
	return s, nil
}
