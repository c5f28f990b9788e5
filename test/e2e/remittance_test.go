package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// A slip and its cheques, sent from a branch's folder, become one balanced entry
// with a line for each cheque and one for the depositor. The same with a cheque
// that is worth another amount than the slip lists is held, and the first
// explanation names it. Six cheques, or as many as BORDEREAU_REMITTANCE says.
func TestRemittance(t *testing.T) {
	n := 6
	if s := os.Getenv("BORDEREAU_REMITTANCE"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	h := embedded(t)
	h.staff()
	who := specimen.People(67, 2)
	h.customers(who)
	even := h.remit(&who[0], 6700, n, -1)
	odd := h.remit(&who[1], 6800, n, n/2)
	within := time.Minute + time.Duration(n)*30*time.Second
	h.read(even, within)
	h.read(odd, within)
	h.confirmAll(even, odd)

	testkit.Until(t, within, "the entry is in the feed", func() bool { return len(h.feed()) == 1 })
	oneEntry(t, h.feed()[0], even)
	var u struct {
		State        string `json:"state"`
		HeldFor      string `json:"held_for"`
		Explanations []struct {
			Kind, Field, Value, Sentence string
			Ordinal                      int
			DocumentID                   string `json:"document_id"`
		} `json:"explanations"`
	}
	h.as("supervisor").Must("GET", "/v1/units/"+h.view(odd.papers[0]).UnitID, nil, &u)
	if u.State != "held" || !strings.Contains(u.HeldFor, "écart de 50,00") || len(u.Explanations) == 0 {
		t.Fatalf("the slip that does not balance is %s: %s; %+v", u.State, u.HeldFor, u.Explanations)
	}
	// Words and figures of the cheque agree, so it is the slip that is wrong.
	first, found := u.Explanations[0], cents(t, odd.papers[0].truth.Fields["slip_total"])-50_00
	if first.Kind != "listed" || first.Ordinal != n/2+1 || first.DocumentID != odd.papers[1+n/2].id || first.Field != "slip_total" || cents(t, first.Value) != found {
		t.Errorf("the first explanation is %+v, and the cheque is %s", first, odd.papers[1+n/2].truth.Fields["cheque_number"])
	}
	fsck(t, h)
}

// remise is a slip and its cheques in their order.
type remise struct{ papers []*paper }

// remit draws a slip and n cheques made out to a customer, and sends their folder.
// The slip lists the cheque at odd, counted from 0, with 50 euros more than it has.
func (h *house) remit(who *specimen.Customer, seed uint64, n, odd int) *remise {
	h.t.Helper()
	dir := filepath.Join(h.t.TempDir(), "remise")
	if err := os.Mkdir(dir, 0o700); err != nil {
		h.t.Fatal(err)
	}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	p := &remise{}
	slip := specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: seed, Customer: who, Format: "pdf", DPI: 200, Day: today}
	put := func(name string, s specimen.Spec) specimen.Truth {
		d, err := specimen.Draw(s)
		if err != nil {
			h.t.Fatal(err)
		}
		truth, err := specimen.Save(d, dir, name)
		if err != nil {
			h.t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, name+".truth.json")); err != nil {
			h.t.Fatal(err)
		}
		return truth
	}
	for i := range n {
		truth := put(fmt.Sprintf("%02d-cheque", i+1), specimen.Spec{Kind: bordereau.Cheque, Seed: seed + 1 + uint64(i), Format: "png", DPI: 200, Day: today, Layout: "personal",
			Set: map[string]string{"payee": who.Name(), "amount": fmt.Sprintf("%d.%02d", 20+7*i, (31*i)%100)}})
		p.papers = append(p.papers, &paper{truth: truth})
		listed := truth
		if i == odd {
			listed.Fields = map[string]string{}
			for k, v := range truth.Fields {
				listed.Fields[k] = v
			}
			listed.Fields["amount"] = decimal(cents(h.t, truth.Fields["amount"]) + 50_00)
		}
		slip.Cheques = append(slip.Cheques, listed)
	}
	truth := put("00-slip", slip)
	p.papers = slices.Insert(p.papers, 0, &paper{truth: truth})
	declared, err := json.Marshal(map[string]any{"dossier": "REM-" + who.Ref, "kind": "remittance_slip", "slip_count": n, "slip_total": truth.Fields["slip_total"]})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "deposit.json"), declared, 0o600)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	out := testkit.Tool(h.t, h.binary, []string{"BORDEREAU_KEY=" + h.keys["branch"]}, "send", "--json", "--server", h.base, filepath.Dir(dir))
	var sent struct {
		Documents []struct {
			ID string `json:"id"`
		} `json:"documents"`
		Refusal string `json:"refusal"`
	}
	if err := json.Unmarshal([]byte(out), &sent); err != nil || len(sent.Documents) != n+1 {
		h.t.Fatalf("send: %v %s", err, out)
	}
	for i, d := range sent.Documents {
		p.papers[i].id = d.ID
	}
	return p
}

// customers imports people and opens a dossier of remittances for each.
func (h *house) customers(who []specimen.Customer) {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "customers.csv")
	f, err := os.Create(path)
	if err == nil {
		err = specimen.CustomersCSV(f, who)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.tool("import", "customers", path)
	for _, c := range who {
		h.as("supervisor").Must("POST", "/v1/dossiers", map[string]any{
			"ref": "REM-" + c.Ref, "kind": "cheque_remittance", "title": c.Name(), "branch": home, "customers": []string{c.Ref}}, nil)
	}
}

// read waits until the machine is done with all papers.
func (h *house) read(r *remise, within time.Duration) {
	h.t.Helper()
	testkit.Until(h.t, within, "every paper is read", func() bool {
		return !slices.ContainsFunc(r.papers, func(x *paper) bool {
			s := h.view(x).State
			return s.Machine() && s != bordereau.Decided
		})
	})
}

// confirmAll has a clerk confirm what waits as it is printed.
func (h *house) confirmAll(all ...*remise) {
	h.t.Helper()
	truths := map[string]specimen.Truth{}
	for _, r := range all {
		for _, x := range r.papers {
			truths[x.id] = x.truth
		}
	}
	camille := h.signIn("camille")
	for {
		x, ok := camille.next(map[string]any{})
		if !ok {
			return
		}
		if _, status := camille.decide(x, confirmation(x, truths[x.Document])); status != 200 {
			h.t.Fatalf("the %s of %s: status %d; reasons %+v", x.Type, truths[x.Document].Layout, status, x.Reasons)
		}
	}
}

// oneEntry holds the entry of a slip against its papers: a line debited for each
// cheque that names it, and the depositor credited with their sum.
func oneEntry(t *testing.T, r record, of *remise) {
	t.Helper()
	n := len(of.papers) - 1
	if len(r.Lines) != n+1 || len(r.Pieces) != n+1 || r.Kind != "cheque_remittance" {
		t.Fatalf("%d lines and %d pieces for %d cheques", len(r.Lines), len(r.Pieces), n)
	}
	var sum int64
	for i, x := range of.papers[1:] {
		want := cents(t, x.truth.Fields["amount"])
		sum += want
		if l := r.Lines[i]; l.Document != x.id || l.Debit != want || l.Credit != 0 {
			t.Errorf("line %d is %+v, and the cheque %s of %d cents", i+1, l, x.id, want)
		}
	}
	slip := of.papers[0]
	if l := r.Lines[n]; l.Document != slip.id || l.Credit != sum || l.Debit != 0 || !strings.HasSuffix(l.Account, slip.truth.Fields["iban"]) {
		t.Errorf("the depositor's line is %+v, and the slip %s of %d cents", l, slip.id, sum)
	}
	if sum != r.Amount || sum != cents(t, slip.truth.Fields["slip_total"]) {
		t.Errorf("the entry is over %d, the slip over %s, the cheques make %d", r.Amount, slip.truth.Fields["slip_total"], sum)
	}
	proved := map[string]bool{}
	for _, raw := range r.Proofs {
		var p struct {
			Document string              `json:"document_id"`
			Field    string              `json:"field"`
			Kind     bordereau.ProofKind `json:"kind"`
		}
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		proved[p.Document] = proved[p.Document] || p.Kind.Strong() && (p.Field == "amount" || p.Field == "slip_total")
	}
	for _, x := range of.papers {
		if !proved[x.id] {
			t.Errorf("no proof of the amount of %s is quoted", x.id)
		}
	}
}

func cents(t testing.TB, decimal string) int64 {
	t.Helper()
	m, err := bordereau.ParseMoney(decimal, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	return m.Minor
}

func decimal(cents int64) string { return bordereau.Money{Minor: cents, Currency: "EUR"}.Decimal() }
