package pdf

import "bytes"

// kind is what a token is.
type kind byte

const (
	tEnd kind = iota
	tName
	tNumber
	tString
	tKeyword
	tOpenDict
	tCloseDict
	tOpenArray
	tCloseArray
	tComment
)

// lexer cuts PDF syntax into tokens (ISO 32000-1 §7.2). It knows no grammar, so
// that nothing stops it but the end of the data.
type lexer struct {
	data []byte
	i    int
}

type token struct {
	kind kind
	text []byte // of names without the slash, escapes as they stand
}

const (
	space     = "\x00\t\n\f\r "
	delimiter = space + "()<>[]{}/%"
)

var delimits = func() (t [256]bool) {
	for _, c := range []byte(delimiter) {
		t[c] = true
	}
	return t
}()

func (l *lexer) next() token {
	d := l.data
	for l.i < len(d) && (d[l.i] <= ' ' && bytes.IndexByte([]byte(space), d[l.i]) >= 0) {
		l.i++
	}
	if l.i >= len(d) {
		return token{}
	}
	start := l.i
	switch c := d[l.i]; c {
	case '%':
		end := bytes.IndexAny(d[l.i:min(len(d), l.i+1<<16)], "\r\n")
		if end < 0 {
			end = min(len(d)-l.i, 1<<16)
		}
		l.i += end
		return token{tComment, d[start:l.i]}
	case '(':
		return token{tString, l.literal()}
	case '<':
		if l.at(1) == '<' {
			l.i += 2
			return token{kind: tOpenDict}
		}
		end := bytes.IndexByte(d[l.i:], '>')
		if end < 0 {
			l.i = len(d)
		} else {
			l.i += end + 1
		}
		return token{tString, d[start:l.i]}
	case '>':
		l.i++
		if l.at(0) == '>' {
			l.i++
			return token{kind: tCloseDict}
		}
		return l.next()
	case '[':
		l.i++
		return token{kind: tOpenArray}
	case ']':
		l.i++
		return token{kind: tCloseArray}
	case '{', '}', ')':
		l.i++
		return token{tKeyword, d[start:l.i]}
	case '/':
		l.i++
		l.word()
		return token{tName, d[start+1 : l.i]}
	default:
		l.word()
		if c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
			return token{tNumber, d[start:l.i]}
		}
		return token{tKeyword, d[start:l.i]}
	}
}

func (l *lexer) at(n int) byte {
	if l.i+n < len(l.data) {
		return l.data[l.i+n]
	}
	return 0
}

func (l *lexer) word() {
	for l.i < len(l.data) && !delimits[l.data[l.i]] {
		l.i++
	}
}

// literal reads a string in parentheses, which nest and can be escaped.
func (l *lexer) literal() []byte {
	start, depth := l.i, 0
	for ; l.i < len(l.data); l.i++ {
		switch l.data[l.i] {
		case '\\':
			l.i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.i++
				return l.data[start:l.i]
			}
		}
	}
	l.i = min(l.i, len(l.data))
	return l.data[start:l.i]
}

// name is a name with its #xx escapes undone.
func name(raw []byte) string {
	if bytes.IndexByte(raw, '#') < 0 {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if hi, lo := nibble(raw[i+1]), nibble(raw[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return string(out)
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
