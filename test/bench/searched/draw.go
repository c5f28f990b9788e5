// Package searched draws an archive of many pages, always the same, and loads it into a
// record of its own, so that search can be tested and measured on it. Names and words are
// put together from syllables: none is taken from anybody.
package searched

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"bordereau"
)

// Page is a document of one page as it is drawn.
type Page struct {
	bordereau.Document
	Dossier string // UUID of its dossier, empty for none
	Text    string
	Values  bordereau.Understanding
	Amount  int64 // cents, 0 for none
	// What may be asked for to find it.
	Surname, Given, Town, Number, IBAN string
	Misread                            string // a word of the text, as it was meant, that stands there misread
}

// What an archive is made of.
const (
	Words     = 30_000
	surnames  = 6_000
	towns     = 400
	Branches  = 200
	perFile   = 12 // documents of a dossier
	misreads  = 0.01
	firstDay  = 1735689600 // 2025-01-01
	perSecond = 0.03       // documents received
)

var (
	vocabulary = names(Words, 1, 2, 4)
	families   = names(surnames, 2, 2, 3)
	places     = names(towns, 3, 2, 4)
	givens     = names(150, 4, 1, 3)
)

var syllables = strings.Fields(`ba be bi bo bou bra bre ca ce cha che chi cla clo co cour cra da de di do dou dra du é en fa fe
	fi fla fo fre ga ge gi gla go gou gra gue ha hé in ja je jo ju la le li lo lou lu ma me mé mi mo mon mou mu na ne né ni no nou
	on ou pa pe pé phi pi pla po pou pra pre pro qua que ra re ré ri ro rou ru sa se sé si so sou su ta te té ti tion to tou tra tre tri tu
	un va ve vé vi vo vra ment eur ard in ier et on ais oir el`)

// names are distinct words of so many syllables.
func names(n int, seed uint64, least, most int) []string {
	r := rand.New(rand.NewPCG(seed, 77))
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		var b strings.Builder
		for range least + r.IntN(most-least+1) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		if w := b.String(); !seen[w] && len(w) > 2 {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// kinds of papers, how often each comes and how many words it has.
var kinds = []struct {
	of    bordereau.Type
	share int
	words int
}{{bordereau.Cheque, 50, 22}, {bordereau.Letter, 14, 220}, {bordereau.Invoice, 10, 130}, {bordereau.AccountStatement, 8, 260},
	{bordereau.Payslip, 6, 190}, {bordereau.BankDetails, 4, 40}, {bordereau.IdentityCard, 4, 30}, {bordereau.TransferOrder, 3, 90}, {bordereau.TaxNotice, 1, 240}}

var states = []bordereau.State{bordereau.Archived, bordereau.Booked, bordereau.Booked, bordereau.Archived, bordereau.ToReview, bordereau.Rejected}

// Draw is page i of the archive.
func Draw(i int) Page {
	r := rand.New(rand.NewPCG(uint64(i), 20261126))
	kind := kinds[0]
	for at, draw := 0, r.IntN(100); ; at++ {
		if kind = kinds[at]; draw < kind.share {
			break
		}
		draw -= kind.share
	}
	p := Page{Surname: families[zipf(r, surnames)], Given: givens[r.IntN(len(givens))], Town: places[zipf(r, towns)]}
	p.ID, p.Type, p.Branch = id(1, i), kind.of, fmt.Sprintf("%05d", zipf(r, Branches)+100)
	p.ReceivedAt = time.Unix(firstDay+int64(float64(i)/perSecond), 0).UTC()
	p.State, p.FileName, p.Pages, p.Generation = states[r.IntN(len(states))], fmt.Sprintf("scan_%07d.tif", i), 1, 1
	if r.IntN(3) > 0 {
		p.Dossier = id(2, i/perFile)
	}
	p.Number = fmt.Sprintf("%07d", 1_000_000+r.IntN(8_999_999))
	p.Amount = int64(100 + 40_000*r.ExpFloat64()*r.ExpFloat64())
	p.write(r, kind.words)
	return p
}

// write draws the text and the values that stand in it.
func (p *Page) write(r *rand.Rand, words int) {
	amount := strings.Replace(bordereau.Money{Minor: p.Amount, Currency: "EUR"}.Decimal(), ".", ",", 1)
	day := p.ReceivedAt.AddDate(0, 0, -r.IntN(20))
	head := []string{p.Given, strings.ToUpper(p.Surname), "à", title(p.Town), "le", day.Format("02/01/2006"), "numéro", p.Number, amount, "€"}
	out := append([]string(nil), head...)
	for len(out) < words {
		out = append(out, vocabulary[zipf(r, Words)])
	}
	for i := range out {
		if r.Float64() >= misreads || len(out[i]) < 5 {
			continue
		}
		if worse := misread(r, out[i]); worse != out[i] {
			p.Misread, out[i] = out[i], worse
		}
	}
	for i := 11; i < len(out); i += 11 {
		out[i] += "\n"
	}
	p.Text = strings.ReplaceAll(strings.Join(out, " "), "\n ", "\n")
	p.Values = bordereau.Understanding{Type: p.Type, Fields: []bordereau.Field{{Name: "amount", Value: bordereau.Money{Minor: p.Amount, Currency: "EUR"}.Decimal()},
		{Name: "date", Value: day.Format(time.DateOnly)}, {Name: "surname", Value: p.Surname}}}
	if p.Type == bordereau.Cheque {
		p.Values.Fields = append(p.Values.Fields, bordereau.Field{Name: "cheque_number", Value: p.Number})
	}
}

// confusions are what readers take for one another, as they were counted on worn pages.
var confusions = []struct{ from, to string }{{"li", "h"}, {"rn", "m"}, {"ri", "n"}, {"i", "l"}, {"l", "i"}, {"f", "t"}, {"ti", "u"}, {"in", "m"}, {"r", "n"}, {"o", "0"}, {"e", "c"}, {"n", ""}}

func misread(r *rand.Rand, word string) string {
	for range 6 {
		c := confusions[r.IntN(len(confusions))]
		if worse := strings.Replace(word, c.from, c.to, 1); worse != word {
			return worse
		}
	}
	return word
}

// zipf draws a place below n, the first most often: half of all draws fall to the first
// root of n.
func zipf(r *rand.Rand, n int) int {
	return min(int(math.Pow(float64(n), r.Float64())), n) - 1
}

func title(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// id is a UUIDv7 of kind and number: later ones are greater.
func id(kind, i int) string {
	at := firstDay*1000 + int64(float64(i)/perSecond*1000)
	return fmt.Sprintf("%08x-%04x-7%03x-8000-%012x", at>>16, at&0xffff, kind, i)
}
