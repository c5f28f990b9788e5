package entry_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bordereau"
	"bordereau/entry"
)

var update = flag.Bool("update", false, "write the golden files anew")

func accounts(t testing.TB) *entry.Accounts {
	t.Helper()
	a, err := entry.DefaultAccounts()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEveryEntryBalances(t *testing.T) {
	a := accounts(t)
	rapid.Check(t, func(t *rapid.T) {
		minors := rapid.SliceOfN(rapid.Int64Range(1, 1<<45), 1, 60).Draw(t, "minors")
		amounts := make([]entry.Amount, len(minors))
		for i, m := range minors {
			amounts[i] = entry.Amount{DocumentID: fmt.Sprint(i), Minor: m}
		}
		r := entry.Record{EntryID: "e", Number: 7, BusinessDay: "2026-11-23", Currency: "EUR", DecidedAt: time.Unix(1, 2345).UTC(),
			References: map[string]string{"motif": rapid.String().Draw(t, "motif")}}
		var err error
		if rapid.Bool().Draw(t, "transfer") {
			r.Kind = entry.Transfer
			r.Lines, r.AmountMinor, err = a.TransferOrder("FR7630001007941234567890185", amounts[0])
		} else {
			r.Kind = entry.ChequeRemittance
			r.Lines, r.AmountMinor, err = a.Remittance("FR7630001007941234567890185", "slip", amounts)
			if len(r.Lines) != len(amounts)+1 {
				t.Fatalf("%d lines for %d cheques", len(r.Lines), len(amounts))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []entry.Record{r, r.Reverse("erreur")} {
			if err := x.Check(); err != nil {
				t.Fatal(err)
			}
			var debit, credit int64
			for _, l := range x.Lines {
				debit, credit = debit+l.Debit, credit+l.Credit
			}
			if debit != credit || debit != x.AmountMinor {
				t.Fatalf("debit %d credit %d amount %d", debit, credit, x.AmountMinor)
			}
			body, digest, err := x.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			// What a database does to JSON (blanks, order of keys) changes nothing.
			var loose bytes.Buffer
			if err := json.Indent(&loose, body, " ", "\t"); err != nil {
				t.Fatal(err)
			}
			out, err := entry.Delivered(loose.Bytes(), digest)
			if err != nil {
				t.Fatal(err)
			}
			var m map[string]any
			if err := json.Unmarshal(out, &m); err != nil || m["content_sha256"] != digest {
				t.Fatalf("delivered %s: %v", out, err)
			}
			back, err := entry.Parse(body)
			if err != nil {
				t.Fatal(err)
			}
			if _, again, err := back.Canonical(); err != nil || again != digest {
				t.Fatalf("a record read back has digest %s, not %s (%v)", again, digest, err)
			}
		}
	})
}

func TestARecordThatDoesNotBalanceHasNoDigest(t *testing.T) {
	good := entry.Record{Currency: "EUR", AmountMinor: 5, Lines: []entry.Line{{Account: "a", Debit: 5}, {Account: "b", Credit: 5}}}
	cases := map[string]func(*entry.Record){
		"amount":           func(r *entry.Record) { r.AmountMinor = 4 },
		"one side":         func(r *entry.Record) { r.Lines[1].Credit = 6 },
		"no lines":         func(r *entry.Record) { r.Lines, r.AmountMinor = nil, 0 },
		"both sides":       func(r *entry.Record) { r.Lines[0].Credit = 5; r.Lines[1].Debit = 5 },
		"negative":         func(r *entry.Record) { r.Lines[0].Debit, r.Lines[1].Credit, r.AmountMinor = -5, -5, -5 },
		"no account":       func(r *entry.Record) { r.Lines[0].Account = "" },
		"unknown currency": func(r *entry.Record) { r.Currency = "XXX" },
		"past 2^53":        func(r *entry.Record) { r.Lines[0].Debit, r.Lines[1].Credit, r.AmountMinor = 1<<53, 1<<53, 1<<53 },
	}
	if _, _, err := good.Canonical(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range cases {
		r := good
		r.Lines = append([]entry.Line{}, good.Lines...)
		spoil(&r)
		if _, digest, err := r.Canonical(); err == nil || digest != "" {
			t.Errorf("%s: digest %q, error %v", name, digest, err)
		}
	}
}

func TestAChangedBodyIsNotDelivered(t *testing.T) {
	body, digest := sample(t)
	if _, err := entry.Delivered(bytes.Replace(body, []byte(`"debit_minor":4200`), []byte(`"debit_minor":4201`), 1), digest); err == nil {
		t.Error("a changed amount was delivered under the old digest")
	}
}

func sample(t *testing.T) (body []byte, digest string) {
	t.Helper()
	lines, sum, err := accounts(t).Remittance("FR7630001007941234567890185", "d0", []entry.Amount{{DocumentID: "d1", Minor: 4200}, {DocumentID: "d2", Minor: 123756}})
	if err != nil {
		t.Fatal(err)
	}
	box := bordereau.Box{X: 1, Y: 2, W: 3, H: 4}
	body, digest, err = entry.Record{EntryID: "01978f00-0000-7000-8000-000000000001", Number: 1204, BusinessDay: "2026-11-23", Kind: entry.ChequeRemittance,
		Dossier: "D-1", Customer: "C-1", Currency: "EUR", AmountMinor: sum, Lines: lines,
		Pieces:     []entry.Piece{{DocumentID: "d1", Type: bordereau.Cheque, SHA256: "ab", VersionID: "v", Page: 1, Box: &box}},
		References: map[string]string{"deposit": "p", "empty": ""},
		Proofs:     []entry.Proof{{DocumentID: "d1", Field: "amount", Kind: bordereau.ProofBalance, Detail: "équilibre"}},
		DecidedBy:  []string{"alice", "bob"}, DecidedAt: time.Date(2026, 11, 23, 10, 0, 0, 123456789, time.UTC)}.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return body, digest
}

func TestTheRecordKeepsItsForm(t *testing.T) {
	body, digest := sample(t)
	out, err := entry.Delivered(body, digest)
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/remittance.json"
	if *update {
		if err := os.WriteFile(golden, append(out, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(out)); diff != "" {
		t.Error(diff)
	}
}

func TestTheMappingOfAccountsIsStrict(t *testing.T) {
	good := "schema: 1\naccounts: {a: {number: '1', label: A}, b: {number: '2', label: B}}\nentries: {cheque_remittance: {debit: a, credit: b}, transfer: {debit: b, credit: a}}\n"
	if _, err := entry.ParseAccounts(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"unknown key":       good + "colour: red\n",
		"other schema":      strings.Replace(good, "schema: 1", "schema: 2", 1),
		"undeclared":        strings.Replace(good, "debit: a", "debit: z", 1),
		"no label":          strings.Replace(good, "label: A", "label: ''", 1),
		"unknown kind":      strings.Replace(good, "transfer:", "gift:", 1),
		"missing kind":      strings.Replace(good, ", transfer: {debit: b, credit: a}", "", 1),
		"unknown auxiliary": strings.Replace(good, "label: A", "label: A, auxiliary: name", 1),
		"empty":             "",
	} {
		if _, err := entry.ParseAccounts(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzParseAccounts(f *testing.F) {
	f.Add("schema: 1\naccounts: {a: {number: '1', label: A}}\n")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := entry.ParseAccounts(strings.NewReader(s)); err == nil {
			if _, _, err := a.Remittance("", "s", []entry.Amount{{DocumentID: "c", Minor: 1}}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAmountsThatCannotBeBooked(t *testing.T) {
	for _, minors := range [][]int64{{}, {0}, {-1}, {1, 0}, {entry.MaxMinor, 1}} {
		var amounts []entry.Amount
		for _, m := range minors {
			amounts = append(amounts, entry.Amount{DocumentID: "x", Minor: m})
		}
		if _, _, err := accounts(t).Remittance("", "s", amounts); bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%v: %v", minors, err)
		}
	}
}
