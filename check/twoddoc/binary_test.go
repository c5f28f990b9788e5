package twoddoc

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var long = strings.Repeat("BORDEREAU ", 40)

// binarySpecimen has a text that fills its triplets, one that pads, one that ends in ASCII,
// one of marks, an empty one and one longer than a byte counts.
func binarySpecimen(t testing.TB) []byte {
	t.Helper()
	b, err := SpecimenBinary(0x07, today, []BinaryField{{0x62, "VAUBERT LISE"}, {0x60, "LISE1"}, {0x66, "X4RTBPFW46"}, {0x6f, "P<FRA-VAUBERT<"}, {0x01, ""}, {0x02, long}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBinarySpecimenIsRead(t *testing.T) {
	b := binarySpecimen(t)
	c, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Binary || c.Version != 4 || c.Country != "FRA" || c.Authority != "ZZ00" || c.Certificate != "SPEC" || c.Type != "07" || c.Perimeter != "0001" || c.Issued != "2026-11-20" || c.Signed != "2026-11-20" {
		t.Errorf("%+v", c)
	}
	var got []string
	for _, f := range c.Fields {
		got = append(got, f.ID, f.Value)
	}
	if diff := cmp.Diff([]string{"0x62", "VAUBERT LISE", "0x60", "LISE1", "0x66", "X4RTBPFW46", "0x6F", "P<FRA-VAUBERT<", "0x01", "", "0x02", long}, got); diff != "" {
		t.Error(diff)
	}
	if c.Fields[0].Raw == c.Fields[0].Value || c.Field("62") != "" {
		t.Errorf("a byte is taken for an identifier of codes of text: %+v", c.Fields[0])
	}
	for _, allow := range []bool{true, false} {
		if got, why := (&Trust{AllowTest: allow}).Verify(c, today); got != map[bool]Answer{true: Test, false: Invalid}[allow] {
			t.Errorf("%s: %s", got, why)
		}
	}
	// Any bit of the message changed: no more is it signed, or it is no code.
	for i := range c.Message {
		spoiled := bytes.Clone(b)
		spoiled[i] ^= 1
		if c, err := Parse(spoiled); err == nil {
			if got, why := (&Trust{AllowTest: true}).Verify(c, today); got == Test || got == Valid {
				t.Errorf("byte %d: %s: %s", i, got, why)
			}
		}
	}
}

// What is no text stays as it is, in hexadecimal.
func TestBinaryValues(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want string
	}{
		"text":                   {"\x59\xbf", "AAA"},
		"odd":                    {"\x59", "59"},
		"no triplet":             {"\xff\xff", "ffff"},
		"zero":                   {"\x00\x00", "0000"},
		"a control":              {"\x01\x1a", "011a"}, // 281: shift 1, then 7
		"ends in a shift":        {"\x58\xea", "58ea"}, // A, 5, a shift
		"control after C40":      {"\xfe\x08", "fe08"},
		"an accent, upper shift": {"\x0b\x07", "É"},
	} {
		head := binarySpecimen(t)[:binaryHeader]
		b := slices.Concat(head, []byte{0x10, byte(len(c.data))}, []byte(c.data), []byte{binarySign}, make([]byte, 64))
		code, err := Parse(b)
		if err != nil || len(code.Fields) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		if got := code.Fields[0].Value; got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

// Messages without an end, lengths that lie and fields without number end in an error.
func TestBrokenBinaryCodes(t *testing.T) {
	good := binarySpecimen(t)
	head := good[:binaryHeader]
	with := func(parts ...[]byte) []byte { return slices.Concat(append([][]byte{head}, parts...)...) }
	sign := append([]byte{binarySign}, make([]byte, 64)...)
	for name, b := range map[string][]byte{
		"no message":                 head,
		"an identifier alone":        with([]byte{0x62}),
		"no signature":               with([]byte{0x62, 2, 0x59, 0xbf}),
		"a long length cut":          with([]byte{0x62, 0xff, 1}),
		"longer than the code":       with([]byte{0x62, 70, 1}, sign),
		"much longer than the code":  with([]byte{0x62, 0xff, 0xff, 0xff}, sign),
		"the signature swallowed":    with([]byte{0x62, 65}, sign),
		"fields without number":      with(bytes.Repeat([]byte{1, 0}, maxFields+1), sign),
		"fields without end":         with(bytes.Repeat([]byte{1, 0}, (maxCode-binaryHeader)/2)),
		"a signature cut":            good[:len(good)-1],
		"half a triplet in the head": append([]byte{0xdc, 4, 0x59, 0xbf, 0x59, 0xbf, 0x59, 0xbf, 0xff, 0xff}, good[10:]...),
		"too long":                   with([]byte{0x62, 0xff, 0x10, 0}, make([]byte, 4096), sign),
	} {
		if c, err := Parse(b); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// A binary code under a certificate of the list verifies, with the mark that ends its
// message or without, on every curve, and whatever its annex says.
func TestBinaryTrust(t *testing.T) {
	from, until := today.AddDate(-2, 0, 0), today.AddDate(1, 0, 0)
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		trust, key := chain(t, "FR09", curve, from, until)
		message := slices.Clone(binarySpecimen(t)[:binaryHeader])
		who, err := packC40("FR090042 ")
		if err != nil {
			t.Fatal(err)
		}
		copy(message[4:], who)
		message = append(message, 0x62, 2, 0x59, 0xbf)
		for _, marked := range []bool{false, true} {
			over := message
			if marked {
				over = append(slices.Clip(message), binarySign)
			}
			raw := signature(t, key, over)
			for _, annex := range []string{"", "\x01\x02\x59\xbf"} {
				c, err := Parse(slices.Concat(message, []byte{binarySign}, raw, []byte(annex)))
				if err != nil {
					t.Fatal(err)
				}
				if got, why := trust.Verify(c, today); got != Valid {
					t.Errorf("%s: %s: %s", curve.Params().Name, got, why)
				}
				if got, _ := (&Trust{}).Verify(c, today); got != Unknown {
					t.Errorf("where nobody is known: %s", got)
				}
				if len(c.Fields) != 1 || c.Fields[0].Value != "AAA" {
					t.Errorf("the annex is among the fields: %+v", c.Fields)
				}
			}
			raw[0] ^= 1
			c, err := Parse(slices.Concat(message, []byte{binarySign}, raw))
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := trust.Verify(c, today); got != Invalid {
				t.Errorf("%s, changed: %s", curve.Params().Name, got)
			}
		}
	}
}

func signature(t *testing.T, key *ecdsa.PrivateKey, message []byte) []byte {
	t.Helper()
	digest := map[int]func() []byte{
		32: func() []byte { d := sha256.Sum256(message); return d[:] },
		48: func() []byte { d := sha512.Sum384(message); return d[:] },
		66: func() []byte { d := sha512.Sum512(message); return d[:] },
	}[width(&key.PublicKey)]()
	r, s, err := ecdsa.Sign(rand.Reader, key, digest)
	if err != nil {
		t.Fatal(err)
	}
	size := width(&key.PublicKey)
	return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
}
