package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"testing"

	"bordereau"
)

// The whole of a transfer's life by the API, every request and answer held
// against the document: deposited, validated, booked, fed, acknowledged, reversed,
// its day closed, its journal read.
func TestTheWholeWalkByTheAPI(t *testing.T) {
	b := newBureau(t)
	branch, neighbour, booking, admin, auditor := b.key("branch", "00742"), b.key("branch", "00118"), b.key("booking", ""), b.key("admin", ""), b.key("auditor", "")
	claire, sophie := b.person("claire", bordereau.RoleClerk), b.person("sophie", bordereau.RoleSupervisor)
	claire.want(200, "GET", "/v1/sessions", nil, nil)

	admin.want(204, "PUT", "/v1/customers/C1", map[string]string{"kind": "person", "surname": "DUPONT", "given_names": "Marie"}, nil)
	admin.want(422, "PUT", "/v1/customers/C1", map[string]string{"ref": "C2", "kind": "person"}, nil)
	var file struct{ Version int64 }
	branch.want(201, "POST", "/v1/dossiers", map[string]any{"ref": "2026/1", "kind": "account_opening", "customers": []string{"C1"}}, &file)
	branch.want(200, "PUT", "/v1/dossiers/2026%2F1", map[string]any{"title": "Ouverture", "status": "open", "customers": []string{"C1"}, "version": file.Version}, nil)
	branch.want(409, "PUT", "/v1/dossiers/2026%2F1", map[string]any{"title": "Ouverture", "status": "open", "customers": []string{"C1"}, "version": file.Version}, nil)
	branch.want(200, "GET", "/v1/dossiers/2026%2F1/checklist", nil, nil)
	neighbour.want(404, "GET", "/v1/dossiers/2026%2F1", nil, nil)

	text := png + "transfer_order debtor_iban=FR7630001007941234567890185 creditor_iban=DE89370400440532013000 amount=60.00 currency=EUR signature_present=true"
	status, d, data := branch.deposit(map[string]string{"dossier": "2026/1", "kind": "transfer_order", "slip_total": "60.00"}, nil, text)
	if status != 202 || len(d.Documents) != 1 || d.Documents[0].State != "received" {
		t.Fatal(status, string(data))
	}
	document := "/v1/documents/" + d.Documents[0].ID
	b.work()
	branch.want(200, "GET", "/v1/deposits/"+d.ID, nil, &d)
	if d.Documents[0].StateWords != "À valider par le back office" {
		t.Error(d.Documents[0])
	}
	branch.want(200, "GET", "/v1/deposits?limit=1", nil, nil)
	for _, path := range []string{document, document + "/original", document + "/text", document + "/pages/1/image", document + "/alto", "/v1/deposits/" + d.ID} {
		if res, data := branch.call("GET", path, nil); res.StatusCode != 200 {
			t.Errorf("own %s: %d %s", path, res.StatusCode, data)
		}
		if res, data := neighbour.call("GET", path, nil); res.StatusCode != 404 {
			t.Errorf("the neighbour's %s: %d %s", path, res.StatusCode, data)
		}
	}
	if _, data := neighbour.call("GET", "/v1/documents?q=60", nil); strings.Contains(string(data), d.Documents[0].ID) {
		t.Error("the neighbour finds it")
	}
	if _, data := branch.call("GET", "/v1/documents?type=transfer_order&dossier=2026%2F1&amount_min=50&amount_max=70", nil); !strings.Contains(string(data), d.Documents[0].ID) {
		t.Errorf("the branch does not find it: %s", data)
	}

	claire.want(200, "GET", "/v1/tasks", nil, nil)
	var task struct {
		ID, LeaseID string
		Version     int64
		Lease       string `json:"lease_id"`
	}
	claire.want(200, "POST", "/v1/tasks/next", nil, &task)
	claire.want(200, "GET", "/v1/tasks/"+task.ID, nil, nil)
	claire.want(204, "POST", "/v1/tasks/"+task.ID+"/release", map[string]string{"lease_id": task.Lease}, nil)
	claire.want(200, "POST", "/v1/tasks/next", map[string]string{"kind": "first", "type": "transfer_order"}, &task)
	decision := map[string]any{"action": "confirm", "lease_id": task.Lease, "version": task.Version, "fields": map[string]string{"amount": "60,00"}}
	claire.want(422, "POST", "/v1/tasks/"+task.ID+"/decision", decision, nil)
	decision["fields"] = map[string]string{"amount": "60,00", "debtor_iban": "FR7630001007941234567890185", "creditor_iban": "DE89370400440532013000", "signature_present": "true"}
	claire.want(200, "POST", "/v1/tasks/"+task.ID+"/decision", decision, nil)
	claire.want(200, "POST", "/v1/tasks/"+task.ID+"/decision", decision, nil) // a retry
	claire.want(204, "POST", "/v1/tasks/next", nil, nil)
	b.work()

	var units struct{ Items []struct{ ID, State string } }
	claire.want(200, "GET", "/v1/units", nil, &units)
	if len(units.Items) != 1 {
		t.Fatal(units)
	}
	claire.want(200, "GET", "/v1/units/"+units.Items[0].ID, nil, nil)
	var view struct {
		State   string
		Version int64
	}
	claire.want(200, "GET", document, nil, &view)
	if units.Items[0].State == "final" {
		b.booked(t, booking, sophie, claire)
	} else {
		t.Fatalf("unit %s, document %s", units.Items[0].State, view.State)
	}

	if _, err := b.SequenceJournal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.SignJournal(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Items []struct{ Kind string }
		Next  string
	}
	auditor.want(200, "GET", "/v1/journal?limit=500", nil, &log)
	if len(log.Items) < 10 {
		t.Error(log)
	}
	auditor.want(200, "GET", "/v1/journal/checkpoint", nil, nil)
	auditor.want(200, "GET", "/v1/deadletters", nil, nil)
	auditor.want(200, "GET", "/v1/users", nil, nil)
	admin.want(200, "GET", "/v1/keys", nil, nil)
	claire.want(204, "DELETE", "/v1/sessions", nil, nil)
	claire.want(401, "GET", "/v1/tasks", nil, nil)
}

// A file that becomes several documents, held against the document of the API: the file
// names them, and each names its file and its pages there.
func TestAFileIsFollowedToItsDocuments(t *testing.T) {
	b := newBureau(t)
	branch := b.key("branch", "00742")
	status, d, data := branch.deposit(nil, nil, png+"remittance_slip slip_count=2\fcheque amount=1.00\fcheque amount=2.00")
	if status != 202 {
		t.Fatal(status, string(data))
	}
	b.work()
	type document struct {
		ID, State, Type string
		Pages           int
		PartOf          string     `json:"part_of"`
		PartPages       []int      `json:"part_pages"`
		Words           string     `json:"state_words"`
		Parts           []document `json:"parts"`
	}
	var file document
	branch.want(200, "GET", "/v1/documents/"+d.Documents[0].ID, nil, &file)
	if file.State != "split" || file.Words != "Séparé en plusieurs documents" || len(file.Parts) != 3 || file.Type != "" {
		t.Fatalf("%+v", file)
	}
	for i, p := range file.Parts {
		var part document
		branch.want(200, "GET", "/v1/documents/"+p.ID, nil, &part)
		if part.PartOf != file.ID || len(part.PartPages) != 1 || part.PartPages[0] != i+1 || part.Pages != 1 || len(part.Parts) != 0 {
			t.Errorf("%+v", part)
		}
		if res, text := branch.call("GET", "/v1/documents/"+p.ID+"/pages/1/image", nil); res.StatusCode != 200 {
			t.Errorf("%d %s", res.StatusCode, text)
		}
	}
	var deposit struct{ Documents []document }
	branch.want(200, "GET", "/v1/deposits/"+d.ID, nil, &deposit)
	if len(deposit.Documents) != 4 || deposit.Documents[0].ID != file.ID || deposit.Documents[3].PartPages[0] != 3 {
		t.Errorf("%+v", deposit)
	}
	var found struct{ Items []document }
	branch.want(200, "GET", "/v1/documents?type=cheque", nil, &found)
	if len(found.Items) != 2 {
		t.Errorf("%+v", found)
	}
}

// A clerk joins two documents of a file and takes them apart again, held against the
// document of the API.
func TestPagesAreJoinedAndTakenApart(t *testing.T) {
	b := newBureau(t)
	branch := b.key("branch", "00742")
	claire := b.person("claire", "clerk")
	status, d, data := branch.deposit(nil, nil, png+"letter one\fletter two\fletter three")
	if status != 202 {
		t.Fatal(status, string(data))
	}
	b.work()
	type part struct {
		ID    string
		Pages []int
	}
	type document struct {
		ID, State string
		Words     string `json:"state_words"`
		PartPages []int  `json:"part_pages"`
		Parts     []document
		FileParts []part `json:"file_parts"`
	}
	var task struct {
		ID       string
		Document string `json:"document_id"`
		Version  int64
		LeaseID  string `json:"lease_id"`
	}
	claire.want(200, "POST", "/v1/tasks/next", nil, &task)
	var doc document
	claire.want(200, "GET", "/v1/documents/"+task.Document, nil, &doc)
	if len(doc.FileParts) != 3 || doc.FileParts[1].Pages[0] != 2 {
		t.Fatalf("%+v", doc)
	}
	decide := func(status int, change map[string]any) {
		t.Helper()
		body := map[string]any{"lease_id": task.LeaseID, "version": task.Version}
		for k, v := range change {
			body[k] = v
		}
		claire.want(status, "POST", "/v1/tasks/"+task.ID+"/decision", body, nil)
	}
	decide(422, map[string]any{"action": "merge", "pages": []int{4}})
	decide(422, map[string]any{"action": "merge"})
	decide(200, map[string]any{"action": "merge", "pages": []int{2}})
	decide(200, map[string]any{"action": "merge", "pages": []int{2}})
	b.work()
	claire.want(200, "GET", "/v1/documents/"+d.Documents[0].ID, nil, &doc)
	if doc.State != "split" || len(doc.Parts) != 2 || len(doc.Parts[0].PartPages) != 2 {
		t.Fatalf("%+v", doc)
	}
	joined := doc.Parts[0].ID
	doc = document{}
	claire.want(200, "GET", "/v1/documents/"+task.Document, nil, &doc)
	if doc.State != "split" || doc.Words != "Repris dans un autre document du fichier" || len(doc.Parts) != 1 || doc.Parts[0].ID != joined {
		t.Errorf("%+v", doc)
	}
	for task.Document != joined {
		claire.want(200, "POST", "/v1/tasks/next", nil, &task)
		if task.Document != joined {
			decide(200, map[string]any{"action": "wait"})
		}
	}
	decide(200, map[string]any{"action": "split", "parts": [][]int{{1}, {2}}})
	claire.want(200, "GET", "/v1/documents/"+d.Documents[0].ID, nil, &doc)
	if len(doc.Parts) != 3 {
		t.Errorf("%+v", doc)
	}
}

func (b *bureau) booked(t *testing.T, booking, sophie, claire caller) {
	t.Helper()
	var feed struct {
		Items []struct {
			Sequence int64
			Entry    struct {
				ID  string `json:"entry_id"`
				Day string `json:"business_day"`
			}
		}
		Next string
	}
	booking.want(200, "GET", "/v1/entries?after=0", nil, &feed)
	if len(feed.Items) != 1 {
		t.Fatalf("the feed has %d entries", len(feed.Items))
	}
	e := feed.Items[0].Entry
	booking.want(200, "GET", "/v1/entries/"+e.ID, nil, nil)
	booking.want(204, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "accepted"}}, nil)
	booking.want(204, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "accepted"}}, nil)
	booking.want(409, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "refused", "reason": "non"}}, nil)
	booking.want(422, "POST", "/v1/entries/acks", []map[string]string{{"entry_id": e.ID, "verdict": "perhaps"}}, nil)
	claire.want(202, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	claire.want(409, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	sophie.want(201, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	sophie.want(409, "POST", "/v1/entries/"+e.ID+"/reversal", map[string]string{"reason": "erreur"}, nil)
	booking.want(200, "GET", "/v1/entries?after="+feed.Next, nil, &feed)
	if len(feed.Items) != 1 {
		t.Errorf("the reversal is not fed: %v", feed)
	}
	booking.want(200, "GET", "/v1/entries/totals?day="+e.Day, nil, nil)
	// The day's own state decides whether it may close now; either answer is described.
	if res, data := sophie.call("POST", "/v1/days/"+e.Day+"/close", nil); res.StatusCode != 200 && res.StatusCode != 409 && res.StatusCode != 422 {
		t.Error(res.StatusCode, string(data))
	}
}

// Keys, digests and doubles: what a branch may rely on when the line breaks.
func TestDepositsByTheAPI(t *testing.T) {
	b := newBureau(t)
	branch, neighbour := b.key("branch", "00742"), b.key("branch", "00118")
	file := png + "letter un"
	key := []string{"Idempotency-Key", "scan-1"}
	_, first, _ := branch.deposit(nil, key, file)
	_, again, _ := branch.deposit(nil, key, file)
	if first.ID == "" || again.ID != first.ID || !again.Replayed || first.Replayed {
		t.Errorf("%+v and %+v", first, again)
	}
	if status, _, data := branch.deposit(nil, key, png+"letter deux"); status != 422 || !strings.Contains(string(data), "key_reused") {
		t.Errorf("other content under the key: %d %s", status, data)
	}
	if status, theirs, data := neighbour.deposit(nil, key, file); status != 202 || theirs.ID == first.ID || theirs.Documents[0].DuplicateOf != "" {
		t.Errorf("the neighbour's own key: %d %s", status, data)
	}
	if status, d, data := branch.deposit(nil, nil, file); status != 202 || d.Documents[0].DuplicateOf != first.Documents[0].ID {
		t.Errorf("the same bytes again: %d %s", status, data)
	}
	sum := sha256.Sum256([]byte(file))
	good := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
	if status, _, data := branch.deposit(nil, []string{"Content-Digest", good}, file); status != 202 {
		t.Errorf("digest: %d %s", status, data)
	}
	if status, _, data := branch.deposit(nil, []string{"Content-Digest", good}, file+"x"); status != 422 {
		t.Errorf("wrong digest: %d %s", status, data)
	}
	for name, c := range map[string]struct {
		file   string
		status int
	}{"text": {"hello", 415}, "empty": {"", 422}, "svg": {"<svg xmlns='http://www.w3.org/2000/svg'/>", 415}, "zip": {"PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 415}} {
		status, _, data := branch.deposit(nil, nil, c.file)
		if status != c.status {
			t.Errorf("%s: %d %s", name, status, data)
		}
	}
	var wg sync.WaitGroup
	ids := sync.Map{}
	for range 20 {
		wg.Go(func() {
			if status, d, data := branch.deposit(nil, []string{"Idempotency-Key", "storm"}, png+"letter storm"); status == 202 {
				ids.Store(d.ID, true)
			} else if status != 503 && status != 409 {
				t.Errorf("%d %s", status, data)
			}
		})
	}
	wg.Wait()
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("one key made %d deposits", n)
	}
}
