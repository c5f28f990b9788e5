package classify

import (
	"context"
	"fmt"
	"strings"

	"bordereau"
)

// ruleDivision tells whether a file that holds several documents was taken apart.
const ruleDivision = "division"

// Divide proposes where a file divides. Only a remittance does: a slip and a cheque,
// or several cheques; each with its back, where it was scanned. Every other file is
// one document, and nothing is said of it. Where a page may belong to one or to
// another, nothing is guessed: the file stays whole with a check that failed.
//
// Sides come as a duplex scanner gives them, front, back, front, back, or fronts only, or
// as one that reads one side does, all fronts and then all backs: see pile. An empty side
// may be missing or stand anywhere: it says nothing. z may be nil: then a page is known by
// its words alone.
func (c *Classifier) Divide(ctx context.Context, r bordereau.Reading, z Zones) (bordereau.Division, error) {
	if len(r.Pages) < 2 {
		return bordereau.Division{}, nil
	}
	if d, found, err := c.batches(ctx, r, z); found || err != nil {
		return d, err
	}
	sides, err := c.sides(ctx, r, z)
	if err != nil || sides == nil {
		return bordereau.Division{}, err
	}
	d := &divider{}
	for i := 0; i < len(sides) && d.why == ""; i++ {
		d.take(&sides[i])
		if backs := d.backsOn(&sides[i], sides[i+1:]); backs != nil {
			i += len(backs)
			if err := d.sheet(ctx, c, r, z, backs); err != nil {
				return bordereau.Division{}, err
			}
		}
	}
	if d.why == "" {
		d.agree()
	}
	if d.why != "" {
		if p, err := c.pile(ctx, r, z, sides); err != nil {
			return bordereau.Division{}, err
		} else if p != nil {
			d = p
		}
	}
	return d.division(), nil
}

// paper is a document of the file while its pages are put together.
type paper struct {
	first *side
	part  bordereau.Part
	back  *side // of a cheque, that is not empty
	blank bool  // an empty side belongs to it
}

// divider puts pages together one by one.
type divider struct {
	papers  []*paper
	apart   []int
	leading bool   // an empty page stands before the first paper
	why     string // why the file cannot be taken apart
	note    string // what else is to be said of a file that is
}

func (d *divider) take(s *side) {
	var last *paper
	if len(d.papers) > 0 {
		last = d.papers[len(d.papers)-1]
	}
	switch {
	case s.kind == isEmpty && last != nil && last.first.page.Piece != nil:
		d.apart = append(d.apart, s.page.Number) // the other side of several cheques
	case s.kind == isEmpty && last == nil:
		d.leading = true
		d.apart = append(d.apart, s.page.Number)
	case s.kind == isEmpty:
		last.blank = true
		last.add(s)
	case s.kind == isSeparator || s.kind == isSheet:
		d.apart = append(d.apart, s.page.Number)
	case s.kind == isSlip && last != nil && last.first.kind == isSlip && s.goesOn:
		last.add(s)
	case s.kind == isSlip && last != nil && last.first.kind == isSlip:
		d.fail("les pages %s et %s sont deux bordereaux de remise qui se suivent", last.first.page.Name(), s.page.Name())
	case s.kind == isOther && last == nil:
		d.fail("la page %s, la première, n'est ni un bordereau ni un chèque", s.page.Name())
	case s.kind == isSlip || s.kind == isCheque || s.kind == isOther:
		p := &paper{first: s}
		p.add(s)
		d.papers = append(d.papers, p)
	case last == nil:
		d.fail("la page %s précède le premier bordereau ou chèque et ne se rattache à aucun", s.page.Name())
	case last.first.kind != isCheque:
		last.add(s)
	case last.first.page.Piece != nil:
		d.fail("la page %s suit des chèques numérisés ensemble et peut être le verso de chacun : numérisez leur recto et leur verso un par un", s.page.Name())
	case last.back != nil:
		d.fail("les pages %s et %s suivent toutes deux le chèque de la page %s", last.back.page.Name(), s.page.Name(), last.first.page.Name())
	case !s.backOf(last.first):
		d.fail("la page %s n'est ni un chèque ni le verso de celui de la page %s", s.page.Name(), last.first.page.Name())
	case last.blank:
		d.fail("une page vide sépare le chèque de la page %s de ce qui paraît son verso, page %s", last.first.page.Name(), s.page.Name())
	default:
		last.back = s
		last.add(s)
	}
}

// add puts a page into the paper, as its back where it is the second of a leaf.
func (p *paper) add(s *side) {
	role := bordereau.Continuation
	switch {
	case len(p.part.Pages) == 0:
		role = bordereau.Front
	case len(p.part.Pages) == 1 && (s.kind == isEmpty || p.first.kind == isCheque || s.words <= littleText && !s.goesOn):
		role = bordereau.Back
	}
	p.part.Pages = append(p.part.Pages, bordereau.PartPage{Number: s.page.Number, Role: role})
}

func (d *divider) fail(format string, args ...any) { d.why = fmt.Sprintf(format, args...) }

// agree holds the backs of the cheques of each slip against each other. A back says
// of itself that it is one, or every cheque has one: else it may be a front that
// nobody could read. And one back alone behind the last of several fronts may be any
// one's: some scanners give all fronts and then all backs.
func (d *divider) agree() {
	if d.leading {
		for _, p := range d.papers {
			if p.back != nil {
				d.fail("une page vide précède le premier document, et l'on ne sait si les versos suivent ou précèdent leur recto")
				return
			}
		}
	}
	for from := 0; from < len(d.papers); {
		to := from
		var cheques []*paper
		for ; to < len(d.papers) && (to == from || d.papers[to].first.kind != isSlip); to++ {
			if first := d.papers[to].first; first.kind == isCheque && first.page.Piece == nil {
				cheques = append(cheques, d.papers[to])
			}
		}
		d.alike(cheques)
		from = to
	}
}

func (d *divider) alike(cheques []*paper) {
	var backed, bare, mute *paper
	n := 0
	for _, p := range cheques {
		switch {
		case p.back != nil:
			n++
			backed = p
			if !p.back.endorsed {
				mute = p
			}
		case !p.blank:
			bare = p
		}
	}
	switch {
	case mute != nil && bare != nil:
		d.fail("la page %s paraît le verso d'un chèque, mais le chèque de la page %s n'en a pas", mute.back.page.Name(), bare.first.page.Name())
	case bare != nil && n == 1 && backed == cheques[len(cheques)-1]:
		d.fail("la page %s est le verso d'un seul chèque, et l'on ne sait duquel", backed.back.page.Name())
	}
}

func (d *divider) division() bordereau.Division {
	if d.why != "" {
		return bordereau.Division{Check: &bordereau.Check{Rule: ruleDivision, Verdict: bordereau.Failed,
			Detail: "Ce fichier contient plusieurs pièces et n'a pas pu être séparé : " + d.why}}
	}
	out := bordereau.Division{Apart: d.apart}
	counts := map[kind]int{}
	for _, p := range d.papers {
		counts[p.first.kind]++
		out.Parts = append(out.Parts, p.part)
	}
	found := []string{}
	for _, k := range []struct {
		kind      kind
		one, many string
	}{{isSlip, "bordereau de remise", "bordereaux de remise"}, {isCheque, "chèque", "chèques"}, {isOther, "autre document", "autres documents"}} {
		switch n := counts[k.kind]; n {
		case 0:
		case 1:
			found = append(found, "1 "+k.one)
		default:
			found = append(found, fmt.Sprintf("%d %s", n, k.many))
		}
	}
	detail := "le fichier contient " + strings.Join(found, ", ")
	if d.note != "" {
		detail += " ; " + d.note
	}
	out.Check = &bordereau.Check{Rule: ruleDivision, Verdict: bordereau.Passed, Detail: detail}
	return out
}
