package desk_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

// kept is an office with a clock that a test moves and a dossier that it closes.
type kept struct {
	*office
	t       *testing.T
	shift   atomic.Int64 // of the clock
	dossier desk.DossierView
}

func newKept(t *testing.T, settings ...setting) *kept {
	t.Helper()
	k := &kept{t: t}
	k.office = newOffice(t, append(settings, func(_ *desk.Config, d *desk.Deps) {
		d.Now = func() time.Time { return time.Now().Add(time.Duration(k.shift.Load())) }
	})...)
	var err error
	k.dossier, err = k.CreateDossier(t.Context(), k.branch, desk.DossierView{Ref: "D1", Kind: "account_opening"})
	must(t, err)
	return k
}

// forward moves the clock on.
func (k *kept) forward(years, months int) {
	now := k.Now()
	k.shift.Add(int64(now.AddDate(years, months, 0).Sub(now)))
}

// archived deposits a paper in the dossier and brings it to where it is sealed.
func (k *kept) archived(words string) string {
	k.t.Helper()
	got, err := k.send(k.t.Context(), k.branch, "", desk.Declaration{Dossier: "D1"}, paperFile(words))
	must(k.t, err)
	k.work(desk.StageRead)
	k.decideAll()
	k.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	k.work()
	if v := k.doc(got.Documents[0].ID); v.State != bordereau.Archived {
		k.t.Fatalf("%s is %s: %+v", words, v.State, v.Reasons)
	}
	return got.Documents[0].ID
}

func (k *kept) set(status string) {
	k.t.Helper()
	v := k.dossier
	v.Status = status
	var err error
	k.dossier, err = k.ChangeDossier(k.t.Context(), k.branch, v)
	must(k.t, err)
}

// lengthen runs the job, and once more, when it has nothing to do.
func (k *kept) lengthen(want int) {
	k.t.Helper()
	for _, want := range []int{want, 0} {
		n, err := k.LengthenLocks(k.t.Context())
		if err != nil || n != want {
			k.t.Fatalf("%d locks were lengthened, not %d: %v", n, want, err)
		}
	}
}

// locks are the locks of all that is kept of a document, as the store has them.
func (k *kept) locks(id string) map[string]time.Time {
	k.t.Helper()
	all := map[string]time.Time{}
	for line := range strings.Lines(k.sql(`SELECT key || ' ' || version_id FROM archive_objects WHERE document_id = '%[1]s'
		UNION SELECT key || ' ' || version_id FROM page_images WHERE document_id = '%[1]s'
		UNION SELECT o.key || ' ' || d.version_id FROM documents d JOIN objects o ON o.sha256 = d.sha256 WHERE d.id = '%[1]s'`, id)) {
		key, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		info, err := k.objects.Head(k.t.Context(), key, version)
		must(k.t, err)
		all[key] = info.RetainUntil
	}
	return all
}

// until holds record and store to one date, and gives it.
func (k *kept) until(id string, objects int) time.Time {
	k.t.Helper()
	v := k.doc(id)
	if v.RetainUntil == nil {
		k.t.Fatalf("%s is not retained", id)
	}
	locks := k.locks(id)
	if len(locks) != objects {
		k.t.Errorf("%d objects are kept, not %d: %v", len(locks), objects, locks)
	}
	for key, at := range locks {
		if !at.Equal(v.RetainUntil.Truncate(time.Second)) {
			k.t.Errorf("%s is locked until %s, the record says %s", key, at, v.RetainUntil)
		}
	}
	return v.RetainUntil.UTC()
}

const wholeArchive = 6 // original, reading, PDF, ALTO, manifest and the picture of one page

// A closing of the dossier starts the time of its papers: what is sealed is locked
// for longer, the record and the journal say so, and nothing ends sooner again.
func TestClosingADossierLengthensLocks(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	id := k.archived("complaint subject=Frais")
	sealed := k.until(id, wholeArchive)
	if least := k.Now().AddDate(1, 0, 0); sealed.After(least) || sealed.Before(least.Add(-time.Minute)) {
		t.Errorf("while the dossier is open it is locked until %s", sealed)
	}
	k.lengthen(0)

	k.set("closed")
	k.lengthen(1)
	closed := k.dossier.ClosedAt.Truncate(time.Second)
	if got, want := k.until(id, wholeArchive), closed.AddDate(5, 0, 0); !got.Equal(want) {
		t.Errorf("C. civ. 2224 counts five years from the closing: until %s, not %s", got, want)
	}
	if got := k.sql("SELECT count(*) FROM events e JOIN event_values v ON v.event_id = e.id WHERE e.kind = 'document.retained' AND e.document_id = '%s' AND v.body->>'norm' = 'C. civ. 2224'", id); got != "1" {
		t.Errorf("%s events tell of it", got)
	}
	k.mustBeClean()

	// Opened again, closed again earlier by a clock that runs behind: no lock is shorter.
	longest := k.until(id, wholeArchive)
	k.set("open")
	k.lengthen(0)
	k.shift.Store(int64(-48 * time.Hour))
	k.set("closed")
	k.lengthen(0)
	if got := k.until(id, wholeArchive); !got.Equal(longest) {
		t.Errorf("a lock went from %s to %s", longest, got)
	}
	k.shift.Store(0)

	// What is sealed into a closed dossier counts from its closing at once.
	late := k.archived("complaint subject=Encore")
	if got, want := k.until(late, wholeArchive), k.dossier.ClosedAt.Truncate(time.Second).AddDate(5, 0, 0); !got.Equal(want) {
		t.Errorf("sealed after the closing it is locked until %s, not %s", got, want)
	}
	k.mustBeClean()
}

// A lock never runs out under a paper whose time has not begun, nor under a legal
// hold; and when the time is over and nothing holds it, it is due.
func TestLocksAreRenewedUntilTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	open, letter := k.archived("complaint subject=Frais"), k.archived("letter subject=Bonjour")
	k.sql("UPDATE documents SET dossier_id = NULL WHERE id = '%s'", letter)
	first := k.until(open, wholeArchive)
	k.forward(0, 7)
	k.lengthen(1)
	if got := k.until(open, wholeArchive); got.Sub(first.AddDate(0, 7, 0)).Abs() > 72*time.Hour { // months differ
		t.Errorf("renewed until %s", got)
	}
	due := func() (ids []string) {
		t.Helper()
		list, err := k.DueForDestruction(t.Context(), k.auditor, desk.Cursor{})
		must(t, err)
		for _, d := range list.Items {
			ids = append(ids, d.DocumentID)
		}
		return ids
	}
	k.sql("UPDATE documents SET legal_hold = true WHERE id = '%s'", letter)
	if got := due(); len(got) != 0 {
		t.Errorf("%v are due", got)
	}
	k.forward(5, 0)
	k.lengthen(2) // the complaint's dossier is still open, and the letter is held
	if got := due(); len(got) != 0 {
		t.Errorf("under a hold %v are due", got)
	}
	k.sql("UPDATE documents SET legal_hold = false WHERE id = '%s'", letter)
	k.forward(2, 0)
	if got := due(); fmt.Sprint(got) != fmt.Sprint([]string{letter}) {
		t.Errorf("%v are due, not %s", got, letter)
	}
	if n, err := k.LengthenLocks(t.Context()); err != nil || n != 1 || fmt.Sprint(due()) != fmt.Sprint([]string{letter}) {
		t.Errorf("%d locks lengthened, %v are due: %v", n, due(), err)
	}
}

// Originals of what was refused, and of what the machine gave up on, have a short
// lock of their own.
func TestRefusedOriginalsAreKeptForAWhile(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	bad := k.mustSend(paperFile("letter fail:internal")).Documents[0].ID
	for range 3 {
		k.work(desk.StageRead)
		k.sql("UPDATE jobs SET run_at = now() WHERE state = 'waiting'")
	}
	k.lengthen(1)
	short := k.until(bad, 1)
	if want := k.Now().AddDate(0, 6, 0); want.Sub(short).Abs() > time.Minute {
		t.Errorf("kept until %s, not %s", short, want)
	}
	k.mustBeClean()
	// Brought back and sealed it has the lock of what is sealed.
	list, err := k.DeadLetters(t.Context(), k.auditor, desk.Cursor{})
	must(t, err)
	must(t, k.Redrive(t.Context(), bordereau.System, list.Items[0].JobID))
	if v := k.doc(bad); v.State != bordereau.Received || v.RetainUntil == nil || !v.RetainUntil.UTC().Equal(short) {
		t.Errorf("redriven it is %s until %v", v.State, v.RetainUntil)
	}
}

// The job dies between lock and record: the store then holds for longer than the
// record says, and the next turn brings the record up.
func TestALockIsLengthenedBeforeItIsWrittenDown(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	id := k.archived("complaint subject=Frais")
	k.set("closed")
	was := k.doc(id).RetainUntil
	k.sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
		CREATE TRIGGER refuse BEFORE UPDATE ON archive_objects FOR EACH ROW EXECUTE FUNCTION refuse()`)
	if n, err := k.LengthenLocks(t.Context()); err == nil {
		t.Fatalf("%d locks were lengthened", n)
	}
	if got := k.doc(id).RetainUntil; !got.Equal(*was) {
		t.Errorf("the record says %s", got)
	}
	for key, at := range k.locks(id) {
		if !at.After(was.AddDate(3, 0, 0)) {
			t.Errorf("%s is locked until %s", key, at)
		}
	}
	k.mustBeClean()
	k.sql("DROP TRIGGER refuse ON archive_objects")
	k.lengthen(1)
	k.until(id, wholeArchive)
	k.mustBeClean()
}

// However many nodes ask, one of them has the turn, and after a failure it is
// somebody's again.
func TestOneNodeHasTheTurn(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	take := func() (mine bool) {
		t.Helper()
		must(t, k.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) (err error) {
			mine, err = tx.TakeTurn(ctx, "retention_run", 24*time.Hour)
			return err
		}))
		return mine
	}
	if !take() || take() {
		t.Fatal("the first turn is one node's")
	}
	must(t, k.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.GiveTurnBack(ctx, "retention_run", 24*time.Hour, time.Hour)
	}))
	if take() {
		t.Error("a turn that failed is taken at once")
	}
	k.sql("UPDATE counters SET value = value - 3601 WHERE name = 'retention_run'")
	if !take() || take() {
		t.Error("an hour later it is one node's")
	}
}
