package classify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/spec"
)

// ruleBack tells whose back it is that was put behind a cheque's front.
const ruleBack = "back_order"

// pile is the sides of papers that were scanned one side after the other: all fronts,
// then all backs, in the same order or, where the pile was turned over, the last first.
// Which of the two it was only the papers can say. They do where a back names a cheque's
// number or payee or lets its code line shine through, and where a slip would bear an
// endorsement.
type pile struct {
	fronts []*paper
	backs  []*side
	says   []mark // of the fronts
	named  []mark // on the backs: what of the fronts stands there
}

// mark is what ties a back to its front.
type mark struct {
	numbers []string // of cheques
	payees  []string
	account string // to be credited
}

// pile puts a file of all fronts and then all backs together; nil where it is none. An
// empty back counts: without it nobody knows whose is missing.
func (c *Classifier) pile(ctx context.Context, r bordereau.Reading, z Zones, sides []side) (*divider, error) {
	last := 0
	for i, s := range sides {
		if s.kind == isCheque {
			last = i
		}
	}
	d := &divider{}
	var fronts []*paper // of cheques
	for i := range sides[:last+1] {
		if s := &sides[i]; s.kind == isEmpty || s.kind == isOther || s.kind == isSheet || s.page.Piece != nil || d.why != "" {
			return nil, nil
		}
		d.take(&sides[i])
	}
	for _, p := range d.papers {
		if p.back != nil {
			return nil, nil
		}
		if p.first.kind == isCheque {
			fronts = append(fronts, p)
		}
	}
	var backs []*side
	for i := range sides[last+1:] {
		s := &sides[last+1+i]
		if s.kind != isEmpty && (s.kind != isUnknown || !s.backOf(fronts[0].first)) {
			return nil, nil
		}
		backs = append(backs, s)
	}
	leaves := slices.ContainsFunc(d.papers, func(p *paper) bool { return len(p.part.Pages) > 1 })
	switch {
	case len(fronts) < 2 || d.why != "":
		return nil, nil
	case len(backs) == len(fronts):
	case len(backs) == len(d.papers) && !leaves:
		fronts = d.papers // the slip went through with its cheques
	default:
		return nil, nil
	}
	p := &pile{fronts: fronts, backs: backs}
	if err := p.read(ctx, c, r, z); err != nil {
		return nil, err
	}
	d.pile(p)
	return d, nil
}

// pile attaches the backs where an order is proved, or where all bear the same
// endorsement: then whichever it is says the same of each cheque.
func (d *divider) pile(p *pile) {
	n := len(p.fronts)
	same, turned := inOrder(n)
	not, wrong := p.against(same), p.against(turned)
	where := fmt.Sprintf("les versos, pages %s à %s, suivent tous les rectos", p.backs[0].page.Name(), p.backs[n-1].page.Name())
	switch account := p.account(); {
	case not != "" && wrong != "":
		d.fail("%s, et ne s'y rapportent ni dans le même ordre ni dans l'ordre inverse : %s, et %s", where, not, wrong)
	case not != "":
		d.attach(p, turned, nil)
		d.note = where + " dans l'ordre inverse : " + not
	case wrong != "":
		d.attach(p, same, nil)
		d.note = where + " dans le même ordre : " + wrong
	case account != "":
		d.attach(p, same, &bordereau.Check{Rule: ruleBack, Verdict: bordereau.Inconclusive, Detail: alikeDoubt + account})
		d.note = where + " et portent tous le même endos, au compte " + account + " ; rien ne prouve leur ordre"
	default:
		d.fail("%s, et rien ne dit s'ils sont dans le même ordre ou dans l'ordre inverse ; ces pages se séparent ainsi : %s, ou bien ainsi : %s", where, d.lists(p, same), d.lists(p, turned))
	}
}

const alikeDoubt = "rien ne prouve que ce verso est celui de ce chèque plutôt que d'un autre du fichier ; tous portent le même endos, au compte "

// inOrder are the two orders of n backs: that of the fronts, and the last first.
func inOrder(n int) (same, turned func(int) int) {
	return func(i int) int { return i }, func(i int) int { return n - 1 - i }
}

// attach gives each front its back, with what is doubtful of it.
func (d *divider) attach(p *pile, back func(int) int, doubt *bordereau.Check) {
	for i, front := range p.fronts {
		s := p.backs[back(i)]
		front.part.Pages = append(front.part.Pages, bordereau.PartPage{Number: s.page.Number, Role: bordereau.Back})
		front.part.Check = doubt
	}
}

// lists are the pages of the papers in one order of the backs, as a person types them.
func (d *divider) lists(p *pile, back func(int) int) string {
	var out []string
	for _, paper := range d.papers {
		var pages []string
		for _, page := range paper.part.Pages {
			pages = append(pages, bordereau.PageName(page.Number))
		}
		if i := slices.Index(p.fronts, paper); i >= 0 {
			pages = append(pages, p.backs[back(i)].page.Name())
		}
		out = append(out, strings.Join(pages, ","))
	}
	return strings.Join(out, " ; ")
}

// against says what excludes an order; empty where nothing does.
func (p *pile) against(back func(int) int) string {
	for i, front := range p.fronts {
		j := back(i)
		s, says, named := p.backs[j], p.says[i], p.named[j]
		switch here, there := front.first.page.Name(), s.page.Name(); {
		case front.first.kind == isSlip && (s.endorsed || named.account != ""):
			return fmt.Sprintf("la page %s porte un endos et n'est pas le verso du bordereau, page %s", there, here)
		case len(named.numbers) > 0 && !meet(says.numbers, named.numbers):
			return fmt.Sprintf("la page %s porte le numéro d'un autre chèque que celui de la page %s", there, here)
		case len(named.payees) > 0 && len(says.payees) > 0 && !meet(says.payees, named.payees):
			return fmt.Sprintf("la page %s porte le nom d'un autre bénéficiaire que celui de la page %s", there, here)
		}
	}
	return ""
}

// account is the one that all backs name; empty where one of them does not.
func (p *pile) account() string {
	for _, m := range p.named {
		if m.account == "" || m.account != p.named[0].account {
			return ""
		}
	}
	return p.named[0].account
}

// read collects what ties the sides. A payee counts only where a back names it in full:
// so no reading that is wrong sets a cheque apart.
func (p *pile) read(ctx context.Context, c *Classifier, r bordereau.Reading, z Zones) error {
	on := make([]map[string]bool, len(p.backs)) // words of the backs
	numbered := false
	p.named = make([]mark, len(p.backs))
	for j, s := range p.backs {
		on[j] = map[string]bool{}
		for _, w := range s.page.Words {
			for _, word := range strings.Fields(spec.Fold(w.Text)) {
				on[j][word] = true
				numbered = numbered || isNumber(word)
			}
		}
		for _, n := range numbersIn(s.through) {
			on[j][n], numbered = true, true
		}
		p.named[j].account = accountOn(s.page)
	}
	p.says = make([]mark, len(p.fronts))
	for i, front := range p.fronts {
		if front.first.kind != isCheque {
			continue
		}
		alone := r
		alone.Pages = []bordereau.Page{*front.first.page}
		u, err := c.Understand(ctx, alone, nil)
		if err != nil {
			return fmt.Errorf("divide: %w", err)
		}
		payee := name(u.Value("payee"))
		for j := range p.backs {
			if len(payee) > 1 && bears(on[j], payee) {
				p.says[i].payees = []string{strings.Join(payee, " ")}
				p.named[j].payees = append(p.named[j].payees, p.says[i].payees[0])
			}
		}
		if !numbered {
			continue
		}
		numbers := []string{u.Value("cheque_number")}
		if z != nil {
			line, err := z.Read(ctx, front.first.page.Number, bordereau.Box{}, "code_line")
			if err != nil {
				return fmt.Errorf("divide: read the code line of page %d: %w", front.first.page.Number, err)
			}
			numbers = append(numbers, numbersIn(line)...)
		}
		for j := range p.backs {
			for _, n := range numbers {
				if n != "" && on[j][n] {
					p.says[i].numbers = append(p.says[i].numbers, n)
					p.named[j].numbers = append(p.named[j].numbers, n)
				}
			}
		}
	}
	return nil
}

// chequeNumber is the length of a cheque's number (CMC-7, first zone). An account's is
// longer: who draws one cheque may be who endorses another.
const chequeNumber = 7

// accountDigits is the length of an account's number in France (RIB).
const accountDigits = 11

func isNumber(word string) bool {
	return len(word) == chequeNumber && strings.Trim(word, "0123456789") == ""
}

// numbersIn are the numbers of a cheque's length in a code line, of which each character
// is a word.
func numbersIn(line []bordereau.Word) []string {
	var text strings.Builder
	for i, w := range line {
		if i > 0 && w.Line != line[i-1].Line {
			text.WriteByte(' ')
		}
		text.WriteString(w.Text)
	}
	groups := strings.FieldsFunc(text.String(), func(r rune) bool { return r < '0' || r > '9' })
	return slices.DeleteFunc(groups, func(g string) bool { return !isNumber(g) })
}

// titles are words that go before a name and are not of it.
var titles = []string{"MME", "MLLE", "MONSIEUR", "MADAME", "MADEMOISELLE"}

// name is the words of a name, without what is short or goes before it.
func name(s string) []string {
	return slices.DeleteFunc(strings.Fields(spec.Fold(s)), func(w string) bool { return len(w) < 3 || slices.Contains(titles, w) })
}

// bears says whether all words of a name are among others, misread by a letter or not.
func bears(on map[string]bool, name []string) bool {
	return !slices.ContainsFunc(name, func(word string) bool {
		for read := range on {
			if spec.Alike(word, read) {
				return false
			}
		}
		return true
	})
}

// accountOn is the account number that stands on a back.
func accountOn(p *bordereau.Page) string {
	for _, w := range p.Words {
		if len(w.Text) == accountDigits && strings.Trim(w.Text, "0123456789") == "" && w.Confidence >= 0.6 {
			return w.Text
		}
	}
	return ""
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
