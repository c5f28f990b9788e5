package penman

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"bordereau"
	"bordereau/check"
)

// saying is something that hands write on cheques: an amount in figures, a date, a part
// of an amount in words, a name, a place.
func (s *School) saying(r *rand.Rand) (ms []mark, figures bool) {
	switch k := r.IntN(20); {
	case k < 7:
		return marks(Cents(r), r), true
	case k == 7:
		return marksOf(anyFigures(r)), true
	case k < 11:
		return marksOf(day(r)), true
	case k < 16:
		return marksOf(part(inWords(r), r)), false
	default:
		return marksOf(name(r)), false
	}
}

// anyFigures are figures without sense, so that none is expected.
func anyFigures(r *rand.Rand) string {
	var b strings.Builder
	for range 2 + r.IntN(9) {
		b.WriteByte("0123456789012345678901234567890123456789,.-/ #€="[r.IntN(46)])
	}
	return strings.TrimSpace(b.String()) + "7"
}

func day(r *rand.Rand) string {
	d, m, y := 1+r.IntN(31), 1+r.IntN(12), 2000+r.IntN(40)
	if r.IntN(2) == 0 {
		y = 2020 + r.IntN(12)
	}
	sep := []string{"/", "/", "/", ".", "-", " "}[r.IntN(6)]
	year := fmt.Sprint(y)
	if r.IntN(3) == 0 {
		year = year[2:]
	}
	switch r.IntN(10) {
	case 0, 1, 2:
		return fmt.Sprintf("%d%s%d%s%s", d, sep, m, sep, year)
	case 3:
		months := strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
		return fmt.Sprintf("%d %s %d", d, months[m-1], y)
	}
	return fmt.Sprintf("%02d%s%02d%s%s", d, sep, m, sep, year)
}

// inWords is an amount in words in one of the ways people write it.
func inWords(r *rand.Rand) string {
	form := check.Spelling{Language: "fr", Hyphens: []string{"some", "all", "none"}[r.IntN(3)], Tens: "france", Cents: "words"}
	switch r.IntN(12) {
	case 0:
		form.Tens = "belgium"
	case 1:
		form.Tens = "swiss"
	}
	if r.IntN(3) == 0 {
		form.Cents = "figures"
	}
	text, err := check.WriteWords(bordereau.Money{Minor: Cents(r), Currency: "EUR"}, form)
	if err != nil {
		panic(fmt.Sprintf("penman: an amount cannot be written out: %v", err)) // Cents gives none
	}
	if r.IntN(3) == 0 {
		text = strings.ReplaceAll(text, "centimes", []string{"cts", "cents", "ct", "c"}[r.IntN(4)])
	}
	if r.IntN(6) == 0 { // words in any order, so that none is expected
		words := strings.Fields(text)
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		text = strings.Join(words, " ")
	}
	return cased(text, r)
}

// part is as much as stands on one line.
func part(text string, r *rand.Rand) string {
	words := strings.Fields(text)
	most := 12 + r.IntN(34)
	from := r.IntN(len(words))
	if r.IntN(2) == 0 {
		from = 0
	}
	out := words[from]
	for _, w := range words[from+1:] {
		if len(out)+len(w) >= most {
			break
		}
		out += " " + w
	}
	return out
}

func cased(text string, r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return text
	case 1:
		return strings.ToUpper(text)
	case 2:
		up := true
		return strings.Map(func(c rune) rune {
			if up {
				c = unicode.ToUpper(c)
			}
			up = c == ' ' || c == '-'
			return c
		}, text)
	}
	runes := []rune(text)
	return string(unicode.ToUpper(runes[0])) + string(runes[1:])
}

// Parts of names; most are made up, so that no name is learned.
var (
	onsets = strings.Fields("b c d f g h j k l m n p q r s t v w x y z bl br ch cl cr dr fl fr gl gr gu ph pl pr qu sc st th tr vr")
	vowels = strings.Fields("a e i o u y é è ai au eau ei eu ou oi ie ia an en in on un ain ien")
	codas  = strings.Fields("b c d f g k l m n p r s t x z ch ck gne ille lle nd nt rd rt sse tte ette elle ard aud eau et ot in on ier er ez")
	known  = strings.Fields("Jean Marie Pierre Michel André Philippe René Louis Alain Jacques Bernard Marcel Daniel Roger Robert Paul Claude Christian Henri Georges Nicolas François Gérard Christophe Joseph Julien Maurice Laurent Frédéric Éric David Stéphane Pascal Sébastien Alexandre Thierry Olivier Antoine Raymond Guy Dominique Charles Didier Martin Dubois Durand Moreau Laurent Lefebvre Leroy Roux Fournier Morel Girard Mercier Dupont Lambert Bonnet Martinez Legrand Garnier Faure Rousseau Blanc Guérin Muller Roussel Perrin Morin Mathieu Clément Gauthier Masson Marchand Duval Denis Dumont Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Renard Schmitt Colin Vidal Caron Picard Fabre Isabelle Sylvie Catherine Nathalie Valérie Véronique Sandrine Céline Monique Jeanne Françoise Hélène Élodie Camille Manon Chloé Jules Zoé Kévin Yves Xavier William")
	about  = strings.Fields("SARL SAS EURL SA SCI Association Société Garage Café Hôtel Boucherie Pharmacie Cabinet Docteur École Mairie Club Maison Les Le La Du De Des d'Or Saint Fils et & Frères Paris Lyon Nantes Lille Tours Dijon Brest Nîmes sur Mer Bois Val Mont Ville Neuve Haut Bas")
)

func name(r *rand.Rand) string {
	var words []string
	if r.IntN(4) == 0 {
		words = append(words, []string{"M.", "Mme", "Monsieur", "Madame", "Mr", "Mlle"}[r.IntN(6)])
	}
	for range 1 + r.IntN(3) {
		switch r.IntN(6) {
		case 0:
			words = append(words, known[r.IntN(len(known))])
		case 1:
			words = append(words, about[r.IntN(len(about))])
		default:
			words = append(words, madeUp(r))
		}
	}
	text := strings.Join(words, " ")
	if r.IntN(8) == 0 && len(words) > 1 {
		text = strings.Replace(text, " ", "-", 1)
	}
	if r.IntN(4) == 0 {
		text = strings.ToUpper(text)
	}
	return text
}

func madeUp(r *rand.Rand) string {
	w := ""
	if r.IntN(5) == 0 { // letters without sense
		for range 3 + r.IntN(7) {
			w += string("abcdefghijklmnopqrstuvwxyz"[r.IntN(26)])
		}
	} else {
		for range 1 + r.IntN(3) {
			w += onsets[r.IntN(len(onsets))] + vowels[r.IntN(len(vowels))]
		}
		if r.IntN(2) == 0 {
			w += codas[r.IntN(len(codas))]
		}
	}
	runes := []rune(w)
	return string(unicode.ToUpper(runes[0])) + string(runes[1:])
}
