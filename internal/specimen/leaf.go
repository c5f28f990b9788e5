package specimen

import (
	"math"
	"math/rand/v2"
	"strings"
)

// leaf is one cheque in the making: what its bank printed, and what its holder fills in.
type leaf struct {
	*sheet
	order
	w   *work
	r   *rand.Rand // of its form, so that the values of a seed do not depend on its layout
	pen *pen       // nil is type
}

func (w *work) leaf() *leaf {
	l := &leaf{sheet: newSheet(chequeWidth, chequeHeight), w: w, r: stream(w.spec.Seed, "leaf", 0), pen: w.pen}
	l.order = w.order()
	return l
}

// fill writes or types in at most width millimetres from x and gives where it ends.
// high is the height of small letters in millimetres when written by hand.
func (l *leaf) fill(x, y, width, size, high float64, text string) float64 {
	t := l.filled(x, y, size, high, text)
	for t.length() > width && t.size > 1 {
		t.size -= 0.25
	}
	l.prints = append(l.prints, t)
	return t.x + t.length()
}

// fillUnless fills in what was not left out on purpose; the rest of the form is the same
// either way.
func (l *leaf) fillUnless(left bool, x, y, width, size, high float64, text string) {
	n := len(l.prints)
	if l.fill(x, y, width, size, high, text); left {
		l.prints = l.prints[:n]
	}
}

func (l *leaf) filled(x, y, size, high float64, text string) print {
	t := print{x: x, y: y, face: l.hand, size: size, text: text, pen: l.pen, seed: l.r.Uint64()}
	if l.pen != nil {
		t.size = l.pen.size(high)
		t.y += 0.8 * (l.r.Float64() - 0.6) // off the line
	}
	return t
}

// words fills the amount into two ruled lines: the first begins at x1, the second at x2;
// both end at right. What is left of them is struck out now and then.
func (l *leaf) words(x1, y1, x2, y2, right float64) {
	text := spelled(l.r, l.wordsCents)
	if l.pen == nil && l.r.IntN(4) == 0 {
		text = pick(l.r, []string{"***", "# ", "= "}) + text
	}
	first, second := l.filled(x1+1, y1, l.handSize, 2.1, text), l.filled(x2+1, y2, l.handSize, 2.1, "")
	for ; ; first.size -= 0.25 {
		first.text, second.text, second.size = broken(first, right-x1-2, text), "", first.size
		second.text = strings.TrimSpace(strings.TrimPrefix(text, first.text))
		if first.length() <= right-x1-2 && second.length() <= right-x2-2 || first.size < 2 {
			break
		}
	}
	l.area("amount_words", min(x1, x2), y1-6, right-min(x1, x2), y2-y1+8)
	if l.w.spec.Defects.Unsummed {
		return
	}
	l.prints = append(l.prints, first)
	end, y := first.x+first.length(), first.y
	if second.text != "" {
		l.prints = append(l.prints, second)
		end, y = second.x+second.length(), second.y
	}
	l.strike(end+2, y, right-2)
}

// broken is as much of a text as fits into a line.
func broken(t print, width float64, text string) string {
	t.text = ""
	words := strings.Fields(text)
	for i := range words {
		longer := t
		longer.text = strings.Join(words[:i+1], " ")
		if i > 0 && longer.length() > width {
			break
		}
		t = longer
	}
	return t.text
}

// strike fills the rest of a line so that nothing can be added to it.
func (l *leaf) strike(from, y, to float64) {
	if to-from < 6 || l.r.IntN(3) > 0 {
		return
	}
	if l.pen == nil {
		mark := pick(l.r, []string{"*", "-", "="})
		n := int((to - from) / width(l.hand, l.handSize, mark))
		l.put(from, y, l.hand, l.handSize, strings.Repeat(mark, max(min(n, 12), 1)))
		return
	}
	rise := 2 * (l.r.Float64() - 0.5)
	for k := range 1 + l.r.IntN(2) {
		at := y - 1.2 + 1.1*float64(k)
		l.curve(0.3+l.pen.weight, l.pen.grey, true, [2]float64{from, at}, [2]float64{(from + to) / 2, at + rise*0.3}, [2]float64{to, at + rise})
	}
}

// amount fills in the figures between x and x+width, on a baseline in a box of some
// height.
func (l *leaf) amount(x, y, width, height float64) {
	t := print{x: x, y: y, face: pick(l.r, []face{sansBold, monoBold, gopherBold}), size: 11.5, seed: l.r.Uint64()}
	t.text = typedFigures(l.r, l.cents)
	if l.pen != nil {
		t.pen, t.text, t.size = l.figures(), writtenFigures(l.r, l.cents), l.pen.figureSize(0.62*height)
		t.y += 0.1 * height * (l.r.Float64() - 0.5)
	}
	for t.length() > width-2 && t.size > 1 {
		t.size -= 0.25
	}
	free := width - t.length()
	t.x = x + free - 1
	if l.pen != nil {
		t.x = x + 1 + (free-2)*l.r.Float64()
	}
	if l.area("amount_figures", x, y-0.8*height, width, height); l.w.spec.Defects.Unsummed {
		return
	}
	if l.pen != nil && l.r.IntN(9) == 0 {
		l.raised(t, x, width)
		return
	}
	l.prints = append(l.prints, t)
	if l.pen != nil && t.x-x > 7 && l.r.IntN(2) == 0 { // a stroke up to the first digit
		l.curve(0.3+l.pen.weight, l.pen.grey, true, [2]float64{x + 1.5, t.y - 0.3*height}, [2]float64{t.x - 2, t.y - 0.28*height})
	}
}

// raised writes the cents small, above the line and underlined, without a comma.
func (l *leaf) raised(whole print, x, width float64) {
	euros, cents, _ := strings.Cut(decimal(l.cents), ".")
	small := whole
	whole.text, small.text, small.seed = euros, cents, l.r.Uint64()
	for small.size = 0.6 * whole.size; whole.length()+small.length() > width-4; small.size = 0.6 * whole.size {
		whole.size -= 0.25
	}
	whole.x = x + 1 + (width-4-whole.length()-small.length())*l.r.Float64()
	small.x, small.y = whole.x+whole.length()+1, whole.y-0.45*whole.height()
	l.prints = append(l.prints, whole, small)
	l.curve(0.3+l.pen.weight, l.pen.grey, true, [2]float64{small.x - 0.3, small.y + 0.6}, [2]float64{small.x + small.length(), small.y + 0.4})
}

// figures is the hand as it writes into a box: often so close that digits touch.
func (l *leaf) figures() *pen {
	p := *l.pen
	p.spread *= 0.82 + 0.16*l.r.Float64()
	return &p
}

func (l *leaf) payTo(x, y, width float64) {
	l.fill(x, y, width, l.handSize, 2.1, l.payee)
	l.area("payee", x, y-6, width, 8)
}

func (l *leaf) placeAt(x, y, width float64) {
	l.fillUnless(l.w.spec.Defects.Unplaced, x, y, width, 9, 1.8, l.place)
	l.area("place", x, y-5, width, 7)
}

func (l *leaf) dateAt(x, y, width float64) {
	layout := "02/01/2006"
	if l.pen != nil {
		layout = pick(l.r, []string{"02/01/2006", "02/01/06", "2/1/2006", "02.01.2006", "02-01-2006", "02 01 2006"})
	}
	l.fillUnless(l.w.spec.Defects.Undated, x, y, width, l.handSize, 1.8, l.date.Format(layout))
	l.area("date", x, y-5, width, 7)
}

// area records where something stands on the paper, in millimetres.
func (l *leaf) area(name string, x, y, w, h float64) {
	if l.areas == nil {
		l.areas = map[string]Area{}
	}
	l.areas[name] = Area{X: round(x), Y: round(y), W: round(w), H: round(h)}
}

func round(mm float64) float64 { return math.Round(mm*10) / 10 }

// box is a frame for the amount, with the sign of the currency before or after it.
func (l *leaf) box(x, y, w, h float64, before, after string) {
	l.frame(x, y, w, h, 0.35, 60)
	l.block(x+0.3, y+0.3, w-0.6, h-0.6, 255)
	if before != "" {
		l.right(x-1, y+h*0.68, sansBold, 11, before)
	}
	if after != "" {
		l.put(x+w+1, y+h*0.68, sansBold, 9, after)
	}
	l.amount(x+1, y+h*0.75, w-2, h)
}

// magneticLine prints the code line in its white band.
func (l *leaf) magneticLine(x float64) {
	l.magnetic(x, chequeHeight-4.5, l.line)
	l.area("code_line", x, chequeHeight-4.5-3.2, 3.2*float64(len(l.line)), 3.2)
}
