package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/review"
)

// written is a cheque as figures and words were read, with a weak amount.
func written(amount, figures, words string, others ...string) paper {
	p := cheque(amount, weak)
	p.fields[0].Alternatives = others
	for name, v := range map[string]string{"amount_figures": figures, "amount_words": words} {
		if v != "" {
			p.fields = append(p.fields, field(name, v, weak))
		}
	}
	return p
}

func (h *house) key(by bordereau.Principal, task desk.Task, field, typed string, try int) (desk.Keyed, error) {
	return h.Key(h.t.Context(), by, task.ID, desk.Keying{LeaseID: task.LeaseID, Version: task.Version, Field: field, Typed: typed, Try: try})
}

func TestAnAmountIsKeyedUntilTwoReadingsAgree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	type step struct {
		typed string
		want  review.Outcome
	}
	for name, c := range map[string]struct {
		read  paper
		steps []step
		state bordereau.State // after the decision
	}{
		"agrees":             {written("120.00", "120.00", ""), []step{{"120", review.Agrees}}, bordereau.Decided},
		"finger":             {written("120.00", "120.00", ""), []step{{"12", review.Again}, {"120,00", review.Agrees}}, bordereau.Decided},
		"words differ":       {written("120.00", "120.00", "1200.00"), []step{{"120", review.Compare}}, bordereau.Decided},
		"words prevail":      {written("120.00", "120.00", "1200.00"), []step{{"120", review.Compare}, {"1200", review.Compare}}, bordereau.Decided},
		"alone":              {written("120.00", "120.00", ""), []step{{"130", review.Again}, {"130", review.SecondReader}}, bordereau.SecondReview},
		"hesitates":          {written("120.00", "120.00", ""), []step{{"130", review.Again}, {"131", review.Differs}, {"131", review.SecondReader}}, bordereau.SecondReview},
		"three":              {written("120.00", "120.00", ""), []step{{"130", review.Again}, {"131", review.Differs}, {"132", review.SecondReader}}, bordereau.SecondReview},
		"a guess of the ink": {written("120.00", "120.00", "", "130.00"), []step{{"130", review.Again}, {"130", review.SecondReader}}, bordereau.SecondReview},
		"unread":             {cheque(""), []step{{"130", review.Again}, {"130", review.SecondReader}}, bordereau.SecondReview},
		"peeked":             {written("120.00", "120.00", "1200.00"), []step{{"120", review.Compare}, {"125", review.SecondReader}}, bordereau.SecondReview},
	} {
		t.Run(name, func(t *testing.T) {
			doc := h.bring(bordereau.Deposit{}, c.read)[0]
			task := h.taskOf(h.alice, doc)
			if _, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm}); code(err) != bordereau.Invalid {
				t.Errorf("confirmed without keying: %v", err)
			}
			for i, s := range c.steps {
				k, err := h.key(h.alice, task, "amount", s.typed, i+1)
				if err != nil || k.Outcome != s.want || k.Message == "" {
					t.Fatalf("%d: %+v %v", i, k, err)
				}
				if shown := k.Outcome == review.Compare; shown != (len(k.Readings) > 0) || shown != k.WordsPrevail {
					t.Errorf("%d: %+v", i, k)
				}
				if k.Outcome == review.Differs && strings.Join(k.Before, " ") != "130.00 131.00" {
					t.Errorf("%d: %v", i, k.Before)
				}
				// The same try again, because no answer came, counts once.
				if again, err := h.key(h.alice, task, "amount", s.typed, i+1); err != nil || again.Outcome != k.Outcome || again.Try != k.Try {
					t.Errorf("%d: the retry is answered %+v %v", i, again, err)
				}
				if _, err := h.key(h.alice, task, "amount", "77", i+1); code(err) != bordereau.Conflicting {
					t.Errorf("%d: another value under the same try: %v", i, err)
				}
			}
			// Another value than the one that was keyed is not taken.
			if _, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount_words": "77"}}); code(err) != bordereau.Invalid && c.read.fields[0].Value != "" {
				t.Errorf("the words were set behind the amount's back: %v", err)
			}
			made, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm})
			if err != nil || made.State != c.state {
				t.Fatalf("%s %v", made.State, err)
			}
			if again, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm}); err != nil || again.Version != made.Version {
				t.Errorf("a retry: %+v %v", again, err)
			}
			if n := h.sql("SELECT count(*) FROM keyings WHERE task_id = '%s'", task.ID); n != "0" {
				t.Error("keyings outlive their task:", n)
			}
			if c.state != bordereau.SecondReview {
				return
			}
			// The second reader is another person, blind, and agrees.
			last := c.steps[len(c.steps)-1].typed
			if task, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{Kind: "second"}); task != nil || err != nil {
				t.Error("the second reading went to the first reader", err)
			}
			second := h.taskOf(h.bob, doc)
			if v, err := h.Document(t.Context(), h.bob, doc.ID); err != nil || v.Understanding.Value("amount") != "" {
				t.Errorf("the second reader sees %q", v.Understanding.Value("amount"))
			}
			if k, err := h.key(h.bob, second, "amount", last, 1); err != nil || k.Outcome != review.Agrees {
				t.Fatalf("%+v %v", k, err)
			}
			if made, err := h.decide(h.bob, second, desk.Decision{Action: desk.Confirm}); err != nil || made.State != bordereau.Decided {
				t.Errorf("%s %v", made.State, err)
			}
		})
	}
}

// Without script the form itself keys: what is not settled is told with its field, and
// the form sent again because no answer came counts once.
func TestADecisionKeysWhatItHolds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	doc := h.bring(bordereau.Deposit{}, written("120.00", "120.00", "1200.00"))[0]
	task := h.take(h.alice, desk.TaskFilter{})
	send := func(typed string, try int) (bordereau.Document, string) {
		doc, err := h.decide(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": typed}, Tries: map[string]int{"amount": try}})
		if err == nil {
			return doc, "decided"
		}
		var open *desk.Unkeyed
		e, ok := errors.AsType[*bordereau.Error](err)
		if !ok || e.Pointer != "/fields/amount" || !errors.As(err, &open) {
			t.Fatal(err)
		}
		return doc, open.Reason()
	}
	for _, s := range []struct {
		typed string
		try   int
		want  string
	}{{"125", 1, "again"}, {"125", 1, "again"}, {"120", 2, "compare"}, {"120", 2, "compare"}, {"120", 3, "decided"}} {
		if _, got := send(s.typed, s.try); got != s.want {
			t.Fatalf("%s, try %d: %s", s.typed, s.try, got)
		}
	}
	if f := h.values(doc).Field("amount"); f.Value != "120.00" || f.Status != bordereau.Proved {
		t.Errorf("%+v", f)
	}
}

func TestAProvedAmountIsChangedOnlyByConsensus(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := cheque("10.00", agreement)
	p.fields[len(p.fields)-1].Value = "false" // no signature: a person looks
	doc := h.bring(bordereau.Deposit{}, p)[0]
	task := h.take(h.alice, desk.TaskFilter{})
	dec := desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "9010", "signature_present": "oui"}}
	if _, err := h.decide(h.alice, task, dec); !keysAgain(err) {
		t.Fatal("an amount that words and figures prove was changed at once:", err)
	}
	if made := h.must(h.alice, task, dec); made.State != bordereau.SecondReview {
		t.Error(made.State)
	}
	if f := h.values(doc).Field("amount"); f.Value != "9010.00" {
		t.Errorf("%+v", f)
	}
}

func TestAnIllegibleFieldGoesToAnotherReaderAndThenToTheBranch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	docs := h.bring(bordereau.Deposit{}, written("120.00", "120.00", ""), written("150.00", "150.00", ""))
	task := h.taskOf(h.alice, docs[0])
	if k, err := h.key(h.alice, task, "amount", "*", 1); err != nil || k.Outcome != review.Unreadable {
		t.Fatal(k, err)
	}
	if made := h.must(h.alice, task, desk.Decision{Action: desk.Confirm}); made.State != bordereau.ToReview {
		t.Fatal(made.State)
	}
	if got, err := h.NextTask(t.Context(), h.alice, desk.TaskFilter{}); err != nil || got == nil || got.Document == docs[0].ID {
		t.Fatalf("who could not read it is asked again: %+v %v", got, err)
	}
	task = h.take(h.bob, desk.TaskFilter{})
	if task.Document != docs[0].ID || !strings.Contains(task.Reasons[len(task.Reasons)-1].Sentence, "illisible pour alice") {
		t.Fatalf("%+v", task)
	}
	made, err := h.decide(h.bob, task, desk.Decision{Action: desk.Illegible, Fields: map[string]string{"amount": ""}})
	if err != nil || made.State != bordereau.Returned || made.ReasonText != "Document illisible : le montant" {
		t.Fatal(made.State, made.ReasonText, err)
	}
	if who := h.sql("SELECT body->'illegible'->>'amount' FROM events e JOIN event_values v ON v.event_id = e.id WHERE kind = 'document.returned'"); who != `["alice", "bob"]` {
		t.Error(who)
	}
	// A second person who can read it settles it.
	task = h.take(h.alice, desk.TaskFilter{})
	h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "*"}})
	task = h.take(h.carol, desk.TaskFilter{})
	if made := h.must(h.carol, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"amount": "150"}}); made.State != bordereau.Decided {
		t.Error(made.State)
	}
}

// What a clerk keys blind is in no answer of the desk before he has keyed it: not as a
// value, not in a sentence, whatever the amount and however it is written.
func TestABlindValueIsInNoAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	uuids := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}`)
	drawn := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		minor := (2_000+drawn.Int64N(2_700))*100 + 1 + drawn.Int64N(99)
		other := minor + 1_000
		decimal := func(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }
		french := strings.Replace(decimal(minor), ".", ",", 1)
		p := written(decimal(minor), decimal(minor), decimal(other), decimal(minor+300))
		p.fields[0].Prove(bordereau.ProofCorroboration, "lu "+french)
		p.checks = append(p.checks, bordereau.Check{Rule: "words_against_figures", Verdict: bordereau.Failed, Fields: []string{"amount"}, Detail: "les chiffres disent " + french},
			bordereau.Check{Rule: "drawn", Verdict: bordereau.Failed, Detail: "ce contrôle cite " + french[:1] + "\u202f" + french[1:] + "\u00a0€"})
		if drawn.IntN(2) == 0 {
			p.checks = append(p.checks, bordereau.Check{Rule: review.RuleHandwritten, Verdict: bordereau.Inconclusive, Detail: "écrit à la main", Fields: []string{"amount_figures", "amount"}})
		}
		s := slip(2, decimal(minor+6_500))
		s.fields = append(s.fields, field("lines[0].amount", decimal(minor)), field("lines[1].amount", "60.00"))
		docs := h.bring(bordereau.Deposit{}, s, p, cheque("60.00", agreement))
		unit := h.one(docs[0]).UnitID
		var secrets []*regexp.Regexp
		for _, n := range []int64{minor, other, minor + 300} {
			whole, cents := fmt.Sprint(n/100), fmt.Sprintf("%02d", n%100)
			secrets = append(secrets, regexp.MustCompile(`(^|[^0-9a-f])`+whole[:1]+`[ \x{00a0}\x{202f}]?`+whole[1:]+`[.,]?`+cents+`($|[^0-9a-f])`))
		}
		see := func(what string, v any) {
			body, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			text := uuids.ReplaceAllString(string(body), "")
			for _, secret := range secrets {
				if at := secret.FindString(text); at != "" {
					t.Fatalf("%s shows %s: %s", what, at, text)
				}
			}
		}
		look := func(by bordereau.Principal) {
			for _, d := range docs {
				v, err := h.Document(t.Context(), by, d.ID)
				if err != nil {
					t.Fatal(err)
				}
				see(by.Name+": document", v)
				if d.ID == docs[1].ID {
					if _, err := h.Text(t.Context(), by, d.ID); code(err) != bordereau.Forbidden {
						t.Fatal("the text is given: ", err)
					}
				}
			}
			u, err := h.Unit(t.Context(), by, unit)
			if err != nil {
				t.Fatal(err)
			}
			see(by.Name+": unit", u)
			ud, err := h.UnitDesk(t.Context(), by, unit)
			if err != nil {
				t.Fatal(err)
			}
			see(by.Name+": unit at the station", ud)
			for _, sort := range []desk.TaskSort{desk.ByDue, desk.ByAmount} {
				list, err := h.Tasks(t.Context(), by, desk.TaskFilter{Sort: sort}, desk.Cursor{})
				if err != nil {
					t.Fatal(err)
				}
				see(by.Name+": tasks", list)
			}
			least := int64(1)
			if list, err := h.Tasks(t.Context(), by, desk.TaskFilter{AmountMin: &least, Deposit: docs[0].DepositID}, desk.Cursor{}); err != nil || len(list.Items) > 0 {
				t.Fatalf("a filter tells blind amounts: %+v %v", list.Items, err)
			}
		}
		ahead, err := h.Prefetch(t.Context(), h.alice, desk.TaskFilter{Deposit: docs[0].DepositID}, 2)
		if err != nil || len(ahead) != 2 {
			t.Fatal(ahead, err)
		}
		see("prefetched", ahead)
		look(h.alice)
		look(h.sophie)
		task, err := h.Take(t.Context(), h.alice, ahead[1].ID)
		if err != nil || task.Document != docs[1].ID {
			t.Fatal(task, err)
		}
		see("taken", task)
		k, err := h.key(h.alice, task, "amount", "1,00", 1)
		if err != nil || k.Outcome != review.Again {
			t.Fatal(k, err)
		}
		see("keyed", k)
		look(h.alice)
		if k, err = h.key(h.alice, task, "amount", french, 2); err != nil || k.Outcome != review.Compare || len(k.Readings) == 0 {
			t.Fatal(k, err)
		}
		look(h.sophie) // what alice may see now, another may not
		if v, err := h.Document(t.Context(), h.alice, docs[1].ID); err != nil || v.Understanding.Value("amount") != decimal(minor) {
			t.Fatal("who keyed it may see it", err)
		}
		h.sql("UPDATE tasks SET state = 'cancelled', lease_until = NULL WHERE state = 'open'; DELETE FROM unit_clerks")
	}
}
