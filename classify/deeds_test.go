package classify_test

import (
	"context"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/internal/specimen"
)

// What proves the fields of deeds, and what contradicts them.
func TestDeedsAreProved(t *testing.T) {
	for _, c := range []struct {
		name, text, field, rule string
		kind                    bordereau.ProofKind // empty: no proof may stand
		verdict                 bordereau.Verdict
	}{
		{"a name told twice", deathText, "deceased", "dates_in_order", bordereau.ProofAgreement, bordereau.Passed},
		{"a date told twice", deathText, "death_date", "dates_in_order", bordereau.ProofAgreement, bordereau.Passed},
		{"a date told once", strings.Replace(deathText, "survenu le : 12 mars 2026", "", 1), "death_date", "dates_in_order", "", bordereau.Passed},
		{"two dates that differ", strings.Replace(deathText, "survenu le : 12 mars 2026", "survenu le : 13 mars 2026", 1), "death_date", "dates_in_order", "", bordereau.Passed},
		{"a death before the birth", strings.ReplaceAll(deathText, "12 mars 2026", "12 mars 1926"), "birth_date", "dates_in_order", "", bordereau.Failed},
		{"shares that sum to one", heirsText, "lines[1].share", "shares_sum_to_one", bordereau.ProofBalance, bordereau.Passed},
		{"shares that do not", strings.Replace(heirsText, "un quart (1/4)", "un tiers (1/3)", 1), "lines[1].share", "shares_sum_to_one", "", bordereau.Failed},
		{"a share that contradicts itself", strings.Replace(heirsText, "un quart (1/4)", "un tiers (1/4)", 1), "lines[1].share", "shares_sum_to_one", "", bordereau.Inconclusive},
		{"usufruct and bare ownership", strings.NewReplacer("un quart (1/4) en pleine propriété", "la totalité (1/1) en usufruit", "trois huitièmes (3/8) en pleine", "un demi (1/2) en nue-").Replace(heirsText),
			"lines[0].share", "shares_sum_to_one", bordereau.ProofBalance, bordereau.Passed},
		{"bare ownership without usufruct", strings.NewReplacer("un quart (1/4) en pleine", "un quart (1/4) en nue-", "trois huitièmes (3/8) en pleine", "trois huitièmes (3/8) en nue-").Replace(heirsText),
			"lines[0].share", "shares_sum_to_one", "", bordereau.Failed},
		{"a number with its key", extractText, "siren", "siren_key", bordereau.ProofCheckDigit, bordereau.Passed},
		{"a number without", strings.Replace(extractText, "732 829 320", "732 829 321", 1), "siren", "siren_key", "", bordereau.Failed},
		{"an extract of this month", extractText, "siren", "fresh", bordereau.ProofCheckDigit, bordereau.Passed},
		{"an extract of last year", strings.Replace(extractText, "5 novembre 2026", "5 novembre 2025", 1), "siren", "fresh", bordereau.ProofCheckDigit, bordereau.Failed},
		{"a sum that is its parts'", noticeText, "amount", "parts_sum_to_total", bordereau.ProofBalance, bordereau.Passed},
		{"a sum that is not", strings.Replace(noticeText, "37,56 €\nTotal", "38,56 €\nTotal", 1), "amount", "parts_sum_to_total", "", bordereau.Failed},
		{"a sum that the decision names", orderText, "amount", "parts_sum_to_total", bordereau.ProofAgreement, bordereau.Passed},
		{"a debtor whom the decision names", orderText, "debtor", "roll_year", bordereau.ProofAgreement, bordereau.Passed},
		{"a case that is younger than its decision", strings.Replace(orderText, "RG 26/", "RG 28/", 1), "document_number", "roll_year", "", bordereau.Failed},
		{"children of their parents", recordBookText, "place", "children_after_parents", "", bordereau.Passed},
		{"a child older than a parent", strings.Replace(recordBookText, "9 juin 1995", "9 juin 1967", 1), "place", "children_after_parents", "", bordereau.Failed},
		{"a complaint that came before it was written", strings.Replace(complaintText, "09/11/2026", "03/11/2026", 1), "received_date", "received_after_written", "", bordereau.Failed},
	} {
		u := understand(t, c.text)
		if got := verdict(u, c.rule); got != c.verdict {
			t.Errorf("%s: %s is %q, want %q: %v", c.name, c.rule, got, c.verdict, u.Checks)
		}
		f := u.Field(c.field)
		if f == nil {
			t.Errorf("%s: %s was not read", c.name, c.field)
			continue
		}
		for _, p := range f.Proofs {
			if p.Kind.Strong() && c.kind == "" {
				t.Errorf("%s: %s is proved by %v", c.name, c.field, p)
			}
		}
		if c.kind != "" && !proves(u, c.field, c.kind) {
			t.Errorf("%s: %s has the proofs %v", c.name, c.field, f.Proofs)
		}
	}
}

// Each of the five declarations is looked for by itself (CMF L312-1-4).
func TestDeclarationsOfTheHeirs(t *testing.T) {
	lines := strings.Split(attestedText, "\n")
	for mark, rule := range map[string]string{"a)": "declares_no_will", "b)": "declares_no_marriage_contract", "c)": "declares_authority",
		"d)": "declares_no_litigation", "e)": "declares_no_real_estate"} {
		if got := verdict(understand(t, attestedText), rule); got != bordereau.Passed {
			t.Errorf("%s is %q of the whole attestation", rule, got)
		}
		var rest []string
		for _, l := range lines {
			if !strings.HasPrefix(l, mark) {
				rest = append(rest, l)
			}
		}
		if got := verdict(understand(t, strings.Join(rest, "\n")), rule); got != bordereau.Inconclusive {
			t.Errorf("%s is %q without its line", rule, got)
		}
	}
	if got := verdict(understand(t, heirsText), "declares_no_will"); got != "" {
		t.Errorf("a notary's act is asked for the heirs' declarations: %q", got)
	}
}

// penned is a sheet on which a pen drew in some places.
type penned []bordereau.Box

func (p penned) Read(_ context.Context, _ int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	var out []bordereau.Word
	for _, b := range p {
		if x, y := b.X+b.W/2, b.Y+b.H/2; alphabet == "ink" && x > box.X && x < box.X+box.W && y > box.Y && y < box.Y+box.H {
			out = append(out, bordereau.Word{Text: "stroke", Box: b, Confidence: 0.8})
		}
	}
	return out, nil
}

func TestEveryHeirSigns(t *testing.T) {
	r := typeset.Reading(attestedText)
	page := &r.Pages[0]
	page.DPI, page.Height = 200, 2400
	var under penned
	for _, w := range page.Words {
		if (w.Text == "Hugo" || w.Text == "Lucile") && w.Box.Y > page.Words[len(page.Words)-1].Box.Y-5 {
			under = append(under, bordereau.Box{X: w.Box.X + 20, Y: w.Box.Y + w.Box.H + 40, W: 160, H: 60})
		}
	}
	if len(under) != 2 {
		t.Fatalf("%d places to sign", len(under))
	}
	for n, want := range []bordereau.Verdict{bordereau.Failed, bordereau.Failed, bordereau.Passed} {
		u := understandReading(t, r, under[:n])
		if got := verdict(u, "all_heirs_signed"); got != want {
			t.Errorf("%d signatures: %q, want %q: %v", n, got, want, u.Checks)
		}
	}
}

// The proofs of address that carry no amount.
func TestStatementsOfAddress(t *testing.T) {
	for seed := range uint64(12) {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.ProofOfAddress, Seed: seed, DPI: 200, Layout: []string{"holder", "schedule", "hosting", "rent"}[seed%4]})
		if err != nil {
			t.Fatal(err)
		}
		if u := understand(t, d.Truth.Text); u.Type != bordereau.ProofOfAddress || u.Value("issue_date") != d.Truth.Fields["date"] {
			t.Errorf("%s %d: %s, dated %q for %q", d.Truth.Layout, seed, u.Type, u.Value("issue_date"), d.Truth.Fields["date"])
		}
	}
}
