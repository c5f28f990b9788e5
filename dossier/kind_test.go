package dossier

import (
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

// The examples in the kinds' own files are their specification.
func TestKindsDoAsTheirExamplesSay(t *testing.T) {
	if len(Kinds()) < 2 {
		t.Fatal("kinds are missing")
	}
	for _, k := range Kinds() {
		if len(k.Examples) == 0 {
			t.Errorf("%s has no examples", k.Name)
		}
		for _, e := range k.Examples {
			t.Run(k.Name+"/"+e.Name, func(t *testing.T) {
				now := day(t, e.Now)
				var docs []Piece
				for i, d := range e.Documents {
					p := Piece{Document: string(rune('a' + i)), Type: d.Type, State: d.State, Understanding: bordereau.Understanding{Type: d.Type}}
					if p.State == "" {
						p.State = bordereau.Archived
					}
					if d.Received != "" {
						p.ReceivedAt = day(t, d.Received)
					}
					for name, value := range d.Fields {
						p.Understanding.Fields = append(p.Understanding.Fields, bordereau.Field{Name: name, Value: value, Status: bordereau.Proved})
					}
					docs = append(docs, p)
				}
				lines := Checklist(k, Dossier{Kind: k.Name, Facts: e.Facts}, docs, now)
				got := map[string]LineState{}
				for _, l := range lines {
					got[l.Piece] = l.State
					if l.Why == "" || l.Title == "" {
						t.Errorf("%s is not explained: %+v", l.Piece, l)
					}
				}
				for piece, want := range e.Want {
					if got[piece] != want {
						t.Errorf("%s is %q, want %q: %+v", piece, got[piece], want, lines)
					}
				}
				complete := true
				for _, s := range got {
					complete = complete && s == Satisfied
				}
				if Complete(lines) != complete {
					t.Error("complete")
				}
			})
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
		"unknown key":        good + "colour: red\n",
		"unknown type":       strings.Replace(good, "[letter]", "[letters]", 1),
		"unknown need":       strings.Replace(good, "mandatory", "perhaps", 1),
		"no conditions":      strings.Replace(good, "mandatory", "conditional", 1),
		"not explained":      strings.Replace(good, "need: mandatory", "need: conditional, when: {remote: true}", 1),
		"retention":          strings.Replace(good, "kyc", "ever", 1),
		"fresh, no date":     strings.Replace(good, "need: mandatory", "need: mandatory, fresh_days: 3", 1),
		"for whom":           strings.Replace(good, "[person]", "[animal]", 1),
		"unknown crosscheck": good + "cross_checks:\n- {rule: same_hat, pieces: [a, a]}\n",
		"lost crosscheck":    good + "cross_checks:\n- {rule: same_name, pieces: [a, b]}\n",
		"deadline":           good + "deadlines:\n- {name: d, event: opened, days: 7, calendar: lunar, valid_from: \"2020-01-01\", source: s}\n",
		"no version":         strings.Replace(good, "version: 1", "version: 0", 1),
		"nothing":            "",
	} {
		if _, err := ParseKind([]byte(bad)); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseKind(f *testing.F) {
	for _, name := range []string{"account_opening", "cheque_remittance"} {
		data, err := kindFiles.ReadFile("kinds/" + name + ".yaml")
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
			Checklist(k, Dossier{}, []Piece{{Type: bordereau.Letter, State: bordereau.Archived}}, time.Unix(0, 0))
		}
	})
}

func TestCalendars(t *testing.T) {
	for _, c := range []struct {
		calendar Calendar
		from     string
		days     int
		want     string
	}{
		{CalendarDays, "2026-11-23", 7, "2026-11-30"},
		{Ouvrables, "2026-11-21", 1, "2026-11-23"}, // Saturday, then Monday
		{Ouvres, "2026-11-20", 1, "2026-11-23"},
		{Ouvres, "2026-05-13", 1, "2026-05-15"}, // Ascension
		{Ouvres, "2026-04-03", 1, "2026-04-07"}, // over Easter Monday
		{Target, "2026-04-02", 1, "2026-04-07"}, // over Good Friday and Easter Monday
		{Target, "2026-07-13", 1, "2026-07-14"}, // TARGET knows no 14 July
		{Ouvres, "2026-07-13", 1, "2026-07-15"},
		{Ouvrables, "2026-12-24", 2, "2026-12-28"},
	} {
		if got := c.calendar.Add(day(t, c.from), c.days).Format(time.DateOnly); got != c.want {
			t.Errorf("%s %s + %d: %s, want %s", c.calendar, c.from, c.days, got, c.want)
		}
	}
	for year, want := range map[int]string{2000: "2000-04-23", 2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2038: "2038-04-25"} {
		if got := easter(year).Format(time.DateOnly); got != want {
			t.Errorf("Easter %s, want %s", got, want)
		}
	}
}

func TestObligations(t *testing.T) {
	k, _ := KindNamed("account_opening")
	got := k.Obligations(map[string]time.Time{"opened": day(t, "2026-11-23"), "issued": day(t, "2026-11-23")})
	if len(got) != 1 || got[0].Name != "ficoba_opening" || got[0].Due.Format(time.DateOnly) != "2026-11-30" || got[0].Source == "" {
		t.Errorf("%+v", got)
	}
	if old := k.Obligations(map[string]time.Time{"opened": day(t, "1999-01-01")}); len(old) != 0 {
		t.Errorf("a rule before its time: %+v", old)
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
