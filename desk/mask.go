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
var nirShape = regexp.MustCompile(strings.ReplaceAll(`\b[1-478IlB][ .\-]?#{2}[ .\-]?#{2}[ .\-]?(?:#{2}|2[ABab])[ .\-]?#{3}[ .\-]?#{3}(?:[ .\-/]{0,3}#{2})?\b`, "#", `[0-9OoQDIlZSBG]`))

// nirDigits are the digits that such letters stand for; nirFew is how many of a number's
// thirteen have to be digits all the same.
var nirDigits = strings.NewReplacer(".", "", "-", "", "/", "", "O", "0", "o", "0", "Q", "0", "D", "0", "I", "1", "l", "1", "Z", "2", "S", "5", "B", "8", "G", "6")

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

// maskUnderstanding hides the numbers in what was understood.
func maskUnderstanding(u *bordereau.Understanding) {
	for i := range u.Fields {
		u.Fields[i].Value, u.Fields[i].Raw = maskText(u.Fields[i].Value), maskText(u.Fields[i].Raw)
	}
	for i := range u.Cues {
		u.Cues[i].Phrase = maskText(u.Cues[i].Phrase)
	}
	for i := range u.Checks {
		u.Checks[i].Detail = maskText(u.Checks[i].Detail)
	}
}
