package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

func (o *office) find(by bordereau.Principal, words string, settings ...func(*desk.Query)) desk.Results {
	o.t.Helper()
	q := desk.Query{Words: words}
	for _, set := range settings {
		set(&q)
	}
	r, err := o.Find(o.t.Context(), by, q)
	if err != nil {
		o.t.Fatalf("%s: %v", words, err)
	}
	return r
}

func idsOf(r desk.Results) (out []string) {
	for _, h := range r.Items {
		out = append(out, h.ID)
	}
	return out
}

func facetOf(r desk.Results, name string) map[string]int {
	out := map[string]int{}
	for _, f := range r.Facets {
		if f.Name == name {
			for _, v := range f.Values {
				out[v.Value] = v.Count
			}
		}
	}
	return out
}

func TestWhatIsOnAPageIsFoundAndShown(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter premier feuillet\frelance de Mme BEMARD\nle 3 mars 2026 pour 1 237,56 € au total")).Documents[0].ID
	o.work(desk.StageRead)
	for _, c := range []struct {
		words, snippet string
		boxes          []bordereau.Box
	}{
		{"relance", "\x02relance\x03", []bordereau.Box{{X: 10, Y: 20, W: 80, H: 20}}},
		{`"le 3 mars 2026" type:courrier`, "\x02le 3 mars 2026\x03", []bordereau.Box{{X: 10, Y: 50, W: 350, H: 20}}},
		{"03/03/2026", "\x023 mars 2026\x03", []bordereau.Box{{X: 100, Y: 50, W: 260, H: 20}}},
		{"1237.56", "\x021 237,56 €\x03", []bordereau.Box{{X: 460, Y: 50, W: 260, H: 20}}},
		{"Bernard", "\x02BEMARD\x03", []bordereau.Box{{X: 280, Y: 20, W: 80, H: 20}}},
	} {
		r := o.find(o.auditor, c.words)
		if len(r.Items) != 1 || r.Items[0].ID != id || len(r.Notes) > 0 || r.Total != 1 {
			t.Errorf("%s finds %+v", c.words, r)
			continue
		}
		h := r.Items[0]
		var boxes []bordereau.Box
		for _, b := range h.Page.Boxes {
			boxes = append(boxes, b.Box)
			if b.Near != (c.words == "Bernard") {
				t.Errorf("%s: %+v", c.words, b)
			}
		}
		if !strings.Contains(h.Snippet, c.snippet) || h.Page.Number != 2 || h.Page.Width != 1000 || !slices.Equal(boxes, c.boxes) || !slices.Equal(h.Pages, []int{2}) || h.Near != (c.words == "Bernard") {
			t.Errorf("%s: %+v %+v", c.words, h, h.Page)
		}
		pages, err := o.Hits(t.Context(), o.auditor, id, c.words)
		if err != nil || len(pages) != 2 || len(pages[0].Boxes) != 0 || len(pages[1].Boxes) != len(c.boxes) {
			t.Errorf("%s on its pages: %+v %v", c.words, pages, err)
		}
	}
	if r := o.find(o.auditor, "Bernard", func(q *desk.Query) { q.Near = desk.NearNever }); r.Total != 0 {
		t.Errorf("forgiven though told not to: %+v", r)
	}
	if pages, err := o.Hits(t.Context(), bordereau.Principal{ID: "x", Role: bordereau.RoleBranch, Branch: "99"}, id, "relance"); err != nil || len(pages) != 0 {
		t.Errorf("another branch sees %+v %v", pages, err)
	}
}

// Exact comes before forgiven, the newest first among equals, whatever is the length of a
// page, and each document once.
func TestHitsComeInOrder(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var exact, near []string
	for i := range 9 {
		name, into := "bernard", &exact
		if i%3 == 1 {
			name, into = "bemard", &near
		}
		id := o.mustSend(paperFile(fmt.Sprintf("letter copie %d chez %s", i, name))).Documents[0].ID
		*into = append(*into, id)
	}
	o.work(desk.StageRead)
	slices.Reverse(exact)
	slices.Reverse(near)
	want := slices.Concat(exact, near)
	for limit := 1; limit < 11; limit++ {
		var got []string
		q := desk.Query{Words: "bernard", Cursor: desk.Cursor{Limit: limit}}
		for {
			r, err := o.Find(t.Context(), o.auditor, q)
			if err != nil || r.Total != 9 || r.NearTotal != 3 || !r.Near {
				t.Fatal(r, err)
			}
			for _, h := range r.Items {
				if h.Near != slices.Contains(near, h.ID) {
					t.Errorf("%+v", h)
				}
			}
			got = append(got, idsOf(r)...)
			if q.After = r.Next; r.Next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %d:\n%v\n%v", limit, got, want)
		}
	}
	if _, err := o.Find(t.Context(), o.auditor, desk.Query{Words: "bernard", Cursor: desk.Cursor{After: "~drop"}}); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Error(err)
	}
}

// Hits, counts and whole references are within the caller's rights.
func TestSearchShowsNothingThatIsNotForTheCaller(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	open := o.mustSend(paperFile("letter amount=100.00 iban=FR7630006000011234567890189 accord")).Documents[0].ID
	secret := o.mustSend(paperFile("invoice amount=250.00 mandate_reference=SECRET9 accord")).Documents[0].ID
	other := bordereau.Principal{ID: "key-34", Name: "scan-34", Role: bordereau.RoleBranch, Branch: "34"}
	if _, err := o.send(t.Context(), other, "", desk.Declaration{}, paperFile("payslip net_pay=1999.00 accord")); err != nil {
		t.Fatal(err)
	}
	o.work(desk.StageRead)
	reader := bordereau.Principal{ID: ids.New(), Name: "named", Role: bordereau.RoleReader, Person: true}
	o.sql(`INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES ('%s', 'named', 'N', 'reader', 'x', now())`, reader.ID)
	for ref, doc := range map[string]string{"OPEN-1": open, "SECRET-1": secret} {
		o.sql(`INSERT INTO dossiers (id, ref, kind, kind_version, branch, restricted, opened_at) VALUES ('%[1]s', '%[2]s', 'account_opening', 1, '12', '%[2]s' = 'SECRET-1', now());
			INSERT INTO dossier_readers SELECT '%[1]s', '%[4]s' WHERE '%[2]s' = 'SECRET-1'; UPDATE documents SET dossier_id = '%[1]s' WHERE id = '%[3]s'`, ids.New(), ref, doc, reader.ID)
	}
	for _, c := range []struct {
		by      bordereau.Principal
		total   int
		dossier map[string]int
		types   map[string]int
		secret  bool
	}{
		{o.auditor, 2, map[string]int{"OPEN-1": 1}, map[string]int{"letter": 1, "payslip": 1}, false},
		{reader, 3, map[string]int{"OPEN-1": 1, "SECRET-1": 1}, map[string]int{"letter": 1, "payslip": 1, "invoice": 1}, true},
		{o.branch, 2, map[string]int{"OPEN-1": 1}, map[string]int{"letter": 1, "invoice": 1}, false},
		{other, 1, map[string]int{}, map[string]int{"payslip": 1}, false},
		{bordereau.Principal{ID: "b", Role: bordereau.RoleBranch}, 0, map[string]int{}, map[string]int{}, false},
	} {
		r := o.find(c.by, "accord")
		if r.Total != c.total || len(r.Items) != c.total || fmt.Sprint(facetOf(r, "dossier")) != fmt.Sprint(c.dossier) || fmt.Sprint(facetOf(r, "type")) != fmt.Sprint(c.types) {
			t.Errorf("%s %s: %d, %+v", c.by.Role, c.by.Branch, r.Total, r.Facets)
		}
		for _, words := range []string{"SECRET-1", "dossier:SECRET-1"} {
			r := o.find(c.by, words)
			if knows := r.Target != nil || strings.Contains(words, ":") && r.Total > 0; knows != c.secret {
				t.Errorf("%s asks for %s: %+v", c.by.Role, words, r)
			}
		}
		if r := o.find(c.by, secret); (r.Target != nil) != (c.secret || c.by.Branch == "12") {
			t.Errorf("%s asks for a document: %+v", c.by.Role, r.Target)
		}
	}
	if months := facetOf(o.find(o.auditor, "accord"), "date"); len(months) != 1 {
		t.Errorf("%v", months)
	}
	if bands := facetOf(o.find(reader, "accord"), "montant"); bands["100,00..999,99"] != 2 || bands["1000,00..9999,99"] != 1 {
		t.Errorf("%v", bands)
	}
}

func TestAWholeReferenceGoesStraightThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	cheque := o.mustSend(paperFile("letter cheque_number=0048541")).Documents[0].ID
	o.mustSend(paperFile("letter invoice_number=F-77 copie=1"), paperFile("letter invoice_number=F-77 copie=2"))
	o.work(desk.StageRead)
	dossier, customer := ids.New(), ids.New()
	o.sql(`INSERT INTO dossiers (id, ref, kind, kind_version, branch, opened_at) VALUES ('%[1]s', '2026-004512', 'account_opening', 1, '12', now());
		INSERT INTO customers (id, ref, kind, search_name, updated_at) VALUES ('%[2]s', 'C1', 'person', 'X', now()); INSERT INTO dossier_customers VALUES ('%[1]s', '%[2]s');
		INSERT INTO accounts VALUES ('FR7630006000011234567890189', 'EUR', '', now()); INSERT INTO account_holders VALUES ('FR7630006000011234567890189', '%[2]s');
		SET session_replication_role = replica;
		INSERT INTO entries (id, number, business_day, kind, unit_id, currency, amount_minor, body, content_sha256, created_at) VALUES ('%[3]s', 1204, '2026-11-23', 'transfer', '%[3]s', 'EUR', 1, '{}', 'x', now())`, dossier, customer, ids.New())
	for words, want := range map[string]string{
		cheque: "document " + cheque, strings.ToUpper(cheque): "document " + cheque, "2026-004512": "dossier 2026-004512", "0048541": "document " + cheque, "0048 541": "document " + cheque,
		"FR76 3000 6000 0112 3456 7890 189": "dossier 2026-004512", "fr7630006000011234567890189": "dossier 2026-004512", "n° 1204": "entry", "1204": "entry",
		"f-77": "", "F-77": "", "1205": "", "0048541 lyon": "", ids.New(): "", "lyon": "", "type:letter": "",
	} {
		r := o.find(o.auditor, words)
		got := ""
		if r.Target != nil {
			got = r.Target.Kind + " " + r.Target.ID
		}
		if !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s goes to %q, not %q", words, got, want)
		}
	}
	if r := o.find(o.branch, "1204"); r.Target != nil {
		t.Errorf("a branch learns of an entry: %+v", r.Target)
	}
}

// A clerk who has to type an amount from the picture does not find by it.
func TestAnUnprovedHandwrittenAmountIsNotFoundByThoseWhoTypeIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter amount=1237.56 accord")).Documents[0].ID
	o.work(desk.StageRead)
	clerk := bordereau.Principal{ID: ids.New(), Name: "clerk", Role: bordereau.RoleClerk, Person: true}
	for _, blind := range []bool{false, true} {
		o.sql(`UPDATE finds SET blind = %v WHERE document_id = '%s'`, blind, id)
		for by, sees := range map[*bordereau.Principal]bool{&clerk: !blind, &o.auditor: true} {
			if r := o.find(*by, "montant:1000..1300"); (r.Total == 1) != sees {
				t.Errorf("%s, blind %v: %+v", by.Role, blind, r)
			}
			if r := o.find(*by, "accord"); r.Total != 1 || (len(facetOf(r, "montant")) == 1) != sees {
				t.Errorf("%s, blind %v: %+v", by.Role, blind, r)
			}
		}
	}
}

// What a person corrects is found from then on.
func TestACorrectedValueIsFound(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter subject=Ancien objet")).Documents[0].ID
	o.work(desk.StageRead)
	words := o.sql(`SELECT words FROM finds WHERE document_id = '%s'`, id)
	if r := o.find(o.auditor, "inattendu"); r.Total != 0 {
		t.Fatal(r)
	}
	err := o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		u, err := tx.Understanding(ctx, id)
		if err != nil {
			return err
		}
		doc, err := tx.Document(ctx, id)
		if err != nil {
			return err
		}
		if err := o.Keep(ctx, tx, doc, u); err != nil { // what it is found by already
			return err
		}
		u.Field("subject").Value = "Inattendu 99,50 €"
		return o.Keep(ctx, tx, doc, u)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"inattendu", "99.50", "ancien"} {
		if r := o.find(o.auditor, q); r.Total != 1 {
			t.Errorf("%s: %+v", q, r)
		}
	}
	if now := o.sql(`SELECT words FROM finds WHERE document_id = '%s'`, id); now == words {
		t.Error("nothing was added")
	}
}
