package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

const (
	line0  = "C0048541 C075000004908D 241410518989A"
	zone   = "075000004908"
	inner  = "241410518989"
	number = "0048541"
)

// withLine is a cheque whose code line was read, with its parts.
func withLine(amount, number string) paper {
	p := cheque(amount, agreement)
	p.fields = slices.DeleteFunc(p.fields, func(f bordereau.Field) bool { return f.Name == "code_line" })
	p.fields = append(p.fields, field("code_line", "C"+number+" C"+zone+"D "+inner+"A", checkDigit), field("cheque_number", number, checkDigit),
		field("interbank_zone", zone, checkDigit), field("internal_zone", inner, checkDigit))
	return p
}

func withoutLine(amount string) paper {
	p := cheque(amount, agreement)
	p.fields = slices.DeleteFunc(p.fields, func(f bordereau.Field) bool { return f.Name == "code_line" })
	return p
}

func (h *house) check(d bordereau.Document, rule string) bordereau.Check {
	h.t.Helper()
	u := h.values(d)
	i := slices.IndexFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == rule })
	if i < 0 {
		h.t.Fatalf("no check %s among %+v", rule, u.Checks)
	}
	return u.Checks[i]
}

func (h *house) mustSay(d bordereau.Document, rule string, v bordereau.Verdict, words ...string) {
	h.t.Helper()
	c := h.check(d, rule)
	if c.Verdict != v {
		h.t.Errorf("%s is %s: %s", rule, c.Verdict, c.Detail)
	}
	for _, w := range words {
		if !strings.Contains(c.Detail, w) {
			h.t.Errorf("%q does not say %q", c.Detail, w)
		}
	}
}

// taskOf leases the task of one document, which a test puts before all others.
func (h *house) taskOf(by bordereau.Principal, d bordereau.Document) desk.Task {
	h.t.Helper()
	h.sql("UPDATE tasks SET due_at = '2000-01-01', priority = -1 WHERE document_id = '%s' AND state = 'open'", d.ID)
	h.sql("DELETE FROM unit_clerks")
	task := h.take(by, desk.TaskFilter{})
	if task.Document != d.ID {
		h.t.Fatalf("%s got the task of %s", by.Name, task.Document)
	}
	return task
}

func (h *house) reasons(d bordereau.Document) desk.Reasons {
	h.t.Helper()
	v, err := h.Document(h.t.Context(), h.sophie, d.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Reasons
}

func TestAChequeScannedTwiceIsFlaggedOnTheSecondScan(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", number))
	h.mustSay(first[1], "duplicate_instrument", bordereau.Passed)
	if h.states(first) != "decided decided" {
		t.Fatal(h.states(first))
	}
	second := h.bring(bordereau.Deposit{}, slip(2, "20.00"), withLine("10.00", number), withLine("10.00", "0048542"))
	h.mustSay(second[1], "duplicate_instrument", bordereau.Failed, first[1].ID, first[1].DepositID, "23/11/2026 à 11:00", first[1].FileName)
	h.mustSay(second[2], "duplicate_instrument", bordereau.Passed)
	h.mustSay(first[1], "duplicate_instrument", bordereau.Passed)
	if h.states(second) != "decided to_review decided" {
		t.Fatal(h.states(second))
	}
	why := h.reasons(second[1])
	if len(why) != 1 || why[0].Rule != "check_failed:duplicate_instrument" || !strings.Contains(why[0].Sentence, "déjà été reçu") || strings.Contains(why[0].Sentence, "contrôle") {
		t.Errorf("%+v", why)
	}
	same := h.bring(bordereau.Deposit{}, slip(2, "20.00"), withLine("10.00", "0048543"), withLine("10.00", "0048543"))
	h.mustSay(same[1], "duplicate_instrument", bordereau.Passed)
	h.mustSay(same[2], "duplicate_instrument", bordereau.Failed, "ce même dépôt", same[1].ID)

	// A clerk who knows may let it through, and the first is not flagged for that.
	task := h.taskOf(h.alice, second[1])
	if doc := h.must(h.alice, task, desk.Decision{Action: desk.Confirm}); doc.State != bordereau.Decided {
		t.Error(doc.State)
	}
}

func TestOtherBranchesPapersAreNamedWithoutTheirIDs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.bring(bordereau.Deposit{Branch: "14", By: bordereau.Principal{ID: ids.New(), Name: "scan-14", Role: bordereau.RoleBranch, Branch: "14"}},
		slip(1, "10.00"), withLine("10.00", number))
	second := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", number))
	h.mustSay(second[1], "duplicate_instrument", bordereau.Failed, "23/11/2026", "autre agence")

	// So is a paper of a dossier that not everybody may know of.
	hidden := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", "0048550"))
	h.sql("UPDATE dossiers SET restricted = true WHERE ref = 'D1'")
	third := h.deposit(bordereau.Deposit{}, 1)
	if err := h.read(t.Context(), third[0], withLine("10.00", "0048550")); err != nil {
		t.Fatal(err)
	}
	h.mustSay(third[0], "duplicate_instrument", bordereau.Failed, "autre dépôt")
	for _, said := range []string{h.check(second[1], "duplicate_instrument").Detail, h.check(third[0], "duplicate_instrument").Detail} {
		for _, d := range append(first, hidden...) {
			if strings.Contains(said, d.ID) || strings.Contains(said, d.DepositID) || strings.Contains(said, d.FileName) {
				t.Errorf("%q names %s", said, d.ID)
			}
		}
	}
}

func TestOnlyPapersThatCountMakeADuplicate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for i, state := range []string{"rejected", "returned", "destroyed", "duplicate", "split", "quarantined", "archived"} {
		n := fmt.Sprintf("00486%02d", i)
		first := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", n))
		h.sql("UPDATE documents SET state = '%s' WHERE id = '%s'", state, first[1].ID)
		second := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", n))
		want := bordereau.Passed
		if state == "quarantined" || state == "archived" {
			want = bordereau.Failed
		}
		h.mustSay(second[1], "duplicate_instrument", want)
	}
	// A year and eight days, and not a day longer.
	for i, c := range []struct {
		after time.Time
		want  bordereau.Verdict
	}{{monday.AddDate(1, 0, 70), bordereau.Failed}, {monday.AddDate(1, 0, 71), bordereau.Passed}} {
		h.at(monday)
		n := fmt.Sprintf("00487%02d", i)
		h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", n))
		h.at(c.after)
		h.mustSay(h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", n))[1], "duplicate_instrument", c.want)
	}
	h.mustSay(h.bring(bordereau.Deposit{}, slip(1, "10.00"), cheque("10.00", agreement))[1], "duplicate_instrument", bordereau.Inconclusive, "pas lue")
}

// Two scans of one cheque settled at the same moment, in two deposits: exactly one
// of them stands, and nobody waits for ever.
func TestTwoScansAtOnceLeaveOneStanding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for round := range 10 {
		n := fmt.Sprintf("00490%02d", round)
		docs := []bordereau.Document{h.deposit(bordereau.Deposit{Dossier: "D1"}, 1)[0], h.deposit(bordereau.Deposit{Dossier: "D1"}, 1)[0], h.deposit(bordereau.Deposit{Dossier: "D1"}, 1)[0]}
		errs := make(chan error)
		for _, d := range docs {
			go func() { errs <- h.read(t.Context(), d, withLine("10.00", n)) }()
		}
		for range docs {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		flagged := 0
		for _, d := range docs {
			if h.check(d, "duplicate_instrument").Verdict == bordereau.Failed {
				flagged++
			}
		}
		if flagged != 2 {
			t.Fatalf("round %d: %d of 3 are flagged", round, flagged)
		}
	}
}

func TestACorrectedCodeLineIsHeldAgainstTheOthersAnew(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", number))
	docs := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withoutLine("10.00"))
	h.mustSay(docs[1], "duplicate_instrument", bordereau.Inconclusive)

	// Who types the line learns that the cheque is here already, before it counts.
	task := h.taskOf(h.alice, docs[1])
	doc := h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"code_line": line0}})
	if doc.State != bordereau.ToReview {
		t.Fatal(doc.State)
	}
	h.mustSay(docs[1], "duplicate_instrument", bordereau.Failed)
	if u := h.values(docs[1]); u.Value("cheque_number") != number || u.Value("interbank_zone") != zone || u.Value("internal_zone") != inner {
		t.Errorf("%+v", u.Fields)
	}
	if why := h.reasons(docs[1]); !slices.ContainsFunc(why, func(r desk.Reason) bool { return strings.Contains(r.Sentence, "déjà été reçu") }) {
		t.Errorf("%+v", why)
	}

	// It was misread by eye: another number, and the flag goes.
	task = h.taskOf(h.bob, docs[1])
	for field, wrong := range map[string]string{"cheque_number": "41", "internal_zone": ""} {
		if _, err := h.decide(h.bob, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{field: wrong}}); code(err) != bordereau.Invalid {
			t.Errorf("%s %q: %v", field, wrong, err)
		}
	}
	if _, err := h.decide(h.bob, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"code_line": line0, "cheque_number": "0048549"}}); err != nil {
		t.Fatal(err)
	}
	h.mustSay(docs[1], "duplicate_instrument", bordereau.Passed)
	u := h.values(docs[1])
	if got := u.Value("code_line"); got != strings.Replace(line0, number, "0048549", 1) {
		t.Error(got)
	}
	if got := h.states(docs); got != "decided decided" {
		t.Error(got)
	}
}

// What is no French line has no zones, and says of no cheque that it is here already.
func TestAForeignLineNamesNoCheque(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.bring(bordereau.Deposit{}, withLine("10.00", number))
	docs := h.bring(bordereau.Deposit{}, withLine("10.00", number))
	h.mustSay(docs[0], "duplicate_instrument", bordereau.Failed)
	h.must(h.alice, h.taskOf(h.alice, docs[0]), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"code_line": "A021000021A 123456C"}})
	h.mustSay(docs[0], "duplicate_instrument", bordereau.Inconclusive)
	if u := h.values(docs[0]); u.Value("interbank_zone")+u.Value("internal_zone") != "" || u.Value("cheque_number") != number {
		t.Errorf("%+v", u.Fields)
	}
}

func TestARejectedPaperFreesTheOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.bring(bordereau.Deposit{}, withLine("10.00", number))
	second := h.bring(bordereau.Deposit{}, withLine("10.00", number))
	h.mustSay(second[0], "duplicate_instrument", bordereau.Failed)
	h.must(h.alice, h.taskOf(h.alice, first[0]), desk.Decision{Action: desk.Reject, Reason: "duplicate"})
	h.must(h.alice, h.taskOf(h.alice, second[0]), desk.Decision{Action: desk.Confirm})
	h.mustSay(second[0], "duplicate_instrument", bordereau.Passed)
}

// withKey is a cheque of which the line was read badly, and the printed key.
func withKey(number, key string) paper {
	p := withLine("10.00", number)
	for i := range p.fields {
		if f := &p.fields[i]; f.Name == "code_line" {
			f.Proofs = []bordereau.Proof{{Kind: weak, Detail: "test"}}
		}
	}
	p.fields = append(p.fields, field("rlmc_key", key, weak))
	return p
}

func (h *house) provedByKey(d bordereau.Document, field string) bool {
	h.t.Helper()
	f := h.values(d).Field(field)
	return f != nil && slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == checkDigit })
}

func TestTheKeyIsHeldAgainOverWhatAClerkCorrected(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	right := strings.NewReplacer(number, "0048507").Replace(line0) // with key 75; 0048508 has 44
	for name, c := range map[string]struct {
		read, key string
		given     map[string]string
	}{
		"the number":   {"0048501", "75", map[string]string{"cheque_number": "0048507"}},
		"the line":     {"0048501", "75", map[string]string{"code_line": right}},
		"the key":      {"0048507", "73", map[string]string{"rlmc_key": "75", "code_line": right}},
		"all of it":    {"0048501", "13", map[string]string{"code_line": right, "rlmc_key": " 75 "}},
		"the key only": {"0048507", "73", map[string]string{"rlmc_key": "75"}},
	} {
		doc := h.bring(bordereau.Deposit{}, withKey(c.read, c.key))[0]
		got := h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: c.given})
		h.mustSay(doc, "rlmc_key", bordereau.Passed, "75 convient")
		for _, field := range []string{"code_line", "cheque_number", "interbank_zone", "internal_zone", "rlmc_key"} {
			if !h.provedByKey(doc, field) {
				t.Errorf("%s: %s has no check digit: %+v", name, field, h.values(doc).Field(field))
			}
		}
		if got.State != bordereau.Decided {
			t.Errorf("%s: %s", name, got.State)
		}
		h.sql("UPDATE documents SET state = 'rejected' WHERE id = '%s'", doc.ID) // the next one is the same cheque
	}
}

func TestAClerkLearnsThatTheKeyDoesNotFitWhatWasCorrected(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.bring(bordereau.Deposit{}, withKey("0048501", "75"))[0]
	if h.provedByKey(doc, "code_line") || !h.provedByKey(doc, "interbank_zone") {
		t.Fatal(h.values(doc).Fields)
	}
	told := func(sentence string) {
		t.Helper()
		if why := h.reasons(doc); !slices.ContainsFunc(why, func(r desk.Reason) bool {
			return r.Rule == "check_failed:rlmc_key" && strings.Contains(r.Sentence, sentence)
		}) {
			t.Errorf("nothing of %q in %+v", sentence, why)
		}
	}
	// Each wrong correction is told before it stands, and what the key said of the parts is gone.
	for _, given := range []map[string]string{{"cheque_number": "0048508"}, {"internal_zone": "241410518988"}, {"code_line": line0}, {"rlmc_key": "74"}} {
		if got := h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: given}); got.State != bordereau.ToReview {
			t.Fatalf("%v: %s", given, got.State)
		}
		h.mustSay(doc, "rlmc_key", bordereau.Failed, "ne convient pas")
		if h.provedByKey(doc, "interbank_zone") || h.provedByKey(doc, "code_line") {
			t.Errorf("%v: a key that does not fit proves: %+v", given, h.values(doc).Fields)
		}
	}
	told("Après correction, la clé RLMC 74 ne convient pas")
	// Who has seen it and stands by the values may do so.
	if got := h.must(h.bob, h.taskOf(h.bob, doc), desk.Decision{Action: desk.Confirm}); got.State != bordereau.Decided {
		t.Error(got.State)
	}
	h.mustSay(doc, "rlmc_key", bordereau.Failed)

	// Without its key, and with the line of another country.
	doc = h.bring(bordereau.Deposit{}, withKey("0048531", "75"))[0]
	h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"rlmc_key": "", "cheque_number": "0048532"}})
	h.mustSay(doc, "rlmc_key", bordereau.Inconclusive, "n'est pas connue")
	doc = h.bring(bordereau.Deposit{}, withKey("0048533", "75"))[0]
	if got := h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"code_line": "A011234567A 001234567C 243"}}); got.State != bordereau.ToReview {
		t.Error(got.State)
	}
	h.mustSay(doc, "routing_number", bordereau.Failed, "011234567")
	h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"code_line": "A122000661A 001234567C 243"}})
	h.mustSay(doc, "routing_number", bordereau.Passed, "122000661")
	h.mustSay(doc, "rlmc_key", bordereau.Inconclusive, "chèque français")
}

// Above the ceiling two different people decide on a cheque, whatever proves its amount,
// and the second one types it; so it is where a clerk brings the amount there, and
// where no ceiling is set for the currency.
func TestALargeChequeNeedsTwoPeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	at := h.bring(bordereau.Deposit{}, slip(1, "5000.00"), withLine("5000.00", "0048601"))
	if got := h.states(at); got != "decided decided" {
		t.Error("at the ceiling:", got)
	}
	inReais := withLine("10.00", "0048604")
	inReais.fields = append(inReais.fields, field("currency", "BRL"))
	for n, c := range []struct {
		read   paper
		given  map[string]string
		second string
	}{
		{withLine("5000.01", "0048602"), nil, "5000,01"},
		{withLine("4999.00", "0048603"), map[string]string{"amount": "5999,00"}, "5999"},
		{inReais, nil, "10,00"},
	} {
		doc := h.bring(bordereau.Deposit{}, c.read)[0]
		if doc.State != bordereau.ToReview {
			t.Fatalf("%d: %s", n, doc.State)
		}
		if got := h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: c.given}); got.State != bordereau.SecondReview {
			t.Fatalf("%d: one person was enough: %s", n, got.State)
		}
		if task, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{Kind: "second"}); err != nil || task != nil {
			t.Errorf("%d: the same person may look twice: %+v, %v", n, task, err)
		}
		task := h.taskOf(h.bob, doc)
		if _, err := h.decide(h.bob, task, desk.Decision{Action: desk.Confirm}); code(err) != bordereau.Invalid {
			t.Errorf("%d: the second person only nodded: %v", n, err)
		}
		if got := h.must(h.bob, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": c.second}}); got.State != bordereau.Decided {
			t.Errorf("%d: %s", n, got.State)
		}
	}
}

func TestALargeChequesPaperCirculates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	has := func(d bordereau.Document) bool {
		return slices.ContainsFunc(h.values(d).Checks, func(c bordereau.Check) bool { return c.Rule == "circulates" })
	}
	doc := h.bring(bordereau.Deposit{}, withLine("10000.00", "0048610"))[0]
	h.mustSay(doc, "circulates", bordereau.Inconclusive, "est à transmettre", "10000.00 EUR")
	small := h.bring(bordereau.Deposit{}, withLine("9999.99", "0048611"))[0]
	if has(small) {
		t.Error("a small one circulates")
	}
	// The note follows what a clerk says of the amount.
	h.must(h.alice, h.taskOf(h.alice, doc), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "100"}})
	h.must(h.alice, h.taskOf(h.alice, small), desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "99999"}})
	if has(doc) || !has(small) {
		t.Error(h.values(doc).Checks, h.values(small).Checks)
	}
}
