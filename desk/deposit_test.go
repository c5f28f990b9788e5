package desk_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/intake"
)

func TestADepositIsTakenOverWithAReceipt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	count, total := 2, bordereau.Money{Minor: 123456, Currency: "EUR"}
	got, err := o.send(t.Context(), o.branch, "k1", desk.Declaration{Dossier: "D1", Kind: "cheque", SlipCount: &count, SlipTotal: &total, Reference: "R 1"},
		paperFile("letter a"), paperFile("letter b"))
	if err != nil {
		t.Fatal(err)
	}
	if !intake.Verify(o.key.Public().(ed25519.PublicKey), got.Deposit.ID, got.Deposit.Receipt) {
		t.Error("the receipt does not verify")
	}
	dep, docs, err := o.Deposit(t.Context(), o.branch, got.Deposit.ID)
	if err != nil || len(docs) != 2 || docs[0].State != bordereau.Received || docs[1].FileName != "papier 2.png" {
		t.Fatal(dep, docs, err)
	}
	if dep.Receipt != got.Deposit.Receipt || *dep.SlipCount != 2 || *dep.SlipTotal != total || dep.Branch != "12" {
		t.Errorf("%+v differs from %+v", dep, got.Deposit)
	}
	r, doc, err := o.Original(t.Context(), o.branch, docs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if data, err := io.ReadAll(r); err != nil || !bytes.Equal(data, paperFile("letter a")) || doc.SHA256 != docs[0].SHA256 {
		t.Error("the original is not what was sent", err)
	}
	list, err := o.Deposits(t.Context(), o.branch, desk.Cursor{})
	if err != nil || len(list.Items) != 1 || list.Next != "" {
		t.Error(list, err)
	}
}

// Another branch's things do not exist.
func TestABranchSeesItsOwnAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	got := o.mustSend(paperFile("letter a"))
	o.work()
	id := got.Documents[0].ID
	other := bordereau.Principal{ID: "key-13", Name: "scan-13", Role: bordereau.RoleBranch, Branch: "13"}
	lost := bordereau.Principal{ID: "key-0", Name: "scan-0", Role: bordereau.RoleBranch}
	for _, by := range []bordereau.Principal{other, lost} {
		calls := map[string]func() error{
			"deposit":  func() error { _, _, err := o.Deposit(t.Context(), by, got.Deposit.ID); return err },
			"document": func() error { _, err := o.Document(t.Context(), by, id); return err },
			"original": func() error { _, _, err := o.Original(t.Context(), by, id); return err },
			"text":     func() error { _, err := o.Text(t.Context(), by, id); return err },
			"alto":     func() error { _, err := o.ALTO(t.Context(), by, id); return err },
			"image":    func() error { _, err := o.PageImage(t.Context(), by, id, 1); return err },
			"pdf":      func() error { _, _, err := o.ArchivePDF(t.Context(), by, id); return err },
			"no id":    func() error { _, err := o.Document(t.Context(), by, "nonsense"); return err },
		}
		for name, call := range calls {
			if err := call(); bordereau.CodeOf(err) != bordereau.NotFound {
				t.Errorf("%s for %s: %v", name, by.Name, err)
			}
		}
		hits, err := o.Search(t.Context(), by, desk.Query{})
		if err != nil || len(hits.Items) != 0 {
			t.Errorf("search for %s: %v %v", by.Name, hits, err)
		}
		deps, err := o.Deposits(t.Context(), by, desk.Cursor{})
		if err != nil || len(deps.Items) != 0 {
			t.Errorf("deposits for %s: %v %v", by.Name, deps, err)
		}
	}
	if _, err := o.send(t.Context(), other, "", desk.Declaration{Branch: "12"}, paperFile("x")); bordereau.CodeOf(err) != bordereau.Forbidden {
		t.Error(err)
	}
	again, err := o.send(t.Context(), other, "", desk.Declaration{}, paperFile("letter a"))
	if err != nil || again.Documents[0].State != bordereau.Received {
		t.Error("the same bytes of another branch are another paper", again, err)
	}
}

func TestAnIdempotencyKeyStandsForOneDeposit(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first, err := o.send(t.Context(), o.branch, "k", desk.Declaration{}, paperFile("a"))
	if err != nil || first.Replayed {
		t.Fatal(first, err)
	}
	again, err := o.send(t.Context(), o.branch, "k", desk.Declaration{}, paperFile("a"))
	if err != nil || !again.Replayed || again.Deposit.ID != first.Deposit.ID || again.Documents[0].ID != first.Documents[0].ID || again.Deposit.Receipt != first.Deposit.Receipt {
		t.Error(again, err)
	}
	for name, send := range map[string]func() (desk.Delivered, error){
		"other file": func() (desk.Delivered, error) {
			return o.send(t.Context(), o.branch, "k", desk.Declaration{}, paperFile("b"))
		},
		"other declaration": func() (desk.Delivered, error) {
			return o.send(t.Context(), o.branch, "k", desk.Declaration{Dossier: "D2"}, paperFile("a"))
		},
		"one more file": func() (desk.Delivered, error) {
			return o.send(t.Context(), o.branch, "k", desk.Declaration{}, paperFile("a"), paperFile("b"))
		},
	} {
		if _, err := send(); bordereau.CodeOf(err) != bordereau.KeyReused {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := bordereau.Principal{ID: "key-13", Name: "scan-13", Role: bordereau.RoleBranch, Branch: "13"}
	if got, err := o.send(t.Context(), other, "k", desk.Declaration{}, paperFile("c")); err != nil || got.Replayed {
		t.Error("a key is its caller's own", err)
	}
	o.work()
	o.mustBeClean()
}

// Fifty senders of the same bytes at the same time: one document, 49 duplicates.
// With one key: one deposit, and 49 answers that repeat it.
func TestTheSameBytesInParallel(t *testing.T) {
	t.Parallel()
	const senders = 50
	for _, c := range []struct {
		name     string
		key      func(i int) string
		deposits int
	}{
		{"keys of their own", func(i int) string { return fmt.Sprint("k", i) }, senders},
		{"one key", func(int) string { return "k" }, 1},
		{"no key", func(int) string { return "" }, senders},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			var mu sync.Mutex
			states, deposits := map[bordereau.State]map[string]bool{}, map[string]bool{}
			var all sync.WaitGroup
			for i := range senders {
				all.Go(func() {
					got, err := o.send(t.Context(), o.branch, c.key(i), desk.Declaration{Dossier: "D"}, paperFile("letter same"))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					deposits[got.Deposit.ID] = true
					for _, d := range got.Documents {
						if states[d.State] == nil {
							states[d.State] = map[string]bool{}
						}
						states[d.State][d.ID] = true
					}
				})
			}
			all.Wait()
			if len(deposits) != c.deposits || len(states[bordereau.Received]) != 1 || len(states[bordereau.Duplicate]) != c.deposits-1 {
				t.Errorf("%d deposits, %d received, %d duplicates", len(deposits), len(states[bordereau.Received]), len(states[bordereau.Duplicate]))
			}
			if n := o.work(); n < 1 || n > 2 {
				t.Errorf("%d jobs", n)
			}
			o.mustBeClean()
		})
	}
}

func TestADuplicateIsOneInItsBranchAndDossierAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	in := func(dossier string) bordereau.Document {
		t.Helper()
		got, err := o.send(t.Context(), o.branch, "", desk.Declaration{Dossier: dossier}, paperFile("letter same"))
		if err != nil {
			t.Fatal(err)
		}
		return got.Documents[0]
	}
	first := in("D1")
	if d := in("D1"); d.State != bordereau.Duplicate || d.DuplicateOf != first.ID {
		t.Errorf("%+v", d)
	}
	if d := in("D2"); d.State != bordereau.Received {
		t.Errorf("%+v", d)
	}
	if d := in(""); d.State != bordereau.Received {
		t.Errorf("%+v", d)
	}
	twice := o.mustSend(paperFile("letter twice"), paperFile("letter twice"))
	if twice.Documents[0].State != bordereau.Received || twice.Documents[1].DuplicateOf != twice.Documents[0].ID {
		t.Errorf("%+v", twice.Documents)
	}
	// What was sent back may come again.
	o.sql("UPDATE documents SET state = 'returned' WHERE id = '%s'", first.ID)
	o.sql("UPDATE documents SET state = 'returned' WHERE duplicate_of = '%s'", first.ID)
	if d := in("D1"); d.State != bordereau.Received {
		t.Errorf("%+v", d)
	}
}

func TestDeliveriesAreHeldToTheLimits(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(c *desk.Config, _ *desk.Deps) {
		c.MaxFileBytes, c.MaxFiles = 2<<20, 3
	})
	big := func(n int) []byte { return append(paperFile("letter "), bytes.Repeat([]byte("x"), n-15)...) }
	if got := o.mustSend(big(2 << 20)); got.Documents[0].Size != 2<<20 {
		t.Error(got.Documents[0].Size)
	}
	refused := func(name string, want bordereau.Code, err error) {
		t.Helper()
		if bordereau.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		if s := bordereau.MessageOf(err); !strings.HasSuffix(s, ".") {
			t.Errorf("%s: %q is no sentence", name, s)
		}
	}
	_, err := o.send(t.Context(), o.branch, "", desk.Declaration{}, big(2<<20+1))
	refused("one byte too many", bordereau.TooLarge, err)
	_, err = o.send(t.Context(), o.branch, "", desk.Declaration{}, paperFile("1"), paperFile("2"), paperFile("3"), paperFile("4"))
	refused("too many files", bordereau.TooLarge, err)
	_, err = o.send(t.Context(), o.branch, "", desk.Declaration{}, []byte("<svg/>"))
	refused("another type", bordereau.Unsupported, err)
	_, err = o.send(t.Context(), o.branch, "", desk.Declaration{}, []byte{})
	refused("empty", bordereau.Invalid, err)
	_, err = o.send(t.Context(), o.branch, "", desk.Declaration{})
	refused("no file", bordereau.Invalid, err)
	_, err = o.send(t.Context(), o.branch, "", desk.Declaration{Kind: "poem"}, paperFile("k"))
	refused("unknown kind", bordereau.Invalid, err)
	_, err = o.send(t.Context(), o.branch, strings.Repeat("k", 300), desk.Declaration{}, paperFile("k"))
	refused("long key", bordereau.Invalid, err)
	l, err := o.Begin(t.Context(), o.branch, "")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l.SetDigest(strings.Repeat("0", 64))
	refused("wrong digest", bordereau.Invalid, l.AddFile(t.Context(), "a.png", bytes.NewReader(paperFile("a"))))
	refused("broken line", bordereau.Invalid, l.AddFile(t.Context(), "a.png", io.MultiReader(bytes.NewReader(paperFile("a")), brokenLine{})))
	refused("lying extension", bordereau.Unsupported, l.AddFile(t.Context(), "a.pdf", bytes.NewReader(paperFile("a"))))
}

type brokenLine struct{}

func (brokenLine) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestAFullDeskPutsDepositsOff(t *testing.T) {
	t.Parallel()
	free := 0.5
	now := time.Now()
	o := newOffice(t, func(c *desk.Config, d *desk.Deps) {
		c.MaxWaitingAge = time.Minute
		c.Quota = intake.Quota{DocumentsPerMinute: 4, BytesPerDay: 100}
		d.DiskFree = func() (float64, error) { return free, nil }
		d.Now = func() time.Time { return now }
	})
	if _, err := o.send(t.Context(), o.branch, "", desk.Declaration{}, paperFile("1")); err != nil {
		t.Fatal(err)
	}
	put := func(want bordereau.Code) {
		t.Helper()
		now = now.Add(2 * time.Second)
		_, err := o.send(t.Context(), o.branch, "", desk.Declaration{}, paperFile(now.String()))
		if bordereau.CodeOf(err) != want {
			t.Errorf("%v, want %q", err, want)
		}
	}
	free = 0.05
	put(bordereau.Busy)
	free = 0.5
	o.sql("UPDATE jobs SET run_at = run_at - interval '2 minutes'")
	put(bordereau.Busy)
	o.sql("UPDATE jobs SET run_at = now()")
	put("")
	put(bordereau.Quota) // the day's bytes
}
