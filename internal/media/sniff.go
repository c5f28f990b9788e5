// Package media knows the formats of files by their content.
package media

import "bytes"

// Sniff names the format of a file by its head: "pdf", "tiff", "jpeg", "png", or
// "" for anything else. A PDF may start within its first 1024 bytes (ISO 32000-1
// annex H); the others start at once.
func Sniff(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")),
		bytes.HasPrefix(head, []byte("II+\x00")), bytes.HasPrefix(head, []byte("MM\x00+")):
		return "tiff"
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return "pdf"
	}
	return ""
}
