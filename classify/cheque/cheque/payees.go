package cheque

import (
	"context"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// payeeSearch looks for the payee among what is typed on a cheque.
type payeeSearch struct {
	c      columns
	p      *paper        // nil where the cheque's place is not known
	words  bordereau.Box // of the amount
	place  string
	taken  []bordereau.Box // where other fields stand
	blocks []bordereau.Box // lines of addresses, and the bank's name
	heads  []bordereau.Box // names over addresses
	top    int             // where the order to pay ends: a payee without a label is under it
}

// payeeInType takes the payee from behind its label, from over or under a caption, from
// the line that begins with "à", or from where it must stand.
func payeeInType(ctx context.Context, d *spec.Draft) error {
	if d.Field("payee") != nil {
		return nil
	}
	q := searchPayee(ctx, d)
	var doubtful spec.Value
	for _, find := range []func() (spec.Value, bool){
		func() (spec.Value, bool) { return q.first(q.c.left, spec.Right(payeeLabels...)(q.c.left)) },
		q.captioned,
		func() (spec.Value, bool) { return q.first(q.c.left, order(q.c.left)) },
		func() (spec.Value, bool) { return q.first(q.c.body, order(q.c.body)) },
		func() (spec.Value, bool) { return q.first(q.c.body, spec.Right(payeeLabels...)(q.c.body)) },
		q.byPlace,
	} {
		v, ok := find()
		if ok && v.Words.Confidence() >= leastPayee {
			d.PutValue("payee", v)
			return nil
		}
		if ok && doubtful.Text == "" {
			doubtful = v
		}
	}
	if doubtful.Text != "" {
		d.PutValue("payee", doubtful)
	}
	return ctx.Err()
}

// leastPayee is the confidence from which a name stands without a look at other places:
// where a label is misread, specks beside it are.
const leastPayee = 0.6

func searchPayee(ctx context.Context, d *spec.Draft) *payeeSearch {
	q := &payeeSearch{c: columnsOf(ctx, d.Sheet), p: paperOf(ctx, d.Sheet), place: letters(valueSpan(d.Understanding.Value("place")))}
	if f := d.Field("amount_words"); f != nil {
		q.words = f.Box
	} else {
		for _, line := range numberLines(q.c.body) {
			q.words = q.words.Union(line.Box())
		}
	}
	for _, name := range []string{"amount_figures", "date", "place"} {
		if f := d.Field(name); f != nil {
			q.taken = append(q.taken, f.Box)
		}
	}
	for _, a := range spec.Addresses(q.c.all) {
		lines := printedTogether(a.Lines)
		q.heads = append(q.heads, lines[0])
		q.blocks = append(q.blocks, lines[1:]...)
	}
	if order := orderPrinted(q.c.body); !order.Empty() { // the payee may stand between two lines of it
		q.top = order.Y + q.c.body.LetterHeight(q.page())
	}
	for _, line := range spec.Bank(q.c.all) {
		if b := line.Box(); b.Y < q.top {
			q.blocks = append(q.blocks, b)
		}
	}
	return q
}

func (q *payeeSearch) page() int {
	if q.p == nil {
		return q.c.body.FirstPage()
	}
	return q.p.page
}

// printedTogether are the lines of an address that follow each other at one distance: what
// is filled in over it stands farther off.
func printedTogether(lines []spec.Span) (boxes []bordereau.Box) {
	middle := func(b bordereau.Box) int { return b.Y + b.H/2 }
	step := 0
	for i := len(lines) - 1; i >= 0; i-- {
		b := lines[i].Box()
		if len(boxes) > 0 {
			off := middle(boxes[0]) - middle(b)
			if step > 0 && 5*off > 7*step {
				break
			}
			if step == 0 || off < step {
				step = off
			}
		}
		boxes = append([]bordereau.Box{b}, boxes...)
	}
	return boxes
}

func valueSpan(text string) spec.Span { return spec.Span{{Word: bordereau.Word{Text: text}}} }

// first is the first of some places that holds a name.
func (q *payeeSearch) first(s *spec.Sheet, spans []spec.Span) (spec.Value, bool) {
	for _, span := range spans {
		if v, ok := payeeName(s, span); ok && q.free(v.Words) {
			if whole, ok := payeeName(s, fromItsBegin(s, v.Words)); ok && q.free(whole.Words) {
				v = whole
			}
			return v, true
		}
	}
	return spec.Value{}, false
}

// fromItsBegin are words with those that stand close before them on their line: what is
// right of a small caption may be the end of a name that begins under it.
func fromItsBegin(s *spec.Sheet, name spec.Span) spec.Span {
	row := s.RowSpan(s.RowAt(name[0]))
	at := slices.Index(row, name[0])
	for at > 0 {
		w, next := row[at-1], row[at]
		gap := next.Box.X - w.Box.X - w.Box.W
		if w.Block != next.Block || w.Line != next.Line || gap > 3*next.Box.H/2 || beforeName(w, next) || remnants[trimmed(w.Text)] || isPayeeLabel(spec.Span{w}) {
			break
		}
		name, at = append(spec.Span{w}, name...), at-1
	}
	return name
}

// free says whether a name is none that says something else: the place, an address, the
// bank, words of the amount. At the right stand figures, place and date.
func (q *payeeSearch) free(name spec.Span) bool {
	b := name.Box()
	if q.p != nil && b.X > q.p.box.X+q.p.box.W*5/8 {
		return false
	}
	return !(q.place != "" && letters(name) == q.place) && !within(b, q.taken) && !within(b, q.blocks) && spec.Numerals(name) < 2 && !numbered(name)
}

// numbered says whether words are the line of a street: they begin with a number, or have
// one before the kind of street.
func numbered(name spec.Span) bool {
	for i, w := range name[:max(0, len(name)-1)] {
		if strings.Trim(w.Text, "0123456789") == "" && (i == 0 || streets[trimmed(name[i+1].Text)]) {
			return true
		}
	}
	return false
}

var streets = map[string]bool{"RUE": true, "AVENUE": true, "BOULEVARD": true, "PLACE": true, "IMPASSE": true, "CHEMIN": true, "ROUTE": true,
	"QUAI": true, "ALLEE": true, "COURS": true, "SQUARE": true, "PASSAGE": true}

// within says whether half of a box lies in one of others.
func within(b bordereau.Box, others []bordereau.Box) bool {
	for _, o := range others {
		if 2*overlap(b, o) > b.W*b.H {
			return true
		}
	}
	return false
}

// captioned takes the payee from over or under a caption that stands by itself. What is
// over it goes first: there a line of words stands where the caption is over its own.
func (q *payeeSearch) captioned() (spec.Value, bool) {
	if q.p == nil {
		return spec.Value{}, false
	}
	s := q.c.body
	for _, short := range []bool{false, true} { // "à" alone may be the caption of the place
		for i := range s.Rows {
			for _, cell := range s.Cells(s.RowSpan(i)) {
				if !isPayeeLabel(cell) || short != (letters(cell) == "A") || short && dateNear(s, i, q.p) {
					continue
				}
				for _, step := range []int{-1, 1} {
					if v, ok := q.beside(i, step, cell.Box()); ok {
						return v, true
					}
				}
			}
		}
	}
	return spec.Value{}, false
}

// beside is the name on the line next to a caption, over (-1) or under it (1).
func (q *payeeSearch) beside(row, step int, caption bordereau.Box) (spec.Value, bool) {
	s, p := q.c.body, q.p
	middle := caption.Y + caption.H/2
	for k := row; k >= 0 && k < len(s.Rows) && abs(k-row) <= 3; k += step {
		for _, cell := range s.Cells(s.RowSpan(k)) {
			b := cell.Box()
			off := step * (b.Y + b.H/2 - middle)
			if off < p.at(1.5) || off > p.at(captionReach) || b.Y+b.H/2 < q.top || b.X > caption.X+p.at(20) || b.X+b.W < caption.X || within(b, q.heads) {
				continue
			}
			if v, ok := alone(s, cell); ok && !isPayeeLabel(cell) && q.free(v.Words) {
				return v, true
			}
		}
	}
	return spec.Value{}, false
}

// byPlace takes what stands alone between the order to pay and the words, else on the
// line under the words or over them, where the label was not read: the name, without
// what is left of "à l'ordre de".
func (q *payeeSearch) byPlace() (spec.Value, bool) {
	if q.p == nil || q.words.Empty() && q.top == 0 {
		return spec.Value{}, false
	}
	s, words, reach := q.c.left, q.words, q.p.at(13)
	if words.Empty() { // they stand somewhere under the order
		words, reach = bordereau.Box{Y: q.top}, q.p.at(28)
	}
	var under, over []spec.Span
	for i := range s.Rows {
		cells := s.Cells(s.RowSpan(i))
		gap := s.Rows[i].Box.Y - words.Y - words.H
		if len(cells) == 0 {
			continue
		}
		row := s.RowSpan(i)
		if _, ok := alone(s, row); !ok {
			row = cells[0]
		}
		switch {
		case len(spec.Dates(s, row)) > 0 || spec.Numerals(row) > 1 || within(row.Box(), q.heads) || row.Box().Y+row.Box().H/2 < q.top:
		case gap > -q.p.at(2) && gap < reach:
			under = append(under, row)
		case gap < 0 && words.Y-s.Rows[i].Box.Y < q.p.at(11) && s.Rows[i].Box.Y+s.Rows[i].Box.H < words.Y:
			over = append(over, row)
		}
	}
	places := slices.Concat(under, over)
	if q.top > 0 {
		places = slices.Concat(over, under)
	}
	for _, row := range places {
		for len(row) > 1 && remnants[trimmed(row[0].Text)] {
			row = row[1:]
		}
		if v, ok := alone(s, row); ok && q.free(v.Words) {
			return v, true
		}
	}
	return spec.Value{}, false
}

// payeeOnceMore reads the payee's line anew, with ruled lines taken off, where it was not
// read or is doubtful: beside its label, under its caption, where it was seen. The surer
// reading stands; whose name it is the dossier says.
func payeeOnceMore(ctx context.Context, d *spec.Draft) error {
	f := d.Field("payee")
	q := searchPayee(ctx, d)
	if q.p == nil || d.Zones == nil || f != nil && f.Confidence >= surePayee && !q.torn(d.Sheet, f.Box) {
		return ctx.Err()
	}
	lines, _ := payeeLines(ctx, d.Sheet, q.p, f)
	boxes := append(q.underCaptions(), lines...)
	for _, box := range boxes[:min(len(boxes), mostPayeeLines)] {
		words := again(ctx, d.Sheet, q.p.page, box, "form")
		for len(words) > 1 && remnants[trimmed(words[0].Text)] {
			words = words[1:]
		}
		cells := q.c.body.Cells(words)
		if len(cells) == 0 {
			continue
		}
		v, ok := alone(q.c.body, cells[0])
		if !ok || !q.free(v.Words) || f != nil && v.Words.Confidence() <= min(f.Confidence, surePayee) {
			continue
		}
		if f != nil {
			drop(d, "payee")
		}
		d.PutValue("payee", v)
		return nil
	}
	return ctx.Err()
}

// torn says whether something stands close behind a name that was read as none of it: what
// could not be read, or the end of a word that a crease parted.
func (q *payeeSearch) torn(s *spec.Sheet, name bordereau.Box) bool {
	for _, w := range s.Words {
		gap := w.Box.X - name.X - name.W
		if middle := w.Box.Y + w.Box.H/2; w.Page == q.p.page && gap > -q.p.at(2) && gap < q.p.at(4) && middle > name.Y && middle < name.Y+name.H {
			return true
		}
	}
	return false
}

// mostPayeeLines are read anew.
const mostPayeeLines = 2

// underCaptions are the lines to write on under captions of the payee that stand alone.
func (q *payeeSearch) underCaptions() (boxes []bordereau.Box) {
	s, p := q.c.body, q.p
	for i := range s.Rows {
		for _, cell := range s.Cells(s.RowSpan(i)) {
			if b := cell.Box(); isPayeeLabel(cell) && letters(cell) != "A" {
				x := max(p.box.X, b.X-p.at(2))
				boxes = append(boxes, bordereau.Box{X: x, Y: b.Y + b.H, W: min(p.at(90), p.box.X+p.box.W-x), H: p.at(6.5)})
			}
		}
	}
	return boxes
}
