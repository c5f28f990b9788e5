package handwriting

import (
	"image"
	"math"
	"strings"
)

// costOfFigure is the most that a character of a date may cost on the average, or it is no
// date.
const costOfFigure = 1.5

// dates are those that the frames may say, day first, the likeliest first, and where the
// likeliest stands.
func (f *Frames) dates(img image.Rectangle) (out []Date, place image.Rectangle) {
	costs, first := map[string]float64{}, 0.0
	var order []string
	for _, s := range f.search(dateBeam, func(text string, c rune) bool { return begun(closed(text + string(c))) }) {
		text := strings.TrimRight(closed(s.text), " ")
		day, ok := calendar(text)
		if !ok || s.cost > costOfFigure*float64(len(text)) {
			continue
		}
		if len(order) == 0 {
			first, place = s.cost, f.at(s.first, s.last, img)
		}
		if c, known := costs[day]; known {
			costs[day] = either(c, s.cost)
			continue
		}
		costs[day] = s.cost
		order = append(order, day)
	}
	sum := 0.0
	for _, c := range costs {
		sum += math.Exp(first - c)
	}
	for _, day := range order[:min(len(order), mostDates)] {
		out = append(out, Date{day, math.Exp(first-costs[day]) / sum})
	}
	return out, place
}

// closed is a date without the blanks beside its signs.
func closed(text string) string {
	if !strings.Contains(text, " ") {
		return text
	}
	for _, sign := range []string{"/", ".", "-"} {
		text = strings.ReplaceAll(strings.ReplaceAll(text, " "+sign, sign), sign+" ", sign)
	}
	return strings.TrimLeft(text, " ")
}
