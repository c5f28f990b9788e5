package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

const oppositionHead = "interbank_zone;internal_zone;cheque_number;answer;since\n"

func opposed(t *testing.T, rows ...string) *desk.OppositionList {
	t.Helper()
	l, err := desk.ReadOppositions(strings.NewReader(oppositionHead + strings.Join(rows, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTheGravestOppositionAnswers(t *testing.T) {
	t.Parallel()
	account := zone + ";" + inner + ";"
	l := opposed(t, account+"0048541;red;2026-03-12", account+"0048500-0048599;orange;2026-02-01", account+"0048590-0048600;orange;2026-01-01",
		account+"0048700;white;2026-01-01", account+"0048701;green;2026-01-01", "000000000000;"+inner+";0048541;green;2026-01-01")
	for number, want := range map[string]desk.Opposition{
		"0048541": {Answer: desk.Red, Since: time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)},
		"0048500": {Answer: desk.Orange, Since: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)},
		"0048599": {Answer: desk.Orange, Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		"0048600": {Answer: desk.Orange, Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		"0048499": {Answer: desk.Green}, "0048601": {Answer: desk.Green},
		"0048700": {Answer: desk.White, Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if got := l.Consult(desk.Instrument{Zone: zone, Internal: inner, Number: number}); got != want {
			t.Errorf("%s: %+v, want %+v", number, got, want)
		}
	}
	if got := l.Consult(desk.Instrument{Zone: "000000000001", Internal: inner, Number: "0048541"}); got.Answer != desk.Green {
		t.Error(got)
	}
}

func TestAListOfOppositionsIsReadWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	good := zone + ";" + inner + ";0048541;red;2026-03-12\n"
	for _, s := range []string{"\ufeff" + oppositionHead + good, oppositionHead, oppositionHead + strings.ReplaceAll(good, "\n", "\r\n")} {
		if _, err := desk.ReadOppositions(strings.NewReader(s)); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for bad, says := range map[string]string{
		"": "first line", good: "first line", strings.ReplaceAll(oppositionHead, ";", ","): "first line",
		oppositionHead + good + strings.Replace(good, zone, "75000004908", 1):        "line 3",
		oppositionHead + strings.Replace(good, inner, "24141051898X", 1):             "no cheque",
		oppositionHead + strings.Replace(good, inner, "241410518989A 1234567890", 1): "no cheque",
		oppositionHead + strings.Replace(good, "0048541", "48541", 1):                "no cheque",
		oppositionHead + strings.Replace(good, "0048541", "0048541-", 1):             "no cheque",
		oppositionHead + strings.Replace(good, "0048541", "0048541-0048540", 1):      "ends before",
		oppositionHead + strings.Replace(good, "red", "not_consulted", 1):            "not_consulted",
		oppositionHead + strings.Replace(good, "red", "Red", 1):                      `"Red"`,
		oppositionHead + strings.Replace(good, "2026-03-12", "12/03/2026", 1):        "12/03/2026",
		oppositionHead + strings.Replace(good, ";2026-03-12", "", 1):                 "line 2",
		oppositionHead + strings.Replace(good, "red", `"red`, 1):                     "line",
	} {
		if l, err := desk.ReadOppositions(strings.NewReader(bad)); l != nil || err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", bad, err, says)
		}
	}
}

func TestOppositionsAreConsultedWhenAChequeIsSettled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	none := h.bring(bordereau.Deposit{}, slip(1, "10.00"), withLine("10.00", "0048501"))
	h.mustSay(none[1], "opposition", bordereau.Inconclusive, "aucun fichier")
	if got := h.states(none); got != "decided decided" {
		t.Error("who has no list is not stopped:", got)
	}
	account := zone + ";" + inner + ";"
	h.Oppositions = opposed(t, account+"0048502;red;2026-03-12", account+"0048503;orange;2026-03-13", account+"0048504;white;2026-03-14")
	docs := h.bring(bordereau.Deposit{}, slip(5, "50.00"), withLine("10.00", "0048502"), withLine("10.00", "0048503"),
		withLine("10.00", "0048504"), withLine("10.00", "0048505"), withoutLine("10.00"))
	h.mustSay(docs[1], "opposition", bordereau.Failed, "rouge", "12/03/2026")
	h.mustSay(docs[2], "opposition", bordereau.Failed, "orange", "13/03/2026")
	h.mustSay(docs[3], "opposition", bordereau.Inconclusive, "blanche")
	h.mustSay(docs[4], "opposition", bordereau.Passed)
	h.mustSay(docs[5], "opposition", bordereau.Inconclusive, "pas lue")
	if got := h.states(docs); got != "decided to_review to_review decided decided to_review" {
		t.Error(got)
	}
	if why := h.reasons(docs[1]); len(why) != 1 || why[0].Rule != "check_failed:opposition" || !strings.HasPrefix(why[0].Sentence, "Ce chèque est signalé irrégulier") {
		t.Errorf("%+v", why)
	}

	// Who types the line of a cheque under opposition learns of it before it counts.
	task := h.taskOf(h.alice, docs[5])
	if doc := h.must(h.alice, task, desk.Decision{Action: desk.Confirm, Fields: map[string]string{"code_line": strings.Replace(line0, number, "0048502", 1)}}); doc.State != bordereau.ToReview {
		t.Error(doc.State)
	}
	if why := h.reasons(docs[5]); !slices.ContainsFunc(why, func(r desk.Reason) bool { return r.Rule == "check_failed:opposition" }) {
		t.Errorf("%+v", why)
	}

	// A process without the list takes no answer back; a person may still decide.
	h.Oppositions = nil
	if doc := h.must(h.alice, h.taskOf(h.alice, docs[1]), desk.Decision{Action: desk.Confirm}); doc.State != bordereau.Decided {
		t.Error(doc.State)
	}
	h.mustSay(docs[1], "opposition", bordereau.Failed, "rouge")
}
