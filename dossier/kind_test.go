package dossier

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The examples in the kinds' own files are their specification: each has one that
// is wanting and one that a person has to look at.
func TestKindsDoAsTheirExamplesSay(t *testing.T) {
	if len(Kinds()) < 11 {
		t.Fatal("kinds are missing")
	}
	for _, k := range Kinds() {
		wanted := map[LineState]bool{}
		for i, o := range k.RunExamples() {
			for _, wrong := range o.Wrong {
				t.Errorf("%s, %s: %s", k.Name, o.Example, wrong)
			}
			for _, state := range k.Examples[i].Want {
				wanted[state] = true
			}
		}
		if len(k.Examples) < 3 || !wanted[Satisfied] || !wanted[Missing] || !wanted[Inconclusive] {
			t.Errorf("%s: %d examples, wanting %v", k.Name, len(k.Examples), wanted)
		}
	}
}

// No value of the table is there for nothing, and every piece has an English title.
func TestValuesAndTitlesAreUsed(t *testing.T) {
	var all strings.Builder
	for _, k := range Kinds() {
		data, err := kindFiles.ReadFile("kinds/" + k.Name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
		for _, p := range k.Pieces {
			if p.TitleEn == "" {
				t.Errorf("%s: %s has no title_en", k.Name, p.Name)
			}
		}
	}
	for _, room := range []string{"../classify", "../desk"} { // what papers are held against
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			all.Write(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range Values() {
		if !regexp.MustCompile(`\b` + v.Name + `\b`).MatchString(all.String()) {
			t.Errorf("neither a type of dossier nor a check of papers uses the value %s", v.Name)
		}
	}
}

// An example that is wrong is found to be.
func TestAWrongExampleIsNamed(t *testing.T) {
	data, err := kindFiles.ReadFile("kinds/mortgage.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for was, is := range map[string]string{
		"reflection: missing}":                  "reflection: satisfied}",
		`due: {acceptance: "2026-11-13"`:        `due: {acceptance: "2026-11-12"`,
		"family: absent":                        "family: missing",
		"{payslips: missing, ":                  "{payslips: absent, ",
		`offer_held: "2026-12-02"`:              "offer_held: none",
		`reçue", fields: {date: "2026-11-13"}}`: `reçue", fields: {date: "2026-11-12"}}`,
		"Je soussigné accepte":                  "Je soussigné refuse",
	} {
		k, err := ParseKind([]byte(strings.Replace(string(data), was, is, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(k.RunExamples(), func(o Outcome) bool { return len(o.Wrong) > 0 }) {
			t.Errorf("%s passes", is)
		}
	}
}

func TestRejectedPiecesDoNotCount(t *testing.T) {
	k, _ := KindNamed("cheque_remittance")
	slip := Piece{Document: "a", Type: bordereau.RemittanceSlip, State: bordereau.Rejected}
	if l := Checklist(k, Dossier{}, []Piece{slip}, time.Now())[0]; l.State != Missing || len(l.Documents) != 0 {
		t.Errorf("%+v", l)
	}
	if _, ok := KindNamed("nothing"); ok {
		t.Error("found")
	}
}

func TestParseKindIsStrict(t *testing.T) {
	good := "kind: x\nversion: 1\ntitle: X\nfor: [person]\nretention: kyc\npieces:\n- {name: a, title: A, types: [letter], need: mandatory}\n"
	if _, err := ParseKind([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"unknown key":          good + "colour: red\n",
		"unknown type":         strings.Replace(good, "[letter]", "[letters]", 1),
		"unknown need":         strings.Replace(good, "mandatory", "perhaps", 1),
		"no conditions":        strings.Replace(good, "mandatory", "conditional", 1),
		"not explained":        strings.Replace(good, "need: mandatory", "need: conditional, when: remote", 1),
		"not a condition":      strings.Replace(good, "need: mandatory", "need: conditional, when: {remote: true}", 1),
		"retention":            strings.Replace(good, "kyc", "ever", 1),
		"fresh, no date":       strings.Replace(good, "need: mandatory", "need: mandatory, fresh: address_age", 1),
		"no such delay":        strings.Replace(good, "need: mandatory", "need: mandatory, fresh: ever, date_fields: [date]", 1),
		"an amount as delay":   strings.Replace(good, "need: mandatory", "need: mandatory, fresh: estate_ceiling, date_fields: [date]", 1),
		"two types":            good + "---\n" + good,
		"for whom":             strings.Replace(good, "[person]", "[animal]", 1),
		"unknown crosscheck":   good + "cross_checks:\n- {rule: same_hat, pieces: [a, a]}\n",
		"lost crosscheck":      good + "cross_checks:\n- {rule: same_name, pieces: [a, b]}\n",
		"deadline":             good + "deadlines:\n- {name: d, title: D, event: opened, within: lunar}\n",
		"unheard event":        good + "deadlines:\n- {name: d, title: D, event: b.received, within: ficoba}\n",
		"written to":           good + "write_to:\n- {who: priest, from: customers}\n",
		"written from":         good + "write_to:\n- {who: heir, from: a}\n",
		"no notary":            good + "write_to:\n- {who: notary}\n",
		"written when":         good + "write_to:\n- {who: heir, when: dead}\n",
		"deceased":             good + "deceased: [b.deceased]\n",
		"no version":           strings.Replace(good, "version: 1", "version: 0", 1),
		"date not read":        strings.Replace(good, "need: mandatory", "need: mandatory, fresh: address_age, date_fields: [issue_date]", 1),
		"checks the unread":    good + "cross_checks:\n- {rule: same_value, title: S, pieces: [a.subject, a.iban]}\n",
		"compares the unread":  good + "cross_checks:\n- {rule: same_birth_date, title: S, pieces: [a, a]}\n",
		"due of the unread":    good + "deadlines:\n- {name: d, title: D, event: a.received_date, within: ficoba}\n",
		"writes to the unread": good + "write_to:\n- {who: heir, from: a.heirs}\n",
		"dead of the unread":   good + "deceased: [a.deceased]\n",
		"example unread":       good + "examples:\n- {name: e, now: \"2026-11-23\", documents: [{type: letter, fields: {amount: \"1\"}}], want: {a: satisfied}}\n",
		"nothing":              "",
	} {
		if _, err := ParseKind([]byte(bad)); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseKind(f *testing.F) {
	for _, k := range Kinds() {
		data, err := kindFiles.ReadFile("kinds/" + k.Name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		if k, err := ParseKind(data); err == nil {
			k.RunExamples()
			Checklist(k, Dossier{}, []Piece{{Type: bordereau.Letter, State: bordereau.Archived}}, time.Unix(0, 0))
		} else if err.Error() == "" {
			t.Error("refused without a reason")
		}
	})
}

func TestObligations(t *testing.T) {
	k, _ := KindNamed("account_opening")
	got := k.Obligations(Dossier{}, []Happening{{Event: "account_opened", Day: day(t, "2026-11-23")}, {Event: "issued", Day: day(t, "2026-11-23")}}, nil)
	if len(got) != 1 || got[0].Name != "ficoba_opening" || got[0].Due.Format(time.DateOnly) != "2026-11-30" || got[0].Source == "" {
		t.Errorf("%+v", got)
	}
	if old := k.Obligations(Dossier{}, []Happening{{Event: "account_opened", Day: day(t, "1999-01-01")}}, nil); len(old) != 0 {
		t.Errorf("a rule before its time: %+v", old)
	}
	// What was not read in the law itself says so.
	k, _ = KindNamed("consumer_credit")
	for at, confirm := range map[string]bool{"2026-11-19": false, "2026-11-20": true} {
		for _, o := range k.Obligations(Dossier{}, []Happening{{Event: "accepted", Day: day(t, at)}}, nil) {
			if o.ToConfirm != confirm || strings.Contains(o.Source, "à confirmer") != confirm {
				t.Errorf("accepted on %s: %+v", at, o)
			}
		}
	}
	// A document that was refused sets nothing off.
	k, _ = KindNamed("complaint")
	p := Piece{Document: "a", Type: bordereau.Complaint, State: bordereau.Rejected, ReceivedAt: day(t, "2026-11-02")}
	if got := k.Obligations(Dossier{}, nil, []Piece{p}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// A broken file is refused with the line and the rule that it breaks.
func TestABrokenFileNamesItsLine(t *testing.T) {
	good := "kind: x\nversion: 1\ntitle: X\nfor: [person]\nretention: kyc\nconditions:\n  remote: à distance\npieces:\n- name: a\n  title: A\n  types: [letter]\n  need: conditional\n  when: remote\n"
	if _, err := ParseKind([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ was, is, line, rule string }{
		{"[letter]", "[letters]", "line 11", `"letters" is not known`},
		{"need: conditional", "need: perhaps", "line 12", "instead of mandatory"},
		{"when: remote", "when: remote and minor", "line 13", `"minor" is not explained`},
		{"when: remote", "when: remote and", "line 13", "ends too soon"},
		{"when: remote", "when: (remote", "line 13", "parenthesis"},
		{"when: remote", "when: a.amount", "line 13", "compared"},
		{"when: remote", "when: a.amount > value.ever", "line 13", `no amount "ever"`},
		{"when: remote", "when: b.amount > 3", "line 13", "not a piece"},
		{"when: remote", "when: " + strings.Repeat("(", 40) + "remote" + strings.Repeat(")", 40), "line 13", "too deep"},
		{"retention: kyc", "retention: ever", "line 5", `"ever" is not known`},
		{"version: 1", "colour: red", "line 2", "colour"},
		{"when: remote", "when: a.amount > 3", "line 13", `"amount" is read of no document`},
		{"when: remote", "when: sum(a.loan_amount) > 3", "line 13", `"loan_amount" is read of no document`},
		{"  need:", "  valid_field: expiry_date\n  need:", "line 12", `"expiry_date" is read of no document`},
		{"kind: x", "kind: [", "line ", "yaml"},
	} {
		_, err := ParseKind([]byte(strings.Replace(good, c.was, c.is, 1)))
		if err == nil || !strings.Contains(err.Error(), c.line) || !strings.Contains(err.Error(), c.rule) {
			t.Errorf("%s: %v, want %s and %s", c.is, err, c.line, c.rule)
		}
	}
}

func TestConditionsKnowThreeAnswers(t *testing.T) {
	kind := Kind{Pieces: []PieceRule{{Name: "a", Types: []bordereau.Type{bordereau.LoanOffer}}}}
	doc := func(state bordereau.State, amount string) Piece {
		return Piece{Type: bordereau.LoanOffer, State: state, Understanding: bordereau.Understanding{Fields: []bordereau.Field{{Name: "amount", Value: amount}, {Name: "side", Value: "buy"}}}}
	}
	v := filedIn(kind, Dossier{Facts: map[string]bool{"yes": true}}, []Piece{doc(bordereau.Archived, "10.50"), doc(bordereau.Archived, "2")}, day(t, "2026-11-23"))
	for text, want := range map[string]truth{
		"yes": yes, "never": no, "not never and yes": yes, "never or yes and never": no, "(never or yes) and yes": yes,
		"a.amount > 10": yes, "a.amount <= 10.50": yes, "a.amount != 10.5": no, "sum(a.amount) = 12.5": yes, "count(a) = 2": yes,
		"a.side = 'buy'": yes, "a.side = 'sell'": no, "a.side > 3": open, "a.rate > 3": open, "a.rate > 3 or yes": yes, "a.rate > 3 and never": no, "credit(a.amount) = 12.5": yes,
		"not a.rate > 3": open, "rows(a) > 0": open, "a.amount < value.estate_ceiling": yes, "sum(a.side) > 1": open,
	} {
		c, err := parseCondition(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := c.holds(v); got != want {
			t.Errorf("%s is %d, want %d", text, got, want)
		}
	}
	v.docs = []Piece{doc(bordereau.InReview, "10.50")}
	if c, _ := parseCondition("a.amount > 10"); c.holds(v) != open {
		t.Error("a value that nothing proves decides")
	}
}

func TestShares(t *testing.T) {
	for text, want := range map[string]string{"1/4": "1/4", " 3 / 8 ": "3/8", "25 %": "1/4", "0,5": "1/2", "1": "1", "1/0": "", "moitié": "", "-1/2": "", "1e9": ""} {
		got, ok := shareOf(text)
		if ok != (want != "") || ok && got.RatString() != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestRetention(t *testing.T) {
	for _, c := range []struct {
		kind        bordereau.Type
		start, want string
	}{
		{bordereau.IdentityCard, "2026-11-23", "2031-11-23"},
		{bordereau.Cheque, "2026-03-01", "2036-12-31"},
		{bordereau.Invoice, "2026-03-01", "2036-12-31"}, // ten years of the books, not six of the tax
		{bordereau.Complaint, "2024-02-29", "2029-03-01"},
		{"nothing_known", "2026-11-23", "2031-11-23"},
		{bordereau.IdentityCard, "1990-01-01", "1995-01-01"},
	} {
		until, source := RetainUntil(c.kind, day(t, c.start))
		if until.Format(time.DateOnly) != c.want || source == "" {
			t.Errorf("%s from %s: %s (%s), want %s", c.kind, c.start, until.Format(time.DateOnly), source, c.want)
		}
	}
	for _, kind := range bordereau.Types {
		if len(RetentionFor(kind, day(t, "2026-11-23"))) == 0 {
			t.Errorf("%s is not in the table", kind)
		}
	}
	if !slices.ContainsFunc(RetentionFor(bordereau.Invoice, day(t, "2026-11-23")), func(r RetentionRule) bool { return r.Source == "LPF L102 B" }) {
		t.Error("the tax rule is gone")
	}
	for _, bad := range []string{"- {class: x}", "- {class: kyc, types: [nothing], start: s, years: 1, valid_from: \"2020-01-01\", source: s}", "- {colour: x}", "x"} {
		if _, err := parseRetention([]byte(bad)); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
}

// Of documents of other types than a kind names the text changes nothing, so that it need
// not be read: every example comes to the same without it.
func TestOnlyToldTypesAreAskedWhatTheySay(t *testing.T) {
	texts := 0
	for _, k := range Kinds() {
		told := k.ToldByWords()
		for _, x := range k.Examples {
			for _, d := range x.Documents {
				if d.Text != "" && !slices.Contains(told, d.Type) {
					t.Errorf("%s: an example's %s is told by its text, and none of the type is asked", k.Name, d.Type)
				}
				if d.Text != "" {
					texts++
				}
			}
		}
	}
	if texts < 5 {
		t.Errorf("only %d examples have a text", texts)
	}
	k := Kind{Pieces: []PieceRule{{Name: "a", Types: []bordereau.Type{bordereau.Letter}, Says: []string{"convention"}}, {Name: "b", Types: []bordereau.Type{bordereau.Payslip}}}}
	if got := k.ToldByWords(); !slices.Equal(got, []bordereau.Type{bordereau.Letter}) {
		t.Error(got)
	}
}
