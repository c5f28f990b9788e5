package e2e

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/testkit"
)

// The walk of a branch's post through both shapes of the desk: everything in one
// process, and roles apart with a worker dying while it reads.
func TestWalk(t *testing.T) {
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		h := embedded(t)
		p := walk(t, h)
		restarts(t, h, p)
		sends(t, h)
		corrections(t, h)
	})
	t.Run("distributed", func(t *testing.T) {
		t.Parallel()
		walk(t, distributed(t))
	})
}

// view is a document as the desk tells it.
type view struct {
	bordereau.Document
	Understanding *bordereau.Understanding `json:"understanding"`
	Reasons       []struct {
		Field    string `json:"field"`
		Rule     string `json:"rule"`
		Sentence string `json:"sentence"`
	} `json:"reasons"`
	EntryNumber int64            `json:"entry_number"`
	EntryID     string           `json:"entry_id"`
	PageViews   []map[string]any `json:"page_views"`
	History     []struct {
		Kind  string `json:"kind"`
		Actor string `json:"actor"`
	} `json:"history"`
}

func (h *house) view(x *paper) view {
	h.t.Helper()
	var v view
	h.as("auditor").Must("GET", "/v1/documents/"+x.id, nil, &v)
	return v
}

// settled waits until no document is in the machine's hands.
func (h *house) settled(p *post) {
	h.t.Helper()
	testkit.Until(h.t, 3*time.Minute, "every document has left the machine's hands", func() bool {
		for _, x := range p.papers {
			v := h.view(x)
			if v.State.Machine() && (v.State != bordereau.Decided || v.UnitID == "") {
				return false
			}
		}
		return true
	})
}

func walk(t *testing.T, h *house) *post {
	p := drawPost(t)
	h.staff()
	p.hand(h)
	if h.disturb != nil {
		h.disturb()
	}
	h.settled(p)
	straightThrough(t, h, p)
	review(t, h, p)
	h.settled(p)
	states(t, h, p)
	entries(t, h, p)
	search(t, h, p)
	others(t, h, p)
	evidence(t, h, p)
	fsck(t, h)
	return p
}

// straightThrough is what needs nobody: it passes with its proofs, and the
// dossier's checklist knows.
func straightThrough(t *testing.T, h *house, p *post) {
	proofs := map[string]map[string]bordereau.ProofKind{
		"identity": {"mrz": bordereau.ProofCheckDigit, "surname": bordereau.ProofDossier, "birth_date": bordereau.ProofDossier},
		"rib":      {"iban": bordereau.ProofCheckDigit, "account_holder": bordereau.ProofDossier},
		"address":  {},
	}
	for name, want := range proofs {
		testkit.Until(t, time.Minute, name+" is archived", func() bool { return h.view(p.papers[name]).State == bordereau.Archived })
		v := h.view(p.papers[name])
		if v.Type != p.papers[name].truth.Type {
			t.Errorf("%s is taken for %s", name, v.Type)
		}
		for field, kind := range want {
			f := v.Understanding.Field(field)
			if f == nil || !slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == kind }) {
				t.Errorf("%s: %s is not proved by %s: %+v", name, field, kind, f)
			}
		}
		if slices.ContainsFunc(v.History, func(e struct {
			Kind  string `json:"kind"`
			Actor string `json:"actor"`
		}) bool {
			return e.Kind == "document."+string(bordereau.EvTaken)
		}) {
			t.Errorf("%s was in a clerk's hands", name)
		}
	}
	var lines struct {
		Items []struct {
			Piece string `json:"piece"`
			Need  string `json:"need"`
			State string `json:"state"`
			Why   string `json:"why"`
		} `json:"items"`
	}
	h.as("branch").Must("GET", "/v1/dossiers/OUV-"+p.customers[0].Ref+"/checklist", nil, &lines)
	if len(lines.Items) == 0 {
		t.Error("the checklist is empty")
	}
	for _, l := range lines.Items {
		want := "satisfied"
		if l.Piece == "agreement" || l.Piece == "tax_residence" {
			want = "missing" // nobody handed them in
		}
		if l.Need == "mandatory" && l.State != want {
			t.Errorf("%s is %s: %s", l.Piece, l.State, l.Why)
		}
	}
	again := h.view(p.papers["again"])
	if again.State != bordereau.Duplicate || again.DuplicateOf != p.papers["rib"].id {
		t.Errorf("the duplicate is %s of %q, want of %s", again.State, again.DuplicateOf, p.papers["rib"].id)
	}
	if up := h.view(p.papers["upside-down"]); up.Type != bordereau.BankDetails {
		t.Errorf("the scan that lies upside down is taken for %s", up.Type)
	}
	if v := h.view(p.papers["wrong"]); v.State != bordereau.ToReview {
		t.Errorf("the order with a wrong IBAN key is %s", v.State)
	}
}

// review: two clerks settle what waits; nobody is both pairs of eyes.
func review(t *testing.T, h *house, p *post) {
	byID := map[string]string{}
	for name, x := range p.papers {
		byID[x.id] = name
	}
	camille, nadia := h.signIn("camille"), h.signIn("nadia")
	var mine []string
	for {
		x, ok := camille.next(map[string]any{})
		if !ok {
			break
		}
		name := byID[x.Document]
		d := confirmation(x, p.papers[name].truth)
		switch name {
		case "wrong":
			d = map[string]any{"action": "reject", "reason": "irregular", "note": "La clé de l'IBAN ne convient pas."}
		case "blank":
			d = map[string]any{"action": "reject", "reason": "other", "note": "Page blanche."}
		}
		if name == "large" && x.Kind == "second" {
			t.Fatal("the first pair of eyes was offered to be the second")
		}
		doc, status := camille.decide(x, d)
		if status != 200 {
			t.Fatalf("%s, %v: status %d; reasons %+v", name, d, status, x.Reasons)
		}
		mine = append(mine, name)
		if name == "large" && doc.State != bordereau.SecondReview {
			t.Errorf("the order above the ceiling is %s after one decision", doc.State)
		}
	}
	for _, name := range []string{"large", "small", "wrong", "complaint"} {
		if !slices.Contains(mine, name) {
			t.Errorf("%s was not offered to a clerk; it is %s", name, h.view(p.papers[name]).State)
		}
	}

	// The second task is nobody's but another's, whichever way it is asked for.
	var tasks struct {
		Items []task `json:"items"`
	}
	if status := nadia.do("GET", "/v1/tasks?kind=second", nil, &tasks); status != 200 || len(tasks.Items) != 1 {
		t.Fatalf("second opinions that wait: %d %+v", status, tasks.Items)
	}
	second, ok := nadia.next(map[string]any{"kind": "second"})
	if !ok || byID[second.Document] != "large" {
		t.Fatalf("nadia is offered %q", byID[second.Document])
	}
	if _, status := camille.decide(second, confirmation(second, p.papers["large"].truth)); status/100 == 2 {
		t.Error("the same clerk was the second pair of eyes, with the other's lease")
	}
	if doc, status := nadia.decide(second, confirmation(second, p.papers["large"].truth)); status != 200 || doc.State != bordereau.Decided {
		t.Errorf("the second opinion: %d %s", status, doc.State)
	}
	again, status := nadia.decide(second, confirmation(second, p.papers["large"].truth))
	if status != 200 || again.ID != second.Document {
		t.Errorf("the same decision once more: %d", status)
	}
}

// states: every document stands in a named state, and it is the right one.
func states(t *testing.T, h *house, p *post) {
	want := map[string]bordereau.State{
		"identity": bordereau.Archived, "address": bordereau.Archived, "rib": bordereau.Archived, "again": bordereau.Duplicate,
		"slip": bordereau.Booked, "cheque0": bordereau.Booked, "cheque1": bordereau.Booked, "large": bordereau.Booked, "small": bordereau.Booked,
		"wrong": bordereau.Rejected, "blank": bordereau.Rejected, "complaint": bordereau.Archived, "upside-down": bordereau.Archived,
	}
	for name, x := range p.papers {
		testkit.Until(t, time.Minute, fmt.Sprintf("%s is %s, not %s", name, want[name], h.view(x).State), func() bool { return h.view(x).State == want[name] })
	}
	for _, id := range p.deposits {
		var d struct {
			Documents []struct {
				Words string `json:"state_words"`
			} `json:"documents"`
		}
		h.as("branch").Must("GET", "/v1/deposits/"+id, nil, &d)
		for _, doc := range d.Documents {
			if doc.Words == "" {
				t.Errorf("deposit %s does not say in words how a document stands", id)
			}
		}
	}
}

// search finds by word, amount and dossier.
func search(t *testing.T, h *house, p *post) {
	find := func(q url.Values) []string {
		var got struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
		}
		h.as("auditor").Must("GET", "/v1/documents?"+q.Encode(), nil, &got)
		var ids []string
		for _, i := range got.Items {
			ids = append(ids, i.ID)
		}
		return ids
	}
	for name, q := range map[string]url.Values{
		"complaint": {"q": {"réclamation"}},
		"small":     {"amount_min": {"1850.00"}, "amount_max": {"1850.00"}},
		"slip":      {"dossier": {"REM-" + p.customers[1].Ref}, "type": {"remittance_slip"}},
	} {
		if got := find(q); !slices.Contains(got, p.papers[name].id) {
			t.Errorf("%s is not found by %v: %v", name, q, got)
		}
	}
	if got := find(url.Values{"dossier": {"OUV-" + p.customers[0].Ref}}); len(got) < 3 {
		t.Errorf("the dossier holds %d documents", len(got))
	}
	if got := find(url.Values{"amount_min": {"1850.01"}, "amount_max": {"1850.02"}}); len(got) != 0 {
		t.Errorf("found by an amount that nobody wrote: %v", got)
	}
}

// others: to another branch nothing of this one exists.
func others(t *testing.T, h *house, p *post) {
	stranger := h.as("elsewhere")
	paths := []string{"/v1/deposits/" + p.deposits[0], "/v1/dossiers/OUV-" + p.customers[0].Ref, "/v1/dossiers/OUV-" + p.customers[0].Ref + "/checklist"}
	for _, rest := range []string{"", "/original", "/text", "/alto", "/archive.pdf", "/pages/1/image"} {
		paths = append(paths, "/v1/documents/"+p.papers["identity"].id+rest)
	}
	for _, path := range paths {
		if status := stranger.Do("GET", path, nil, nil); status != http.StatusNotFound {
			t.Errorf("%s: another branch is told %d", path, status)
		}
	}
	for _, path := range []string{"/v1/documents", "/v1/deposits", "/v1/dossiers"} {
		var got struct {
			Items []any `json:"items"`
		}
		stranger.Must("GET", path, nil, &got)
		if len(got.Items) != 0 {
			t.Errorf("%s: another branch sees %d", path, len(got.Items))
		}
	}
	for _, path := range []string{"/v1/entries", "/v1/tasks", "/v1/journal", "/v1/users"} {
		if status := stranger.Do("GET", path, nil, nil); status != http.StatusForbidden {
			t.Errorf("%s: a branch is told %d", path, status)
		}
	}
}

// evidence: the bytes that came are the bytes that are kept; the archive's PDF can
// be searched, and the ALTO is XML with the words in it.
func evidence(t *testing.T, h *house, p *post) {
	for name, x := range p.papers {
		if got := h.bytes("/v1/documents/" + x.id + "/original"); !bytes.Equal(got, x.data) {
			t.Errorf("%s: the original came back as %d other bytes", name, len(got))
		}
	}
	x := p.papers["identity"]
	pdf := filepath.Join(t.TempDir(), "archive.pdf")
	if err := os.WriteFile(pdf, h.bytes("/v1/documents/"+x.id+"/archive.pdf"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", pdf, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, text)
	}
	surname := x.truth.Fields["surname"]
	if !strings.Contains(strings.ToUpper(string(text)), strings.ToUpper(surname)) {
		t.Errorf("the archive's PDF does not say %q:\n%s", surname, text)
	}
	alto := h.bytes("/v1/documents/" + x.id + "/alto")
	words := 0
	for d := xml.NewDecoder(bytes.NewReader(alto)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the ALTO is not XML: %v", err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "String" {
			words++
		}
	}
	if words == 0 {
		t.Errorf("the ALTO holds no words: %.300s", alto)
	}
	if jpeg := h.bytes("/v1/documents/" + x.id + "/pages/1/image"); !bytes.HasPrefix(jpeg, []byte{0xFF, 0xD8, 0xFF}) {
		t.Error("the page's image is not a JPEG")
	}
}

// bytes gets a body as the branch.
func (h *house) bytes(path string) []byte {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, h.base+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+h.keys["branch"])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %d %v: %.300s", path, resp.StatusCode, err, b)
	}
	return b
}

func fsck(t *testing.T, h *house) {
	t.Helper()
	if out := h.tool("fsck"); !strings.Contains(out, " 0 findings") {
		t.Errorf("fsck: %s", out)
	}
}
