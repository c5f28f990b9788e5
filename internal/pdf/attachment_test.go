package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// attached is a PDF of one page with a file in it.
func attached(t *testing.T, name, filter string, body []byte) []byte {
	t.Helper()
	objects := []string{"<< /Type /Catalog /Pages 2 0 R /AF [5 0 R] >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
		fmt.Sprintf("<< /Type /EmbeddedFile %s/Length %d >>\nstream\n%s\nendstream", filter, len(body), body),
		"<< /Type /Filespec /F " + name + " /EF << /F 4 0 R >> >>"}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAttachment(t *testing.T) {
	body := []byte("<invoice/>")
	const flate = "/Filter /FlateDecode "
	for name, c := range map[string]struct {
		name, filter string
		body         []byte
		want         bool
	}{
		"plain":               {"(factur-x.xml)", "", body, true},
		"packed":              {"(factur-x.xml)", flate, packed(t, body), true},
		"in hexadecimal":      {"<6661637475722D782E786D6C>", flate, packed(t, body), true},
		"in capitals":         {"(FACTUR-X.XML)", "", body, true},
		"another name":        {"(terms.xml)", "", body, false},
		"a filter for pixels": {"(factur-x.xml)", "/Filter /JPXDecode ", body, false},
		"larger than asked":   {"(factur-x.xml)", flate, packed(t, bytes.Repeat([]byte("a"), 5000)), false},
		"a name that is none": {"7", "", body, false},
	} {
		f, err := Open(attached(t, c.name, c.filter, c.body), DefaultBudget, 0)
		if err != nil {
			t.Fatal(name, err)
		}
		got, ok := f.Attachment(1000, "factur-x.xml")
		if ok != c.want || ok && !bytes.Equal(got, body) {
			t.Errorf("%s: %v %q", name, ok, got)
		}
		if !strings.Contains(strings.Join(f.Info().Flags, " "), FlagEmbedded) {
			t.Errorf("%s: %v", name, f.Info().Flags)
		}
	}
}
