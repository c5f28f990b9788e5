package border

import "strings"

// Piece is a stretch of a snippet, inside or outside a hit.
type Piece struct {
	Text string
	Hit  bool
}

// Snippet takes a search's snippet apart: hits stand between U+0002 and U+0003.
func Snippet(s string) []Piece {
	var out []Piece
	add := func(text string, hit bool) {
		if text != "" {
			out = append(out, Piece{text, hit})
		}
	}
	for s != "" {
		before, rest, ok := strings.Cut(s, "\x02")
		add(strings.ReplaceAll(before, "\x03", ""), false)
		if !ok {
			break
		}
		hit, after, _ := strings.Cut(rest, "\x03")
		add(strings.ReplaceAll(hit, "\x02", ""), true)
		s = after
	}
	return out
}

// MediaType is the media type of a format that intake accepts.
func MediaType(format string) string {
	switch format {
	case "pdf":
		return "application/pdf"
	case "tiff", "jpeg", "png":
		return "image/" + format
	}
	return "application/octet-stream"
}
