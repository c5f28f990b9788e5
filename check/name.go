package check

import (
	"fmt"
	"slices"
	"strings"
)

// NameMatch is how far two names are the same. Reasons are French sentences for a
// clerk, the agreeing ones and the others.
type NameMatch struct {
	Score   float64 // 0 to 1
	Reasons []string
}

const (
	// SameName is the score from which two names are the same one: only spelling
	// (accents, case, hyphens, titles, particles, order), further given names or a
	// misread letter that stands for a digit set them apart.
	SameName = 0.85
	// CloseName is the score from which a person should look: an initial, one wrong
	// letter, the surname alone.
	CloseName = 0.55
)

// fewLetters are too few to tell a name by without its spaces.
const fewLetters = 8

// Same says that the names are one name.
func (n NameMatch) Same() bool { return n.Score >= SameName }

// Close says that they may be.
func (n NameMatch) Close() bool { return n.Score >= CloseName && n.Score < SameName }

var (
	titles    = wordSet("MONSIEUR MADAME MADEMOISELLE MAITRE MR MRS MS MISS MME MMES MLLE MLLES MM DR DOCTEUR PR PROFESSEUR SIR VEUVE VVE TITULAIRE")
	particles = wordSet("DE DU DES D LA LE LES L VAN VON DER DEN EL AL BEN DA DOS DI DELLA")
	married   = wordSet("NEE NE EPOUSE EPOUX EP EPSE BORN")
	joiners   = wordSet("OU ET OR AND &")
	forms     = wordSet("SARL SAS SASU SA EURL SCI SNC SCP SCM SCS SELARL SELAS EARL GAEC EI EIRL SCOP GIE LTD LLC LLP INC PLC GMBH AG SPA SRL BV NV ASBL")
	family    = wordSet("FILS FILLE FILLES FRERE FRERES SOEURS ASSOCIES CIE COMPAGNIE")
	formWords = wordSet("SOCIETE STE ETS ETABLISSEMENTS ENTREPRISE ENT ASSOCIATION ASSO CABINET CIE COMPAGNIE")
)

// nameReading is one way to read a name: its bearing words and what was dropped.
type nameReading struct {
	words []string
	form  string // legal form of a company
	note  string // why this reading: joint holder, birth name
}

// CompareNames compares the names of people and companies as they are printed on
// accounts and papers. It is symmetric. Titles, accents, case, hyphens and
// particles do not count; order does not either; of joint holders ("M. ou Mme") one
// has to match; of "DUPONT née MARTIN" either surname may. A different given name
// or a different legal form is never made up for by the rest.
func CompareNames(a, b string) NameMatch {
	if letters := nameLetters(a); len(letters) >= fewLetters && letters == nameLetters(b) {
		return NameMatch{Score: 1, Reasons: []string{"Les mêmes lettres dans le même ordre"}}
	}
	best := NameMatch{Reasons: []string{"Il n'y a pas de nom à comparer"}}
	for _, ra := range readNames(a) {
		for _, rb := range readNames(b) {
			if m := compareReadings(ra, rb); m.Score > best.Score || best.Score == 0 && len(m.Reasons) > 0 {
				best = m
			}
		}
	}
	return best
}

// nameLetters are the letters of a name without its titles: what is typed wide is read
// with blanks within its words.
func nameLetters(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(Fold(s), func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		if !titles[w] && w != "M" {
			b.WriteString(w)
		}
	}
	return b.String()
}

func readNames(s string) []nameReading {
	if len(s) > 300 {
		s = s[:300]
	}
	words := nameWords(s)
	form := ""
	company := false
	var bearing []string
	for i, w := range words {
		switch {
		case joiners[w] && i > 0 && i+1 < len(words) && family[words[i+1]]:
			company = true
		case forms[w]:
			form, company = w, true
		case formWords[w]:
			company = true
		default:
			bearing = append(bearing, w)
		}
	}
	if company && len(bearing) > 0 {
		bearing = slices.DeleteFunc(bearing, func(w string) bool { return joiners[w] || particles[w] })
		return []nameReading{{words: bearing, form: form}}
	}
	var holders [][]string
	var current []string
	for _, w := range words {
		if joiners[w] {
			holders, current = append(holders, current), nil
			continue
		}
		current = append(current, w)
	}
	holders = append(holders, current)
	// "M. et Mme DUPONT JEAN": the title alone shares the name that follows.
	var out []nameReading
	for i, h := range holders {
		p := personWords(h)
		if len(p.words) == 0 {
			continue
		}
		if len(p.words) == 1 && i > 0 && len(holders) > 1 {
			// "Jean et Marie DUPONT": the first shares the last one's surname.
			continue
		}
		if len(holders) > 1 {
			p.note = "L'un des titulaires du compte joint correspond"
		}
		out = append(out, p)
		if alt, ok := birthName(h); ok {
			out = append(out, alt...)
		}
	}
	if len(holders) > 1 {
		last := personWords(holders[len(holders)-1]).words
		for _, h := range holders[:len(holders)-1] {
			if p := personWords(h); len(p.words) == 1 && len(last) > 1 {
				out = append(out, nameReading{words: append(slices.Clone(p.words), last[len(last)-1]), note: "L'un des titulaires du compte joint correspond"})
			}
		}
	}
	return out
}

// nameWords folds and splits; "M" and "MR" fall away only where they stand in
// front, for elsewhere an M is an initial.
func nameWords(s string) []string {
	folded := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r == '&':
			return r
		case r >= '0' && r <= '9':
			return r
		}
		return ' '
	}, Fold(s))
	words := strings.Fields(strings.ReplaceAll(folded, "&", " & "))
	for i, w := range words {
		if letter := strings.ContainsFunc(w, func(r rune) bool { return r >= 'A' && r <= 'Z' }); letter && len(w) > 2 {
			words[i] = strings.NewReplacer("0", "O", "1", "I", "5", "S", "8", "B").Replace(w)
		}
	}
	return spelledForms(words)
}

// spelledForms joins the letters of S.A.R.L. where together they are a legal form.
func spelledForms(words []string) []string {
	out := words[:0:0]
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && len(words[j]) == 1 && words[j] != "&" {
			j++
		}
		if letters := strings.Join(words[i:j], ""); j > i+1 && forms[letters] {
			out = append(out, letters)
			i = j
			continue
		}
		out = append(out, words[i])
		i++
	}
	return out
}

func personWords(h []string) nameReading {
	var r nameReading
	for i, w := range h {
		if married[w] && i > 0 {
			break // the birth name is another reading
		}
		if titles[w] || particles[w] && len(h) > 1 || i == 0 && w == "M" && len(h) > 1 {
			continue
		}
		r.words = append(r.words, w)
	}
	if len(r.words) == 1 && (r.words[0] == "M" || titles[r.words[0]]) {
		r.words = nil
	}
	return r
}

// birthName reads "DUPONT JEANNE NEE MARTIN" (and EPOUSE) as the other surname with
// the same given names: as the full set of words, of which the match may leave the
// first surname out.
func birthName(h []string) ([]nameReading, bool) {
	for i, w := range h {
		if !married[w] || i == 0 || i+1 >= len(h) {
			continue
		}
		first, other := personWords(h[:i]).words, personWords(append([]string{""}, h[i+1:]...)).words
		other = slices.DeleteFunc(other, func(s string) bool { return s == "" })
		if len(first) == 0 || len(other) == 0 {
			return nil, false
		}
		const note = "Le nom de naissance ou d'usage correspond"
		out := []nameReading{{words: append(slices.Clone(first), other...), note: note}}
		if len(first) > 1 { // whichever of the first words is the surname gives way
			out = append(out, nameReading{words: append(slices.Clone(first[1:]), other...), note: note},
				nameReading{words: append(slices.Clone(first[:len(first)-1]), other...), note: note})
		}
		return out, true
	}
	return nil, false
}

func compareReadings(a, b nameReading) NameMatch {
	if len(a.words) == 0 || len(b.words) == 0 {
		return NameMatch{}
	}
	short, long := a, b
	if len(short.words) > len(long.words) {
		short, long = long, short
	}
	m := matchWords(short.words, long.words)
	for _, note := range []string{a.note, b.note} {
		if note != "" && m.Score >= CloseName && !slices.Contains(m.Reasons, note) {
			m.Reasons = append(m.Reasons, note)
		}
	}
	switch {
	case (a.form != "" || b.form != "") && len(short.words) != len(long.words):
		// A person may have further given names; a company with another word is another one.
		m.Score = min(m.Score, 0.8)
		m.Reasons = append(m.Reasons, "Le nom de la société n'a pas les mêmes mots")
	case a.form != "" && b.form != "" && a.form != b.form:
		m.Score = min(m.Score, 0.7)
		m.Reasons = append(m.Reasons, fmt.Sprintf("La forme juridique diffère : %s et %s", min(a.form, b.form), max(a.form, b.form)))
	case (a.form == "") != (b.form == ""):
		m.Reasons = append(m.Reasons, fmt.Sprintf("La forme juridique %s n'est écrite qu'une fois", a.form+b.form))
	}
	return m
}

func matchWords(short, long []string) NameMatch {
	if slices.Equal(short, long) {
		return NameMatch{1, []string{"Les noms sont identiques"}}
	}
	if strings.Join(short, "") == strings.Join(long, "") {
		return NameMatch{0.98, []string{"Les noms sont identiques, coupés autrement"}}
	}
	taken := make([]bool, len(long))
	var sum float64
	var reasons []string
	matched, contradicted := 0, 0
	ordered, previous := true, -1
	// Whole words are paired before initials may take one.
	pending := make([]int, 0, len(short))
	for i, w := range short {
		j := -1
		for k, v := range long {
			if !taken[k] && v == w {
				j = k
				break
			}
		}
		if j < 0 {
			pending = append(pending, i)
			continue
		}
		taken[j] = true
		sum++
		matched++
		ordered = ordered && j > previous
		previous = j
	}
	full := matched
	for _, i := range pending {
		w := short[i]
		at, best, why := -1, 0.0, ""
		for k, v := range long {
			if taken[k] {
				continue
			}
			if s, r := likeness(w, v); s > best {
				at, best, why = k, s, r
			}
		}
		if at < 0 {
			contradicted++
			reasons = append(reasons, fmt.Sprintf("%s n'a pas d'équivalent dans l'autre nom", w))
			continue
		}
		taken[at] = true
		sum += best
		matched++
		reasons = append(reasons, why)
	}
	extra := len(long) - len(short)
	score := sum / float64(len(short))
	if contradicted > 0 {
		score *= 0.6
	}
	if full == len(short) {
		switch {
		case extra == 0 && !ordered:
			reasons = append(reasons, "Les mots sont les mêmes dans un autre ordre")
		case extra > 0 && len(short) > 1:
			reasons = append(reasons, "Tous les mots du nom le plus court se trouvent dans l'autre")
		}
		if !ordered || extra > 0 {
			score = min(score, 0.97)
		}
	}
	if full < len(short) { // a letter or an initial sets them apart, however many words do not
		score = min(score, 0.8)
	}
	if extra > 0 && contradicted == 0 {
		score -= min(0.03*float64(extra), 0.1)
	}
	if len(short) == 1 && len(long) > 1 {
		score = min(score, 0.6)
		reasons = append(reasons, fmt.Sprintf("Un seul mot (%s) est comparé", short[0]))
	}
	return NameMatch{max(0, score), reasons}
}

// likeness of two words that are not equal: an initial, one wrong letter, or none.
func likeness(a, b string) (float64, string) {
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a
	}
	switch {
	case len(a) == 1 && len(b) > 1 && a[0] == b[0]:
		return 0.6, fmt.Sprintf("Seule l'initiale %s correspond à %s", a, b)
	case len(a) >= 4 && Distance(a, b) == 1:
		return 0.6, fmt.Sprintf("%s et %s diffèrent d'une lettre", a, b)
	case len(a) >= 3 && len(b) >= len(a)+3 && strings.HasPrefix(b, a):
		return 0.5, fmt.Sprintf("%s est peut-être l'abrégé de %s", a, b)
	}
	return 0, ""
}
