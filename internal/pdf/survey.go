package pdf

import (
	"bytes"
	"errors"
	"slices"
	"strconv"

	"bordereau"
)

// Flags of what a file carries besides its pages.
const (
	FlagJavaScript = "javascript"
	FlagEmbedded   = "embedded_files"
	FlagLaunch     = "launch"          // an action starts a program
	FlagRemote     = "remote_target"   // an action opens another file, or sends the form away
	FlagURI        = "uri"             // links to the web
	FlagOpenAction = "open_action"     // something happens when it is opened
	FlagXFA        = "xfa"             // an XML form, which may show other things than the pages
	FlagSignature  = "signature"       // signed: the signature is not checked here
	FlagLayers     = "layers"          // content that can be hidden
	FlagMultimedia = "multimedia"      // sound, film, 3D
	FlagExternal   = "external_stream" // content is fetched from outside the file; it is not
	FlagRevisions  = "revisions"       // saved more than once: earlier contents are inside
	FlagEncrypted  = "encrypted"       // but can be opened without a password
)

var flagOf = map[string]string{
	"JavaScript": FlagJavaScript, "JS": FlagJavaScript, "EmbeddedFile": FlagEmbedded, "EmbeddedFiles": FlagEmbedded,
	"Launch": FlagLaunch, "SubmitForm": FlagRemote, "ImportData": FlagRemote, "GoToR": FlagRemote, "GoToE": FlagRemote,
	"URI": FlagURI, "AA": FlagOpenAction, "XFA": FlagXFA, "ByteRange": FlagSignature, "OCProperties": FlagLayers,
	"RichMedia": FlagMultimedia, "Movie": FlagMultimedia, "Sound": FlagMultimedia, "3D": FlagMultimedia,
	"Rendition": FlagMultimedia, "Encrypt": FlagEncrypted,
}

// Survey is what a walk over the bytes finds, whatever the file's tables say.
type Survey struct {
	Flags     []string // sorted
	Objects   int
	Encrypted bool
}

// streamDict is the first level of the dictionary at hand.
type streamDict struct {
	values  map[string]string // names, numbers and keywords by key
	filters []string
	length  int // -1 if not direct
}

// surveyor walks the tokens of a file, and of its object streams.
type surveyor struct {
	budget    Budget
	flags     map[string]bool
	objects   int
	unpacked  int64
	startxref int
	linear    bool
	inside    bool // an object stream
}

// Look walks over a file, holds it against the budget, and says what it carries.
// It needs no library and unpacks nothing that it keeps. The error is TooLarge.
func Look(data []byte, b Budget) (Survey, error) {
	s := &surveyor{budget: b, flags: map[string]bool{}}
	if err := s.walk(data); err != nil {
		return Survey{}, err
	}
	// A linearised file has a second table for its first page.
	if s.startxref > 2 || s.startxref == 2 && !s.linear {
		s.flags[FlagRevisions] = true
	}
	out := Survey{Objects: s.objects, Encrypted: s.flags[FlagEncrypted]}
	for f := range s.flags {
		out.Flags = append(out.Flags, f)
	}
	slices.Sort(out.Flags)
	return out, nil
}

func (s *surveyor) walk(data []byte) error {
	l := &lexer{data: data}
	depth := 0
	dict := streamDict{}
	key, last, array := "", "", ""
	value := func(v string) {
		if depth == 1 && key != "" {
			if dict.values == nil {
				dict.values = map[string]string{}
			}
			if _, again := dict.values[key]; !again {
				dict.values[key] = v
			}
			last, key = key, ""
		}
	}
	for {
		t := l.next()
		switch t.kind {
		case tEnd:
			return nil
		case tOpenDict, tOpenArray:
			if depth == 0 {
				dict, key, last = streamDict{length: -1}, "", ""
			}
			if depth == 1 {
				array = key
				if key == "OpenAction" && t.kind == tOpenDict {
					s.flags[FlagOpenAction] = true
				}
				value("[]")
				key = ""
			}
			if depth++; depth > s.budget.Nesting {
				return tooLarge("nesting")
			}
		case tCloseDict, tCloseArray:
			depth = max(depth-1, 0)
			if depth <= 1 {
				array = ""
			}
		case tName:
			n := name(t.text)
			if f := flagOf[n]; f != "" {
				s.flags[f] = true
			}
			if n == "Linearized" {
				s.linear = true
			}
			switch {
			case depth == 2 && (array == "Filter" || array == "F") && len(dict.filters) <= s.budget.Filters:
				dict.filters = append(dict.filters, n)
			case depth == 1 && key == "":
				key = n
			case depth == 1 && key == "Filter":
				dict.filters = append(dict.filters, n)
				value(n)
			default:
				value(n)
			}
		case tNumber:
			if depth == 1 && key == "Length" {
				dict.length, _ = strconv.Atoi(string(t.text))
			}
			if key == "OpenAction" { // a reference
				s.flags[FlagOpenAction] = true
			}
			value(string(t.text))
		case tString:
			value("()")
		case tKeyword:
			switch string(t.text) {
			case "R":
				if last == "Length" {
					dict.length = -1
				}
			case "obj":
				if s.objects++; s.objects > s.budget.Objects {
					return tooLarge("objects")
				}
				depth = 0
			case "endobj":
				depth = 0
			case "startxref":
				s.startxref++
			case "stream":
				if !s.inside && dict.values != nil {
					if err := s.stream(l, &dict); err != nil {
						return err
					}
				}
				depth, dict = 0, streamDict{}
			default:
				value(string(t.text))
			}
		}
	}
}

// stream holds one stream against the budget and moves behind it.
func (s *surveyor) stream(l *lexer, d *streamDict) error {
	l.i += len(newline(l.data[l.i:]))
	body := l.data[l.i:]
	var end int
	if d.length >= 0 && d.length <= len(body) && bytes.HasPrefix(bytes.TrimLeft(body[d.length:min(len(body), d.length+32)], space), []byte("endstream")) {
		end = d.length
	} else if end = bytes.Index(body, []byte("endstream")); end < 0 {
		end = len(body)
	}
	body = body[:end]
	l.i += end
	if _, external := d.values["F"]; external && !s.inside {
		s.flags[FlagExternal] = true
	}
	if len(d.filters) > s.budget.Filters {
		return tooLarge("filters")
	}
	if d.isImage() {
		w, _ := strconv.ParseInt(d.values["Width"], 10, 32)
		h, _ := strconv.ParseInt(d.values["Height"], 10, 32)
		if w*h > s.budget.Pixels {
			return tooLarge("an image of " + strconv.FormatInt(w*h/1e6, 10) + " million pixels")
		}
		return nil
	}
	if len(d.filters) == 0 {
		return nil
	}
	out, all, err := s.budget.unpack(body, d.filters, min(s.budget.Stream, s.budget.Total-s.unpacked))
	if err != nil {
		return tooLarge("what a stream unpacks to")
	}
	s.unpacked += int64(len(out))
	if all && d.values["Type"] == "ObjStm" {
		n, _ := strconv.Atoi(d.values["N"])
		if s.objects += max(n, 0); s.objects > s.budget.Objects {
			return tooLarge("objects")
		}
		s.inside = true
		err := s.walk(out)
		s.inside = false
		return err
	}
	return nil
}

// newline is the line end that follows the keyword "stream".
func newline(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("\r\n")):
		return b[:2]
	case len(b) > 0 && (b[0] == '\n' || b[0] == '\r'):
		return b[:1]
	}
	return nil
}

// IsBudget says whether an error is one of the budget's.
func IsBudget(err error) bool {
	return errors.Is(err, errBudget) && bordereau.CodeOf(err) == bordereau.TooLarge
}
