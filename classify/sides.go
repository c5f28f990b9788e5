package classify

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// kind is what one page is by itself.
type kind int

const (
	isUnknown   kind = iota // no document by itself: a back, a listing that goes on, or nobody knows
	isEmpty                 // nothing stands on it
	isSeparator             // divides, and belongs to nobody
	isSheet                 // shows several papers, each a page by itself
	isSlip
	isCheque
	isOther // a document of another type
)

const (
	littleText = 60  // words: a back has no more
	muchText   = 150 // words: an endorsement has no more, whatever it says
	magnetic   = 12  // characters of a code line that are no specks: half of the shortest form
)

// endorsements are what stands on the back of a cheque and on no front, printed or
// stamped (CMF L131-16 and following).
var endorsements = []string{"endossement", "endossé", "endos du chèque", "endos du bénéficiaire", "pour endos", "valeur à l'encaissement", "valeur en compte",
	"ne rien écrire sous cette ligne", "ne rien inscrire sous cette ligne", "endorsement", "endorse here"}

// side is a page by itself.
type side struct {
	page     *bordereau.Page
	kind     kind
	words    int
	endorsed bool // says that it is the back of a cheque
	goesOn   bool // says that it goes on from the page before
	// through is the code line of its front, that shines through its paper.
	through []bordereau.Word
}

// sides looks at the pages of a file one by one; nil where they are no remittance. A
// page that no words explain may be a cheque all the same, filled in by hand on dark
// ground: its code line is looked for before it is taken for a back.
func (c *Classifier) sides(ctx context.Context, r bordereau.Reading, z Zones) ([]side, error) {
	var sides []side
	papers, whole := 0, 0
	for i := range r.Pages {
		if p := &r.Pages[i]; p.Piece != nil && bordereau.SheetOf(p.Number) == whole {
			continue
		}
		s, err := c.side(ctx, r, i)
		if err != nil {
			return nil, err
		}
		if s.page.Backs != "" && s.kind != isSheet {
			whole = s.page.Number // a document that was taken for backs
		}
		sides = append(sides, s)
		if s.kind == isSlip || s.kind == isCheque {
			papers++
		}
	}
	if first := slices.IndexFunc(sides, func(s side) bool { return s.kind != isEmpty }); papers == 0 && (first < 0 || sides[first].kind != isUnknown && sides[first].kind != isSheet) {
		return nil, nil
	}
	for i := range sides {
		s := &sides[i]
		if s.kind != isUnknown || z == nil {
			continue
		}
		line, err := codeLine(ctx, z, s.page.Number)
		switch {
		case err != nil:
			return nil, err
		case mirrored(line, s.page):
			s.through, s.endorsed = line, true
		case len(line) > 0:
			s.kind = isCheque
			papers++
		case papers == 0:
			return nil, nil // it begins with what is no remittance
		}
	}
	slips, cheques := 0, 0
	for _, s := range sides {
		switch s.kind {
		case isSlip:
			slips++
		case isCheque:
			cheques++
		}
	}
	if cheques > 1 || cheques == 1 && slips > 0 {
		return sides, nil
	}
	return nil, nil
}

// side is what a page is by its words.
func (c *Classifier) side(ctx context.Context, r bordereau.Reading, i int) (side, error) {
	p := &r.Pages[i]
	s := side{page: p, words: len(p.Words)}
	if p.Papers > 1 && p.Backs == "" {
		s.kind = isSheet
		return s, nil
	}
	if p.Blank && len(p.Words) == 0 {
		s.kind = isEmpty
		return s, nil
	}
	alone := r
	alone.Pages = r.Pages[i : i+1]
	sheet := spec.NewSheet(alone, c.now())
	best := c.rank(ctx, sheet)[0]
	if err := ctx.Err(); err != nil {
		return s, fmt.Errorf("divide: %w", err)
	}
	s.endorsed = s.words <= muchText && says(sheet, endorsements...)
	s.goesOn = goesOn(p)
	if best.score < best.Floor {
		if p.Papers > 1 {
			s.kind = isSheet
		}
		return s, nil
	}
	switch best.Type.Type {
	case bordereau.RemittanceSlip:
		s.kind = isSlip
	case bordereau.Cheque:
		s.kind = isCheque
	case bordereau.Separator:
		s.kind = isSeparator
	default:
		s.kind = isOther
	}
	return s, nil
}

func says(s *spec.Sheet, phrases ...string) bool {
	for _, p := range phrases {
		if len(s.Find(p)) > 0 {
			return true
		}
	}
	return false
}

// goesOn says whether a page goes on from the one before by its own word: "(suite)",
// a sub-total that is carried forward ("report"), a page's number from 2.
func goesOn(p *bordereau.Page) bool {
	before := ""
	for _, w := range p.Words {
		for _, word := range strings.Fields(spec.Fold(w.Text)) {
			n, err := strconv.Atoi(word)
			if word == "SUITE" || word == "REPORT" || before == "PAGE" && err == nil && n > 1 {
				return true
			}
			before = word
		}
	}
	return false
}

// codeLine is the magnetic line of a page, whole or not; nil where it shows none.
func codeLine(ctx context.Context, z Zones, page int) ([]bordereau.Word, error) {
	words, err := z.Read(ctx, page, bordereau.Box{}, "code_line")
	if err != nil {
		return nil, fmt.Errorf("divide: look for a code line on page %d: %w", page, err)
	}
	if len(words) < magnetic {
		return nil, nil
	}
	return words, nil
}

// mirrored says whether a line is that of the other side of the leaf, seen through it. Bars
// read the same upside down, and so a mirrored line reads as one that stands on its head: but
// along the lower edge of the leaf, where a line on its own side stands upright (NF K11-010).
func mirrored(line []bordereau.Word, p *bordereau.Page) bool {
	if len(line) == 0 || float64(p.Width) < leaf*float64(p.Height) {
		return false
	}
	first, last := line[0].Box, line[len(line)-1].Box
	return (last.X < first.X) == (first.Y+last.Y > p.Height)
}

// leaf is the proportion from which a page is no sheet of paper but a cheque: an A4
// has 1.41, a cheque 2.19 (NF K11-010) or, with its counterfoil, more.
const leaf = 1.7

// backOf says whether the page may be the other side of a cheque: it says so, has
// little on it, or is a leaf of the same size, whatever shines through.
func (s *side) backOf(front *side) bool {
	if s.endorsed || s.words <= littleText {
		return true
	}
	long, short := sorted(front.page)
	l, sh := sorted(s.page)
	const apart = 0.05
	return long/short > leaf && near(l, long, apart) && near(sh, short, apart)
}

// sorted is a page's longer and shorter side.
func sorted(p *bordereau.Page) (long, short float64) {
	w, h := float64(max(p.Width, 1)), float64(max(p.Height, 1))
	return max(w, h), min(w, h)
}

// near says whether a differs from b by no more than a part of it.
func near(a, b, part float64) bool { return a > b*(1-part) && a < b*(1+part) }
