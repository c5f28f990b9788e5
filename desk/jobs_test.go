package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

func TestAReadDocumentIsArchivedAndFound(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter subject=Succession_Lefèvre Numéro\nde sécurité sociale 1 85 05 78 006 084 91 fin")).Documents[0].ID
	o.work(desk.StageRead)
	v := o.doc(id)
	if v.Type != bordereau.Letter || v.Pages != 1 || v.Generation != 1 || len(v.PageViews) != 1 || v.PageViews[0].Width != 1000 {
		t.Fatalf("%+v", v)
	}
	if v.State == bordereau.ToReview {
		if len(v.Reasons) == 0 {
			t.Error("nobody knows why a person is wanted")
		}
		o.decideAll()
	}
	o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	o.work()
	v = o.doc(id)
	if v.State != bordereau.Archived || v.RetainUntil == nil || v.ArchivedAt == nil {
		t.Fatalf("%+v", v.Document)
	}
	var kinds []string
	for _, h := range v.History {
		kinds = append(kinds, strings.TrimPrefix(h.Kind, "document."))
	}
	if got := strings.Join(kinds, " "); !strings.HasPrefix(got, "received screened read classified") || !strings.HasSuffix(got, "archived") {
		t.Error(got)
	}
	text, err := o.Text(t.Context(), o.branch, id)
	if err != nil || !strings.Contains(text, "1 85 ** ** *** *** **") {
		t.Errorf("%q %v", text, err)
	}
	alto, err := o.ALTO(t.Context(), o.branch, id)
	if err != nil || strings.Contains(string(alto), `"084"`) || !strings.Contains(string(alto), `CONTENT="sociale"`) {
		t.Errorf("%s %v", alto, err)
	}
	img, err := o.PageImage(t.Context(), o.branch, id, 1)
	if err != nil || len(img) == 0 {
		t.Error(err)
	}
	if _, err := o.PageImage(t.Context(), o.branch, id, 2); bordereau.CodeOf(err) != bordereau.NotFound {
		t.Error(err)
	}
	pdf, size, err := o.ArchivePDF(t.Context(), o.branch, id)
	if err != nil || size == 0 {
		t.Fatal(err)
	}
	pdf.Close()
	for _, q := range []string{"lefevre", "SUCCESSION Lefè", "securite social"} {
		hits, err := o.Search(t.Context(), o.branch, desk.Query{Words: q})
		if err != nil || len(hits.Items) != 1 || !strings.Contains(hits.Items[0].Snippet, "\x02") {
			t.Errorf("%s: %+v %v", q, hits, err)
		}
	}
	for _, q := range []desk.Query{{Words: "084"}, {Words: "lefevre tartempion"}, {Type: bordereau.Cheque}, {State: bordereau.Received}, {Branch: "99"}, {From: time.Now().Add(time.Hour)}} {
		if hits, err := o.Search(t.Context(), o.branch, q); err != nil || len(hits.Items) != 0 {
			t.Errorf("%+v: %+v %v", q, hits, err)
		}
	}
	o.mustBeClean()
}

// decideAll confirms whatever waits for a person as it is shown.
func (o *office) decideAll() {
	o.t.Helper()
	o.confirm(nil)
}

// confirm is people who confirm what waits, with the truth where it is known.
func (o *office) confirm(truth map[string]map[string]string) {
	o.t.Helper()
	ctx := o.t.Context()
	var clerks []bordereau.Principal
	for range 2 {
		u := desk.User{ID: ids.New(), Name: "C", Role: bordereau.RoleClerk}
		u.Login = "clerk-" + u.ID
		if err := o.store.InTx(ctx, func(ctx context.Context, tx desk.Tx) error { return tx.AddUser(ctx, u, "x", time.Now()) }); err != nil {
			o.t.Fatal(err)
		}
		clerks = append(clerks, bordereau.Principal{ID: u.ID, Name: u.Login, Role: bordereau.RoleClerk, Person: true})
	}
	for nothing := 0; nothing < len(clerks); {
		by := clerks[nothing]
		task, err := o.NextTask(ctx, by, desk.TaskFilter{})
		if err != nil {
			o.t.Fatal(err)
		}
		if task == nil {
			nothing++
			continue
		}
		nothing = 0
		v := o.doc(task.Document) // what the picture shows a clerk, the record tells the test
		fields := map[string]string{}
		for _, f := range v.Understanding.Fields {
			fields[f.Name] = f.Value
			if known, ok := truth[v.ID][f.Name]; ok {
				fields[f.Name] = known
			}
		}
		for _, r := range v.Reasons {
			if known, ok := truth[v.ID][r.Field]; ok {
				fields[r.Field] = known
			}
		}
		for name := range fields { // two readings of the amount that is keyed
			if name == "amount_figures" || name == "amount_words" {
				delete(fields, name)
			}
		}
		var seen []string
		for _, p := range v.PageViews {
			seen = append(seen, p.SHA256)
		}
		dec := desk.Decision{Action: desk.Confirm, LeaseID: task.LeaseID, Version: task.Version, Fields: fields, Seen: seen, Type: v.Type}
		if _, err = o.Decide(ctx, by, task.ID, dec); keysAgain(err) {
			_, err = o.Decide(ctx, by, task.ID, dec)
		}
		if err != nil {
			o.t.Fatal(err)
		}
	}
}

func TestAJobIsClaimedOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.mustSend(paperFile("letter a"))
	jobs, err := o.Announceable(t.Context(), 10)
	if err != nil || len(jobs) != 1 {
		t.Fatal(jobs, err)
	}
	if err := o.MarkAnnounced(t.Context(), []string{jobs[0].ID}); err != nil {
		t.Fatal(err)
	}
	if again, err := o.Announceable(t.Context(), 10); err != nil || len(again) != 0 {
		t.Error(again, err)
	}
	o.sql("UPDATE jobs SET announced_at = now() - interval '1 hour'")
	if n, err := o.ReannounceStale(t.Context(), time.Minute); err != nil || n != 1 {
		t.Error(n, err)
	}
	var mu sync.Mutex
	got := 0
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			var l *desk.Lease
			var err error
			if i%2 == 0 {
				l, err = o.Claim(t.Context(), jobs[0].ID, "w")
			} else {
				l, err = o.ClaimNext(t.Context(), []string{desk.StageRead}, "w")
			}
			if err != nil {
				t.Error(err)
			}
			if l != nil {
				mu.Lock()
				got++
				mu.Unlock()
				if l.Attempts != 1 {
					t.Error(l.Attempts)
				}
			}
		})
	}
	all.Wait()
	if got != 1 {
		t.Errorf("%d workers hold the job", got)
	}
}

// A worker that lost its lease while it worked writes nothing.
func TestAZombieWritesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter gate:z")).Documents[0].ID
	zombie := o.claim()
	done := make(chan error)
	go func() { done <- o.Work(context.Background(), zombie) }()
	<-o.script.entered
	o.sql("UPDATE jobs SET lease_until = now() - interval '1 second'")
	if n, err := o.Reap(t.Context()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	second := o.claim()
	if second.Attempts != 2 || second.Token == zombie.Token {
		t.Fatalf("%+v", second)
	}
	if err := o.Heartbeat(t.Context(), zombie); bordereau.CodeOf(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if err := o.Heartbeat(t.Context(), second); err != nil {
		t.Error(err)
	}
	close(o.script.gate("z"))
	if err := <-done; bordereau.CodeOf(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if d := o.doc(id); d.State != bordereau.Received || d.Generation != 0 {
		t.Errorf("%+v", d.Document)
	}
	if err := o.Work(t.Context(), second); err != nil {
		t.Error(err)
	}
	if d := o.doc(id); d.Generation != 1 {
		t.Errorf("%+v", d.Document)
	}
	o.mustBeClean()
}

func TestWhatBecomesOfAFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, words string
		attempts    int // claims until it is over
		state       bordereau.State
		job         string
		reason      string
	}{
		{"the file is damaged", "letter fail:unreadable", 1, bordereau.ToReview, "done", ""},
		{"the file is too large", "letter fail:too_large", 1, bordereau.ToReview, "done", ""},
		{"too much memory once", "letter fail:exhausted_once", 2, "", "done", ""},
		{"too much memory again", "letter fail:exhausted", 2, bordereau.ToReview, "done", ""},
		{"a crash each time", "letter fail:crashed", 3, bordereau.Quarantined, "dead", "crashed"},
		{"our mistake", "letter fail:internal", 3, bordereau.Quarantined, "dead", "internal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			id := o.mustSend(paperFile(c.words)).Documents[0].ID
			n := 0
			for ; n < 10; n++ {
				o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting' AND stage = 'read'")
				l, err := o.ClaimNext(t.Context(), []string{desk.StageRead}, "w")
				if err != nil {
					t.Fatal(err)
				}
				if l == nil {
					break
				}
				if err := o.Work(t.Context(), *l); err != nil {
					t.Fatal(err)
				}
			}
			v := o.doc(id)
			job := o.sql("SELECT state FROM jobs WHERE document_id = '%s' AND stage = 'read'", id)
			if n != c.attempts || c.state != "" && v.State != c.state || job != c.job || v.Reason != c.reason {
				t.Errorf("after %d attempts the document is %s (%s), the job %s", n, v.State, v.Reason, job)
			}
			if v.State == bordereau.ToReview && v.Generation == 0 && (len(v.Reasons) != 1 || !strings.HasSuffix(v.Reasons[0].Sentence, ".")) {
				t.Errorf("%+v", v.Reasons)
			}
			o.mustBeClean()
			if v.State != bordereau.Quarantined {
				return
			}
			dead, err := o.DeadLetters(t.Context(), o.auditor, desk.Cursor{})
			if err != nil || len(dead.Items) != 1 || dead.Items[0].DocumentID != id || dead.Items[0].Attempts != 3 {
				t.Fatal(dead, err)
			}
			if err := o.Redrive(t.Context(), o.auditor, dead.Items[0].JobID); err != nil {
				t.Fatal(err)
			}
			if v := o.doc(id); v.State != bordereau.Received || v.Reason != "" {
				t.Errorf("%+v", v.Document)
			}
			if l := o.claim(); l.Attempts != 1 || l.Small {
				t.Errorf("%+v", l)
			}
			if err := o.Redrive(t.Context(), o.auditor, dead.Items[0].JobID); bordereau.CodeOf(err) != bordereau.NotFound {
				t.Error(err)
			}
		})
	}
}

// A service that is away is nobody's fault: attempts are not counted, the pauses
// grow, and only a whole day of it ends in a dead letter.
func TestTransientFaultsAreNotCounted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter a")).Documents[0].ID
	o.script.broken = bordereau.Wrap(bordereau.Busy, errors.New("no route to host"), "Le service ne répond pas.")
	for i := range 8 {
		l := o.claim()
		if l.Attempts != 1 {
			t.Fatalf("attempt %d counted as %d", i, l.Attempts)
		}
		if err := o.Work(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if wait := o.sql("SELECT run_at > now() + interval '400 milliseconds' AND run_at < now() + interval '90 seconds' FROM jobs"); wait != "t" {
			t.Error("it does not wait, or for too long")
		}
		o.sql("UPDATE jobs SET run_at = now(), failing_since = failing_since - interval '1 hour'")
	}
	if o.doc(id).State != bordereau.Received {
		t.Error(o.doc(id).State)
	}
	o.sql("UPDATE jobs SET failing_since = now() - interval '25 hours'")
	if err := o.Work(t.Context(), o.claim()); err != nil {
		t.Fatal(err)
	}
	if v := o.doc(id); v.State != bordereau.Quarantined || v.Reason != "busy" {
		t.Errorf("%+v", v.Document)
	}
	o.mustBeClean()
}

func TestAWorkerThatStopsGivesItsJobBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.mustSend(paperFile("letter gate:never"))
	l := o.claim()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- o.Work(ctx, l) }()
	<-o.script.entered
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if again := o.claim(); again.Attempts != 1 {
		t.Errorf("%+v", again)
	}
}

func TestAWorkerThatDiesThriceIsNotFollowed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter a")).Documents[0].ID
	for i := range 3 {
		if l := o.claim(); l.Attempts != i+1 {
			t.Fatal(l.Attempts)
		}
		o.sql("UPDATE jobs SET lease_until = now() - interval '1 second'")
		if n, err := o.Reap(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
	if v := o.doc(id); v.State != bordereau.Quarantined || v.Reason != "crashed" {
		t.Errorf("%+v", v.Document)
	}
	if n, err := o.Reap(t.Context()); err != nil || n != 0 {
		t.Error(n, err)
	}
	o.mustBeClean()
}

// What is urgent comes first, and what has waited long comes before it.
func TestUrgentComesFirstAndNothingStarves(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ids := map[string]string{}
	for i, p := range []bordereau.Priority{bordereau.Bulk, bordereau.Normal, bordereau.Urgent, bordereau.Bulk} {
		got, err := o.send(t.Context(), o.branch, "", desk.Declaration{Priority: p}, paperFile(fmt.Sprint("letter ", i)))
		if err != nil {
			t.Fatal(err)
		}
		ids[got.Documents[0].ID] = []string{"bulk", "normal", "urgent", "old bulk"}[i]
		if i == 3 {
			o.sql("UPDATE jobs SET run_at = now() - interval '20 minutes' WHERE document_id = '%s'", got.Documents[0].ID)
		}
	}
	var order []string
	for range 4 {
		order = append(order, ids[o.claim().DocumentID])
	}
	if got := strings.Join(order, ", "); got != "old bulk, urgent, normal, bulk" {
		t.Error(got)
	}
	depths, err := o.Depths(t.Context())
	if err != nil || len(depths) != 3 || depths[2] != (desk.Depth{Stage: "read", Priority: bordereau.Bulk, State: "running", Jobs: 2}) {
		t.Error(depths, err)
	}
}

// Many slips with their cheques, read and archived by workers that compete: every
// one is booked once, and nothing is left.
func TestWorkersThatCompete(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const slips, workers = 12, 6
	for i := range slips {
		o.mustSend(
			paperFile(fmt.Sprintf("remittance_slip slip_count=2 slip_total=30.50 iban=FR7630001007941234567890185 account_holder=MARTIN n%d", i)),
			paperFile(fmt.Sprintf("cheque amount=10.00 date=2026-11-20 payee=MARTIN code_line=C0048541_C075000004908D_241410518989A signature_present=true n%d", i)),
			paperFile(fmt.Sprintf("cheque amount=20.50 date=2026-11-20 payee=MARTIN code_line=C0048542_C075000004908D_241410518989A signature_present=true n%d", i)))
	}
	all := func() {
		var group sync.WaitGroup
		for w := range workers {
			group.Go(func() {
				for {
					l, err := o.ClaimNext(t.Context(), []string{desk.StageRead, desk.StageArchive}, fmt.Sprint("w", w))
					if err != nil || l == nil {
						if err != nil {
							t.Error(err)
						}
						return
					}
					if err := o.Work(t.Context(), *l); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
	}
	all()
	o.decideAll()
	for o.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting' RETURNING 1") != "" {
		all()
	}
	if got := o.sql("SELECT state, count(*) FROM documents GROUP BY 1"); got != fmt.Sprintf("booked|%d", 3*slips) {
		t.Error(got)
	}
	if got := o.sql("SELECT count(*), max(number), max(feed_sequence), sum(amount_minor) FROM entries"); got != fmt.Sprintf("%d|%d|%d|%d", slips, slips, slips, 3050*slips) {
		t.Error(got)
	}
	o.mustBeClean()
}
