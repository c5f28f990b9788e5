package desk_test

import (
	"slices"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
)

// A printed code files a paper into its dossier; where it names none that is open here, or
// the paper is of somebody else, a clerk is asked and nothing is filed.
func TestAPrintedCodeFilesAPaper(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.customer(dossier.Customer{Ref: "P7", Kind: dossier.Person, Surname: "DUPONT", GivenNames: "Marie", BirthDate: "1980-01-02"})
	for _, v := range []desk.DossierView{{Ref: "OUV-7", Kind: "account_opening", Branch: "12", Customers: []string{"P7"}}, {Ref: "OUV-8", Kind: "account_opening", Branch: "13", Customers: []string{"P7"}},
		{Ref: "OUV-9", Kind: "account_opening", Branch: "12", Customers: []string{"P7"}, Restricted: true, Readers: []string{"sophie"}}} {
		_, err := h.CreateDossier(t.Context(), h.sophie, v)
		must(t, err)
	}
	for name, c := range map[string]struct {
		paper paper
		decl  bordereau.Deposit
		want  string
		doubt bool
	}{
		"the code alone":             {paper{kind: bordereau.Letter, fields: []bordereau.Field{field("dossier_reference", "OUV-7", checkDigit)}}, bordereau.Deposit{}, "OUV-7", false},
		"of another branch":          {paper{kind: bordereau.Letter, fields: []bordereau.Field{field("dossier_reference", "OUV-8", checkDigit)}}, bordereau.Deposit{}, "", true},
		"restricted":                 {paper{kind: bordereau.Letter, fields: []bordereau.Field{field("dossier_reference", "OUV-9", checkDigit)}}, bordereau.Deposit{}, "", true},
		"nobody's":                   {paper{kind: bordereau.Letter, fields: []bordereau.Field{field("dossier_reference", "OUV-6", checkDigit)}}, bordereau.Deposit{}, "", true},
		"an account of another":      {paper{kind: bordereau.BankDetails, fields: []bordereau.Field{field("iban", iban, checkDigit), field("dossier_reference", "OUV-7", checkDigit)}}, bordereau.Deposit{}, "", true},
		"another than the deposit's": {paper{kind: bordereau.Letter, fields: []bordereau.Field{field("dossier_reference", "OUV-7", checkDigit)}}, bordereau.Deposit{Dossier: "D1"}, "D1", true},
	} {
		docs := h.deposit(c.decl, 1)
		must(t, h.read(t.Context(), docs[0], c.paper))
		doc := h.one(docs[0])
		doubt := slices.ContainsFunc(h.values(doc).Checks, func(k bordereau.Check) bool { return k.Rule == dossier.RuleCode && k.Verdict == bordereau.Failed })
		if doc.Dossier != c.want || doubt != c.doubt {
			t.Errorf("%s: %q, doubt %v: %+v", name, doc.Dossier, doubt, h.values(doc).Checks)
		}
		if v, err := h.Document(t.Context(), h.sophie, doc.ID); err != nil || len(v.DossierWhy) == 0 || doubt && doc.State != bordereau.ToReview {
			t.Errorf("%s: %s, %v, %v", name, doc.State, v.DossierWhy, err)
		}
	}
	// The person's word takes the doubt back.
	doc := h.bring(bordereau.Deposit{Dossier: "D1"}, paper{kind: bordereau.Letter, fields: []bordereau.Field{field("dossier_reference", "OUV-7", checkDigit)}})[0]
	h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Refile, Dossier: "OUV-7"})
	h.mustSay(doc, dossier.RuleCode, bordereau.Passed, "désigne ce dossier")
}
