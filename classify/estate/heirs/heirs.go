// Package heirs specifies what proves the quality of heir: the notary's act (acte de
// notoriété, C. civ. 730-1) and, for small estates, the attestation that all heirs sign
// (CMF L312-1-4). The shares must make up the estate.
package heirs

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.HeirsCertificate, Name: "heirs", Label: "acte de notoriété ou attestation des héritiers", Version: 2, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "acte de notoriété", Weight: 6, Title: true},
		{Phrase: "notoriété", Weight: 3, Title: true},
		{Phrase: "attestation des héritiers", Weight: 6, Title: true},
		{Phrase: "attestation des ayants droit", Weight: 6, Title: true},
		{Phrase: "L. 312-1-4 du code monétaire et financier", Weight: 2},
		{Phrase: "dévolution successorale", Weight: 3},
		{Phrase: "dévolution de la succession", Weight: 3},
		{Phrase: "ayants droit", Weight: 1},
		{Phrase: "affirmation", Weight: 1, Title: true},
		{Phrase: "notaire", Weight: 1},
		{Phrase: "pleine propriété", Weight: 1.5},
		{Phrase: "nue-propriété", Weight: 1},
		{Phrase: "usufruit", Weight: 1},
		{Phrase: "conjoint survivant", Weight: 1},
		{Phrase: "contrat de mariage", Weight: 0.5},
		{Phrase: "testament", Weight: 0.5},
		{Phrase: "acquéreur", Weight: -5},
		{Phrase: "prix de vente", Weight: -5},
		{Phrase: "officier de l'état civil", Weight: -2},
	}...),
	Steps: []spec.Step{
		spec.Take("deceased", name, spec.Sentence(
			`\bDEFUNTE? ?: ([A-Z][A-Z' -]{3,60}?) (?:DATE|NEE?|LIEU)\b`,
			`\b(?:MONSIEUR|MADAME|MADEMOISELLE) ([A-Z][A-Z' -]{3,60}?)[,.;]? NEE? .{5,260}?\bDECEDEE?\b`,
			`\b(?:HERITIERS|SUCCESSION) DE ?:? (?:MONSIEUR |MADAME )?([A-Z][A-Z' -]{3,60}?)[,.;]? DECEDEE?\b`,
			`\b(?:MONSIEUR|MADAME) ([A-Z][A-Z' -]{3,60}?)[,.;]? DECEDEE?\b`)),
		spec.Take("death_date", spec.AnyDate, spec.Right("date du décès"), spec.Sentence(`\bDECEDEE?,? (?:A [^,.;]{2,50}? )?LE ([^,.;:]{6,40})`)),
		spec.Take("date", spec.AnyDate, spec.Right("date de l'acte"), spec.Sentence(`\bL'?AN [^,.;]{4,40}?[,.;]? LE ([^,.;]{6,60})`,
			`\bRECU PAR [^.;]{4,80}? LE ([^,.;]{6,30})`, `\bFAIT A [^,.;]{2,40}?[,.]? LE ([^.;]{6,30})`)),
		spec.Take("place", spec.Name, spec.Right("lieu du décès"), spec.Sentence(`\bFAIT A ([A-Z][^,.;]{2,40}?)[,.]? LE\b`,
			`\bNOTAIRE A ([A-Z][A-Z' -]{2,40}?)(?:[,.]| ACTE\b| A RECU\b)`, `\bRECU PAR [^.;]{4,60}? LE [^,.;]{6,30}? A ([A-Z][A-Z' -]{2,40}?),`)),
		spec.Take("notary", name, spec.Sentence(`\bMAITRE ([A-Z][A-Z' -]{3,50}?)[,.]? NOTAIRE\b`, `\bPAR MAITRE ([A-Z][A-Z' -]{3,50}?) LE \d`), spec.Right("maître")),
		rows,
		shares,
		declarations,
		signatures,
		spec.InOrder("dates_in_order", "le décès et l'acte", "death_date", "date"),
	},
}

var name = spec.Except(spec.Holder, "né", "née", "héritier", "notaire", "date", "lieu")

// mostHeirs bounds the rows of a deed.
const mostHeirs = 60

var sentence = regexp.MustCompile(`([A-Z][A-Z' -]{3,60}?)[,.]? NEE? ([^;)]{6,150}?) (?:POUR|A CONCURRENCE DE) ([^;.]{2,60}?) EN (PLEINE PROPRIETE|USUFRUIT|NUE ?- ?PROPRIETE)`)

// rows takes the heirs, from the deed's sentences or from its table.
func rows(_ context.Context, d *spec.Draft) error {
	n := 0
	put := func(who, born, share, right spec.Span) {
		v, ok := name(d.Sheet, who)
		if !ok || n == mostHeirs {
			return
		}
		line := fmt.Sprintf("lines[%d].", n)
		d.PutValue(line+"name", v)
		if b, ok := spec.AnyDate(d.Sheet, born); ok {
			d.PutValue(line+"birth_date", b)
		}
		if s, err := check.ParseShare(share.Text()); err == nil {
			d.PutValue(line+"share", spec.Value{Text: s, Words: share, Proofs: []bordereau.Proof{{Kind: bordereau.ProofCorroboration, Detail: "a la forme d'une part"}}})
		}
		if r := rightOf(right.Text()); r != "" {
			d.PutValue(line+"right", spec.Value{Text: r, Words: right})
		}
		n++
	}
	for _, g := range d.Running().Groups(sentence, mostHeirs) {
		put(g[1], g[2], g[3], g[4])
	}
	if n == 0 {
		for _, r := range d.Table([]spec.Column{{Name: "name", Headings: []string{"héritier"}}, {Name: "born", Headings: []string{"né le"}},
			{Name: "share", Headings: []string{"part"}}, {Name: "right", Headings: []string{"droit"}}}, 3, "name", name, "attestons", "requérants", "affirment") {
			put(r["name"], r["born"], r["share"], r["right"])
		}
	}
	list(d, n)
	return nil
}

// list joins the heirs' names into one field.
func list(d *spec.Draft, n int) {
	var names []string
	var all bordereau.Field
	for i := range n {
		f := d.Field(fmt.Sprintf("lines[%d].name", i))
		names = append(names, f.Value)
		if i == 0 {
			all = bordereau.Field{Name: "heirs", Page: f.Page, Confidence: f.Confidence}
		}
		if f.Page == all.Page {
			all.Box = all.Box.Union(f.Box)
		}
		all.Confidence = min(all.Confidence, f.Confidence)
	}
	all.Value = strings.Join(names, " ; ")
	all.Raw = all.Value
	d.Put(all)
}

// The rights as they are printed (C. civ. 578).
const (
	outright = "pleine propriété"
	usufruct = "usufruit"
	bare     = "nue-propriété"
)

func rightOf(text string) string {
	switch t := spec.Fold(text); {
	case strings.Contains(t, "USUFRUIT"):
		return usufruct
	case strings.Contains(t, "NUE"):
		return bare
	case strings.Contains(t, "PLEINE"):
		return outright
	}
	return ""
}

// shares holds the parts against the whole: what sums to one proves each of them.
func shares(_ context.Context, d *spec.Draft) error {
	const rule = "shares_sum_to_one"
	var all []check.Share
	var fields []string
	n, missing := 0, false
	for ; d.Field(fmt.Sprintf("lines[%d].name", n)) != nil; n++ {
		f := d.Field(fmt.Sprintf("lines[%d].share", n))
		if f == nil {
			missing = true
			continue
		}
		right := map[string]check.Right{usufruct: check.Usufruct, bare: check.BareOwnership}[d.Understanding.Value(fmt.Sprintf("lines[%d].right", n))]
		all, fields = append(all, check.Share{Part: f.Value, Right: right}), append(fields, f.Name)
	}
	whole, ok := check.SharesWhole(all)
	switch {
	case n == 0:
		d.Check(rule, bordereau.Inconclusive, "les héritiers n'ont pas été lus")
	case missing || !ok:
		d.Check(rule, bordereau.Inconclusive, "la part d'un héritier n'a pas été lue")
	case !whole:
		d.Check(rule, bordereau.Failed, "les parts des héritiers ne font pas la succession entière", fields...)
	default:
		for _, f := range fields {
			d.Prove(f, bordereau.ProofBalance, "avec les autres parts, fait la succession entière")
		}
		d.Check(rule, bordereau.Passed, "les parts des héritiers font la succession entière", fields...)
		if n > 1 {
			d.Proved = "des héritiers nommés dont les parts font la succession entière"
		}
	}
	return nil
}
