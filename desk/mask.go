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
var nirShape = regexp.MustCompile(`\b[1-478][ .\-]?\d{2}[ .\-]?\d{2}[ .\-]?(?:\d{2}|2[ABab])[ .\-]?\d{3}[ .\-]?\d{3}(?:[ .\-/]{0,3}\d{2})?\b`)

// nirLabel stands before a number whose key was misread, or left away.
var nirLabel = regexp.MustCompile(`(?i)\bs[ée]cu|\bNIR\b|\bn°? ?ss\b|\bINSEE\b`)

// nirSpans finds the numbers in a line, as byte offsets.
func nirSpans(line string) [][]int {
	var spans [][]int
	labelled := nirLabel.MatchString(line)
	for _, span := range nirShape.FindAllStringIndex(line, -1) {
		_, err := check.ParseNIR(strings.NewReplacer(".", "", "-", "", "/", "").Replace(line[span[0]:span[1]]))
		if err == nil || labelled {
			spans = append(spans, span)
		}
	}
	return spans
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
