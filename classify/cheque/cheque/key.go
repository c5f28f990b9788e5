package cheque

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// printedKey takes the two digits in parentheses beside the code line (clé RLMC). They
// are small, and a key that is misread contradicts a line that is right: they are read
// again as digits, and where the two readings differ the one that fits stands. Two
// tries give a wrong line one chance in 48 to be fitted, not one in 97; both readers
// of its bars must have erred in the same way before.
func printedKey(ctx context.Context, d *spec.Draft) error {
	var readings []spec.Value
	for _, find := range []spec.Finder{spec.Right("clé RLMC", "RLMC"), spec.Everywhere, passedOver(ctx)} {
		for _, span := range find(d.Sheet) {
			if w := inParentheses(span); w != nil {
				readings = append(readings, keyReadings(ctx, d.Sheet, w[0])...)
				break
			}
		}
		if len(readings) > 0 {
			break
		}
	}
	for _, w := range keyLookedFor(ctx, d.Sheet, len(readings) == 0) {
		readings = append(readings, keyReadings(ctx, d.Sheet, w)...)
	}
	if len(readings) == 0 {
		return ctx.Err()
	}
	best := readings[0]
	if m := codeLineOf(ctx, d.Sheet); m != nil {
		if line, err := check.ParseCodeLine(m.raw); err == nil {
			if len(m.doubtful) == 0 && !slices.ContainsFunc(readings, func(v spec.Value) bool { return line.RLMCFits(v.Text) }) {
				readings = append(readings, keyOnceMore(ctx, d.Sheet, best.Words)...)
			}
			for _, v := range readings {
				if line.RLMCFits(v.Text) {
					best = v
					break
				}
			}
		}
	}
	d.PutValue("rlmc_key", best)
	return nil
}

// keyOnceMore reads a key a third time, for a line of which no character is doubted.
func keyOnceMore(ctx context.Context, s *spec.Sheet, seen spec.Span) []spec.Value {
	b := seen.Box()
	for _, w := range again(ctx, s, seen[0].Page, grown(b, b.H/2), "form") {
		if t := strings.Trim(w.Text, "().,:;' "); twoDigits(t) {
			return []spec.Value{{Text: t, Words: spec.Span{w}}}
		}
	}
	return nil
}

// passedOver offers the rows of the cheque with what the page's reading missed.
func passedOver(ctx context.Context) spec.Finder {
	return func(s *spec.Sheet) []spec.Span { return spec.Everywhere(columnsOf(ctx, s).all) }
}

// keyLookedFor reads the places where a key may stand anew, if it was not seen: the line
// of the cheque's number and the one under it, what is right of the code line, and two
// digits by themselves, whose parentheses may have been lost.
func keyLookedFor(ctx context.Context, s *spec.Sheet, missing bool) spec.Span {
	p, m := paperOf(ctx, s), codeLineOf(ctx, s)
	if !missing || p == nil || m == nil {
		return nil
	}
	places := []bordereau.Box{{X: m.box.X + m.box.W + p.at(2), Y: m.box.Y - p.at(2), W: p.box.X + p.box.W - m.box.X - m.box.W - p.at(2), H: m.box.H + p.at(4)}}
	words := columnsOf(ctx, s).all.Words
	for _, w := range words {
		if w.Page == p.page && len(w.Text) == 7 && strings.Trim(w.Text, "0123456789") == "" && p.holds(w.Page, w.Box) {
			places = append(places, bordereau.Box{X: p.box.X, Y: w.Box.Y - p.at(1), W: p.box.W, H: w.Box.H + p.at(2)})
			x := max(p.box.X, w.Box.X-p.at(25)) // "Chèque n°" stands before it
			places = append(places, bordereau.Box{X: x, Y: w.Box.Y + w.Box.H + p.at(0.5), W: min(p.at(60), p.box.X+p.box.W-x), H: p.at(6)})
		}
	}
	for _, w := range words {
		if w.Page == p.page && p.holds(w.Page, w.Box) && twoDigits(strings.Trim(w.Text, "().,:;' ")) && len(places) < mostKeyPlaces {
			places = append(places, grown(w.Box, w.Box.H))
		}
	}
	for _, box := range places {
		for _, alphabet := range []string{"form", "line", "printed_key"} {
			if w := inParentheses(again(ctx, s, p.page, box, alphabet)); w != nil {
				return w
			}
		}
	}
	return nil
}

// mostKeyPlaces is how many places are read anew for a key.
const mostKeyPlaces = 6

func twoDigits(s string) bool { return len(s) == 2 && strings.Trim(s, "0123456789") == "" }

// inParentheses finds a short word in parentheses that holds digits, or looks so.
func inParentheses(s spec.Span) spec.Span {
	for i, w := range s {
		t := strings.TrimRight(w.Text, ".,:;'")
		if n := len([]rune(t)); n < 3 || n > 5 || !strings.ContainsAny(t, "0123456789") {
			continue
		}
		if strings.HasPrefix(t, "(") || strings.HasSuffix(t, ")") {
			return s[i : i+1]
		}
	}
	return nil
}

// keyReadings are what the key's place says, the digits' reader first.
func keyReadings(ctx context.Context, s *spec.Sheet, w spec.Word) []spec.Value {
	var out []spec.Value
	add := func(text string, words spec.Span) {
		if twoDigits(text) && (len(out) == 0 || out[0].Text != text) {
			out = append(out, spec.Value{Text: text, Words: words})
		}
	}
	if s.Zones != nil {
		pad := w.Box.H / 3
		box := bordereau.Box{X: w.Box.X - pad/2, Y: w.Box.Y - pad, W: w.Box.W + pad, H: w.Box.H + 2*pad}
		words, err := s.Zones.Read(ctx, w.Page, box, "digits")
		if err == nil && len(words) == 1 { // what cannot be read again is read once
			again := w
			again.Word = words[0]
			add(words[0].Text, spec.Span{again})
		}
	}
	add(strings.Trim(w.Text, "().,:;' "), spec.Span{w})
	return out
}
