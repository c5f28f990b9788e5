package handwriting

import (
	"image"
	"math"
	"slices"
	"sort"
	"strings"
)

// cutWeight is how much the reading that cuts figures apart counts beside that of the whole
// line. Both see the same ink: they are not independent.
const cutWeight = 1

// What an amount costs that one of the readers does not follow: so much more than its last
// one, and so much more than its first one at least.
const (
	behindLast  = 2.0
	behindFirst = 6.0
)

// sum is an amount in cents with its cost, and what it costs each reader above the amount
// that this one takes for the likeliest.
type sum struct {
	cents     int64
	cost      float64
	line, cut float64
	whole     float64 // what it costs the reader of lines in all
	least     float64 // the share of its least sure figure where they were cut
}

// sums are the amounts that a crop may say by both readers, the likeliest first. may, if
// not nil, allows beginnings.
func (r *Reader) sums(img *image.Gray, may func(text string) bool) []sum {
	var lines, cuts []sum
	if s := StripOf(img, 0); s != nil {
		lines = r.lines.Frames(s, ofFigures).amounts(may)
	}
	if l := Apart(img); l != nil {
		shares := r.Shares(l)
		if may != nil {
			shares = followed(shares)
		}
		for _, f := range l.search(shares, may) {
			s := sum{cents: f.cents, cost: f.cost, least: 1}
			for _, c := range f.way {
				s.least = min(s.least, c.p)
			}
			cuts = append(cuts, s)
		}
	}
	return together(lines, cuts)
}

// together joins what two readers say. Where one says nothing the other counts alone.
func together(lines, cuts []sum) []sum {
	out := map[int64]sum{}
	for _, own := range [][]sum{lines, cuts} {
		for _, s := range own {
			known := out[s.cents]
			known.cents, known.whole, known.least = s.cents, known.whole+s.whole, known.least+s.least
			out[s.cents] = known
		}
	}
	above := func(all []sum) func(cents int64) float64 {
		costs := map[int64]float64{}
		for _, s := range all {
			costs[s.cents] = s.cost - all[0].cost
		}
		return func(cents int64) float64 {
			if c, known := costs[cents]; known || len(all) == 0 {
				return c
			}
			return max(behindFirst, all[len(all)-1].cost-all[0].cost+behindLast)
		}
	}
	line, cut := above(lines), above(cuts)
	sums := make([]sum, 0, len(out))
	for cents, s := range out {
		s.line, s.cut = line(cents), cut(cents)
		s.cost = s.line + cutWeight*s.cut
		sums = append(sums, s)
	}
	sort.Slice(sums, func(i, j int) bool {
		if sums[i].cost != sums[j].cost {
			return sums[i].cost < sums[j].cost
		}
		return sums[i].cents < sums[j].cents
	})
	return sums
}

// Read reads a crop of the box, dark on light. The reading is empty where nothing
// reads as an amount.
func (r *Reader) Read(img *image.Gray) Reading {
	all := r.sums(img, nil)
	if len(all) == 0 {
		return Reading{}
	}
	shares := sharesOf(all)
	out := Reading{Amount: decimal(all[0].cents), Confidence: r.cal.Confidence(evidence(all, shares[0]))}
	out.Sure = out.Confidence >= r.cal.Threshold
	rest := (1 - out.Confidence) / max(1-shares[0], 1e-9)
	for i := 1; i < len(all) && i <= MostAlternatives; i++ {
		out.Alternatives = append(out.Alternatives, Alternative{decimal(all[i].cents), min(out.Confidence, rest*shares[i])})
	}
	return out
}

func sharesOf(all []sum) []float64 {
	out := make([]float64, len(all))
	total := 0.0
	for i, s := range all {
		out[i] = math.Exp(all[0].cost - s.cost)
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// evidence is what speaks for the likeliest amount.
func evidence(all []sum, share float64) Evidence {
	best := all[0]
	whole := best.whole
	if whole == 0 {
		whole = alone * alone // the reader of lines does not follow it
	}
	return Evidence{min(logit(share), alone), min(best.line, alone), min(best.cut, alone), min(math.Sqrt(whole), alone), max(logit(best.least), -alone)}
}

// Weigh is the amount that is read and the evidence for it, for whoever calibrates.
func (r *Reader) Weigh(img *image.Gray) (amount string, e Evidence, ok bool) {
	all := r.sums(img, nil)
	if len(all) == 0 {
		return "", e, false
	}
	return decimal(all[0].cents), evidence(all, sharesOf(all)[0]), true
}

// Support is how well the ink of a crop bears out an amount ("1237.56") that is said to
// stand there: how likely it is against the likeliest reading, 1 if it is that itself,
// 0 where the ink cannot read so.
func (r *Reader) Support(img *image.Gray, amount string) float64 {
	all := r.sums(img, nil)
	given := func(s sum) bool { return decimal(s.cents) == amount }
	if at := slices.IndexFunc(all, given); at >= 0 {
		return math.Exp(all[0].cost - all[at].cost)
	}
	// Among all ways its own may have been too rare to be followed: it is sought alone.
	sought := r.sums(img, beginning(strings.ReplaceAll(amount, ".", "")))
	switch {
	case !slices.ContainsFunc(sought, given):
		return 0
	case len(all) == 0:
		return 1
	}
	return math.Exp(-behindFirst * (1 + cutWeight))
}

// ReadDate reads a line as a date in figures, day first, the likeliest reading first:
// 20/10/2026, 2.1.26, 20 10 2026. What is no date of the calendar falls out. Empty where
// nothing reads as a date. place is where the likeliest stands in the picture. mm pixels
// are a millimetre, 0 if that is not known.
func (r *Reader) ReadDate(img *image.Gray, mm float64) (days []Date, place image.Rectangle) {
	days, place = r.cutDate(img)
	s := StripOf(img, mm)
	if s == nil {
		return days, place
	}
	whole, at := r.lines.Frames(s, ofDates).dates(img.Rect)
	if len(days) == 0 {
		return whole, at
	}
	if len(whole) == 0 {
		return days, place
	}
	return bothDates(whole, days), place
}

// bothDates joins what two readers say of a date.
func bothDates(whole, cut []Date) (out []Date) {
	share := func(all []Date, day string) float64 {
		if at := slices.IndexFunc(all, func(d Date) bool { return d.Date == day }); at >= 0 {
			return max(all[at].Share, 1e-4)
		}
		return math.Exp(-behindFirst)
	}
	total := 0.0
	for _, d := range append(slices.Clone(whole), cut...) {
		if slices.ContainsFunc(out, func(o Date) bool { return o.Date == d.Date }) {
			continue
		}
		d.Share = share(whole, d.Date) * math.Pow(share(cut, d.Date), cutWeight)
		total += d.Share
		out = append(out, d)
	}
	for i := range out {
		out[i].Share /= total
	}
	slices.SortStableFunc(out, func(a, b Date) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	return out[:min(len(out), mostDates)]
}

// ReadLetters reads a crop as a line of letters: what it says if nothing is known of it,
// and what each part of it may say (check.Inked), without and with figures among the
// letters. Empty where nothing is written.
func (r *Reader) ReadLetters(img *image.Gray, mm float64) (text, ink, mixed string) {
	return r.lines.ReadLetters(img, mm)
}
