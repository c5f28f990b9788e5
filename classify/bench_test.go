package classify_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
)

// BenchmarkUnderstand: an ordinary page, and one of tens of thousands of different words.
func BenchmarkUnderstand(b *testing.B) {
	dense := func(n int) bordereau.Reading {
		r := rand.New(rand.NewPCG(1, 2))
		var text strings.Builder
		for i := range n {
			for range 3 + r.IntN(9) {
				text.WriteByte(byte('a' + r.IntN(26)))
			}
			text.WriteByte(" \n"[min(1, (i%12)/11)])
		}
		return typeset.Reading(text.String())
	}
	for name, r := range map[string]bordereau.Reading{"invoice": typeset.Reading(invoiceText), "rib": typeset.Reading(ribText),
		"words=1000": dense(1000), "words=30000": dense(30000), "letter+30000": {Pages: []bordereau.Page{typeset.Page(1, invoiceText), dense(30000).Pages[0]}}} {
		c := house(b)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Understand(context.Background(), r, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHostile: what costs most, at the size of a whole page of it.
func BenchmarkHostile(b *testing.B) {
	c := house(b)
	for _, w := range []string{"un", "IBAN", "FR76", "date", "le 12/03/2026", "1,00 €", "titulaire du compte :", "99100 Valmorte", "P<UTO<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "à", "DE89 3704", "total HT"} {
		for layout, per := range map[string]int{"lines": 12, "one line": 1 << 30} {
			var text strings.Builder
			for i := range 20000 / (1 + strings.Count(w, " ")) {
				text.WriteString(w)
				text.WriteByte(" \n"[min(1, (i%per+1)/per)])
			}
			for _, title := range []string{"relevé d'identité bancaire code banque", "facture n° tva total ttc", "ordre de virement donneur d'ordre", "bordereau de remise de chèques n° chèque montant"} {
				r := typeset.Reading(title + "\n\n" + text.String())
				b.Run(w+"/"+layout+"/"+title[:6], func(b *testing.B) {
					for b.Loop() {
						if _, err := c.Understand(context.Background(), r, nil); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
