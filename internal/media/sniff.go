package media

import "bytes"

// SniffSize is how much of a file's head Sniff looks at.
const SniffSize = 1024

// others are heads of formats that would rather be taken for what they are than
// for the PDF that somebody hid behind them.
var others = []string{
	"<", "PK", "GIF8", "%!", "MZ", "\x7fELF", "RIFF", "BM", "Rar!", "7z\xbc\xaf", "\x1f\x8b", "BZh", "\xfd7zXZ",
	"\x00\x00\x00\x0cjP", "\xff\x4f\xff\x51", "{\\rtf", "\xd0\xcf\x11\xe0", "#!", "From ", "SNDH",
}

// Sniff names the format of a file by its head: "pdf", "tiff", "jpeg", "png", or
// "" for anything else. The content decides, never a name. A PDF may begin within
// the first 1024 bytes (ISO 32000-1 annex H), unless what comes before is
// another format; the others begin at once.
func Sniff(head []byte) string {
	head = head[:min(len(head), SniffSize)]
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return "tiff"
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "\x00\t\n\f\r ")
	for _, o := range others {
		if bytes.HasPrefix(head, []byte(o)) || bytes.HasPrefix(text, []byte(o)) {
			return ""
		}
	}
	if bytes.Contains(head, []byte("%PDF-")) {
		return "pdf"
	}
	return ""
}
