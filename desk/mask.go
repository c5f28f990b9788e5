package desk

import (
	"regexp"
	"strings"
	"unicode"

	"bordereau"
	"bordereau/check"
)

// A French social security number (NIR) is kept by nobody who does not need it.
// Readings are masked before anything of them is stored; the original alone
// still shows it.

// nirShape is the printed form: groups of 1, 2, 2, 2, 3, 3 and the key of 2, with
// or without separators between them.
// and with letters where a reader took digits for them.
var nirShape = regexp.MustCompile(strings.ReplaceAll(`\b[1-478IilLBAT][ .\-]?#{2}[ .\-]?#{2}[ .\-]?(?:#{2}|2[ABab])[ .\-]?#{3}[ .\-]?#{3}(?:[ .\-/]{0,3}#{2})?\b`, "#", `[0-9OoQDIilLZzASsGTB]`))

// nirDigits are the digits that such letters stand for; nirFew is how many of a number's
// thirteen have to be digits all the same.
var nirDigits = strings.NewReplacer(".", "", "-", "", "/", "", "O", "0", "o", "0", "Q", "0", "D", "0", "I", "1", "i", "1", "l", "1", "L", "1", "Z", "2", "z", "2", "A", "4", "S", "5", "s", "5", "G", "6", "T", "7", "B", "8")

const nirFew = 9

// nirLabel stands before a number whose key was misread, or left away.
var nirLabel = regexp.MustCompile(`(?i)\bs[ée]cu|\bNIR\b|\bn°? ?ss\b|\bINSEE\b`)

// nirSpans finds the numbers in a line, as byte offsets.
func nirSpans(line string) [][]int {
	var spans [][]int
	labelled := nirLabel.MatchString(line)
	for _, span := range nirShape.FindAllStringIndex(line, -1) {
		text := line[span[0]:span[1]]
		if digits := strings.Count(strings.Map(isDigit, text), "0"); digits < nirFew {
			continue
		}
		if labelled || nirKey(text) {
			spans = append(spans, span)
		}
	}
	return spans
}

func isDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}

// nirKey says whether the key fits, with letters taken for the digits that they look like;
// the department of Corsica has a letter of its own.
func nirKey(text string) bool {
	_, err := check.ParseNIR(nirDigits.Replace(text))
	if err != nil {
		_, err = check.ParseNIR(strings.NewReplacer(".", "", "-", "", "/", "").Replace(text))
	}
	if err != nil {
		if _, repaired, ok := check.ReadReference("nir", text); ok && !repaired {
			err = nil
		}
	}
	return err == nil
}

// maskText hides the numbers in a text: the sex and the year of birth stay.
func maskText(s string) string {
	out := []byte(s)
	for _, span := range nirSpans(s) {
		maskSpan(out, span[0], span[1], new(int))
	}
	return string(out)
}

// maskSpan replaces the letters and digits after the third by asterisks; seen
// counts them across calls.
func maskSpan(b []byte, from, to int, seen *int) {
	for i := from; i < to; i++ {
		if c := rune(b[i]); c < unicode.MaxASCII && (unicode.IsDigit(c) || unicode.IsLetter(c)) {
			if *seen++; *seen > 3 {
				b[i] = '*'
			}
		}
	}
}

// maskReading hides the numbers in the words of a reading, which a number may
// be spread over.
func maskReading(r *bordereau.Reading) {
	for p := range r.Pages {
		for i := range r.Pages[p].Symbols {
			r.Pages[p].Symbols[i].Text = maskText(r.Pages[p].Symbols[i].Text)
		}
		words := r.Pages[p].Words
		for from := 0; from < len(words); {
			to := from + 1
			for to < len(words) && words[to].Block == words[from].Block && words[to].Line == words[from].Line {
				to++
			}
			maskLine(words[from:to])
			from = to
		}
	}
}

func maskLine(words []bordereau.Word) {
	var line strings.Builder
	starts := make([]int, len(words))
	for i, w := range words {
		if i > 0 {
			line.WriteByte(' ')
		}
		starts[i] = line.Len()
		line.WriteString(w.Text)
	}
	for _, span := range nirSpans(line.String()) {
		seen := 0
		for i := range words {
			from, to := max(span[0]-starts[i], 0), min(span[1]-starts[i], len(words[i].Text))
			if from >= to {
				continue
			}
			text := []byte(words[i].Text)
			maskSpan(text, from, to, &seen)
			words[i].Text = string(text)
		}
	}
}

// Mask hides the numbers in what was read and understood, before anything of it is stored,
// indexed or shown. Where understanding found the number its words are masked, whatever
// the lines around it say.
func Mask(r *bordereau.Reading, u *bordereau.Understanding) {
	maskReading(r)
	maskUnderstanding(u)
	for k := range u.Fields {
		f := &u.Fields[k]
		if f.Name != "social_security_number" {
			continue
		}
		f.Value, f.Raw = hidden(f.Value), hidden(f.Raw)
		for i := range r.Pages {
			if r.Pages[i].Number == f.Page {
				maskPlace(r.Pages[i].Words, f.Box)
			}
		}
	}
}

// hidden is a number by its first three characters.
func hidden(s string) string {
	out := []byte(s)
	maskSpan(out, 0, len(out), new(int))
	return string(out)
}

// maskPlace masks the words whose middle lies in a box, from the first digit on.
func maskPlace(words []bordereau.Word, in bordereau.Box) {
	seen := 0
	for i, w := range words {
		x, y := w.Box.X+w.Box.W/2, w.Box.Y+w.Box.H/2
		if x < in.X || x > in.X+in.W || y < in.Y || y > in.Y+in.H {
			continue
		}
		text := []byte(w.Text)
		from := 0
		if seen == 0 {
			if from = strings.IndexAny(w.Text, "0123456789"); from < 0 {
				continue
			}
		}
		maskSpan(text, from, len(text), &seen)
		words[i].Text = string(text)
	}
}

// maskUnderstanding hides the numbers in what was understood.
func maskUnderstanding(u *bordereau.Understanding) {
	for i := range u.Fields {
		f := &u.Fields[i]
		f.Value, f.Raw = maskText(f.Value), maskText(f.Raw)
		for _, list := range [][]string{f.Alternatives, f.Ink} {
			for j := range list {
				list[j] = maskText(list[j])
			}
		}
	}
	for i := range u.Cues {
		u.Cues[i].Phrase = maskText(u.Cues[i].Phrase)
	}
	for i := range u.Checks {
		u.Checks[i].Detail = maskText(u.Checks[i].Detail)
	}
}
