package classify_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/policy"
)

// harms are what a scan does to a table: each takes the words of a page and one of them.
var harms = map[string]func(words []bordereau.Word, at int, r *rand.Rand) []bordereau.Word{
	"row": func(words []bordereau.Word, at int, _ *rand.Rand) []bordereau.Word {
		b := words[at].Box
		return slices.DeleteFunc(words, func(w bordereau.Word) bool {
			off := 2*w.Box.Y + w.Box.H - 2*b.Y - b.H
			return max(off, -off) < b.H
		})
	},
	"cell": func(words []bordereau.Word, at int, _ *rand.Rand) []bordereau.Word {
		return slices.Delete(words, at, at+1)
	},
	"digit": func(words []bordereau.Word, at int, r *rand.Rand) []bordereau.Word {
		text := []byte(words[at].Text)
		for _, i := range r.Perm(len(text)) {
			if text[i] >= '0' && text[i] <= '9' {
				text[i] = '0' + (text[i]-'0'+byte(1+r.IntN(9)))%10
				break
			}
		}
		words[at].Text = string(text)
		return words
	},
}

// TestHarmedRowsProveNothingWrong: where a row was passed over, a cell is missing or a digit
// is misread, one harm or several, whatever is still proved is what is printed, under the
// number of its own row.
func TestHarmedRowsProveNothingWrong(t *testing.T) {
	for _, kind := range []bordereau.Type{bordereau.AmortisationTable, bordereau.AccountStatement, bordereau.Invoice, bordereau.RemittanceSlip,
		bordereau.HeirsCertificate, bordereau.Payslip, bordereau.TradeConfirmation, bordereau.CorporateActionNotice, bordereau.LoanOffer} {
		t.Run(string(kind), func(t *testing.T) {
			for seed := range uint64(24) {
				for from := range uint64(2) {
					d, err := specimen.Draw(specimen.Spec{Kind: kind, Seed: 2_000 + 1_000*from + seed, Format: "pdf_text"})
					if err != nil {
						t.Fatal(err)
					}
					for harm := range harms {
						harmed(t, d, harm, rand.New(rand.NewPCG(seed, from)))
					}
				}
			}
		})
	}
}

// TestHarmsThatProvedOnce: a count that agrees with a list whose sum does not; a total that
// was read in a row of its own list; two principals wrong by as much as each other.
func TestHarmsThatProvedOnce(t *testing.T) {
	for _, c := range []struct {
		kind       bordereau.Type
		seed       uint64
		harm       string
		draw, from uint64
	}{{bordereau.RemittanceSlip, 50_071, "cell", 71, 0}, {bordereau.Invoice, 50_014, "row", 14, 0}, {bordereau.AmortisationTable, 51_001, "digit", 1, 1}} {
		d, err := specimen.Draw(specimen.Spec{Kind: c.kind, Seed: c.seed, Format: "pdf_text"})
		if err != nil {
			t.Fatal(err)
		}
		harmed(t, d, c.harm, rand.New(rand.NewPCG(c.draw, c.from)))
	}
}

func harmed(t *testing.T, d specimen.Drawing, harm string, r *rand.Rand) {
	t.Helper()
	reading := d.Reading()
	for range 1 + r.IntN(3) {
		p := &reading.Pages[r.IntN(len(reading.Pages))]
		var figures []int
		for i, w := range p.Words {
			if strings.ContainsFunc(w.Text, unicode.IsDigit) {
				figures = append(figures, i)
			}
		}
		if len(figures) > 0 {
			p.Words = harms[harm](slices.Clone(p.Words), figures[r.IntN(len(figures))], r)
		}
	}
	u := policy.Default().Statuses(understandReading(t, reading, nil))
	if u.Type != d.Truth.Type {
		return
	}
	for _, f := range u.Fields {
		want, known := d.Truth.Fields[f.Name]
		row, column, listed := strings.Cut(f.Name, "].")
		if listed && !known && strings.HasPrefix(row, "lines") { // the truth has no such row, or says nothing of this column
			known = column == "amount" || d.Truth.Fields[row+"].amount"] == ""
		}
		if f.Status == bordereau.Proved && known && f.Value != want && !sameShare(f.Value, want) {
			t.Errorf("%s %d, a %s is harmed: %s is proved to be %q, and is %q", d.Truth.Layout, d.Truth.Seed, harm, f.Name, f.Value, want)
		}
	}
}

// sameShare says that two parts of an estate are one: 4/4 is 1/1.
func sameShare(a, b string) bool {
	p, ok := new(big.Rat).SetString(a)
	q, ok2 := new(big.Rat).SetString(b)
	return ok && ok2 && strings.Contains(a, "/") && p.Cmp(q) == 0
}
