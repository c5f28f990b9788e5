package dossier

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"bordereau"
	"github.com/google/go-cmp/cmp"
)

const iban1, iban2 = "FR7630001000644919009562088", "FR1420041010050500013M02606"

func read(r io.Reader, format string) ([]Record, error) {
	var out []Record
	for rec, err := range ParseCustomers(r, format) {
		if err != nil {
			return out, err
		}
		out = append(out, rec)
	}
	return out, nil
}

func TestParseCustomersCSVAndJSON(t *testing.T) {
	csv := strings.Join(Columns, ",") + "\r\n" +
		`C1,person,Dupont,Jean,,,1974-08-12,,"12 rue du Port, 44000 Nantes",` + iban1 + ",EUR,Compte joint\r\n" +
		`C2,person,Martin,Léa,Dupont,,1980-01-02,,,` + iban1 + ",EUR,Compte joint\r\n" +
		`C3,company,,,,Boulangerie du Port SARL,,732829320,,` + iban2 + ",,\r\n" +
		"C4,person,Seul,Sans Compte,,,,,,,,\r\n"
	got, err := read(strings.NewReader(csv), "csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []Record{
		{2, Customer{Ref: "C1", Kind: Person, Surname: "Dupont", GivenNames: "Jean", BirthDate: "1974-08-12", Address: "12 rue du Port, 44000 Nantes"}, &Account{iban1, "EUR", "Compte joint", []string{"C1"}}},
		{3, Customer{Ref: "C2", Kind: Person, Surname: "Martin", GivenNames: "Léa", UsageName: "Dupont", BirthDate: "1980-01-02"}, &Account{iban1, "EUR", "Compte joint", []string{"C2"}}},
		{4, Customer{Ref: "C3", Kind: Company, CompanyName: "Boulangerie du Port SARL", Siren: "732829320"}, &Account{iban2, "EUR", "", []string{"C3"}}},
		{5, Customer{Ref: "C4", Kind: Person, Surname: "Seul", GivenNames: "Sans Compte"}, nil},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	semicolon := "\xEF\xBB\xBFcustomer_ref;kind;surname;given_names\nC1;person;Dupont;Jean\n"
	if got, err := read(strings.NewReader(semicolon), "csv"); err != nil || len(got) != 1 || got[0].Customer.Surname != "Dupont" {
		t.Error(got, err)
	}
	lines := `{"customer_ref":"C1","kind":"person","surname":"Dupont","given_names":"Jean","siren":null}` + "\n\n" +
		`{"customer_ref":"C1","kind":"person","surname":"Dupont","given_names":"Jean","iban":"` + iban1 + `","currency":"EUR"}`
	got, err = read(strings.NewReader(lines), "jsonl")
	if err != nil || len(got) != 2 || got[1].Line != 3 || got[1].Account.IBAN != iban1 {
		t.Error(got, err)
	}
}

func TestParseCustomersErrorsNameLineAndColumn(t *testing.T) {
	head := "customer_ref,kind,surname,given_names,birth_date,siren,company_name,iban,currency,account_label\n"
	good := "C1,person,Dupont,Jean,,,,,,\n"
	for name, c := range map[string]struct{ format, text, want string }{
		"empty":             {"csv", "", "line 1: the list is empty"},
		"unknown column":    {"csv", "customer_ref,kind,colour\n", "line 1, column colour: there is no such column"},
		"column twice":      {"csv", "customer_ref,kind,kind\n", "line 1, column kind: the column comes twice"},
		"column missing":    {"csv", "customer_ref\n", "line 1, column kind: the column is missing"},
		"too few values":    {"csv", head + good + "C2,person\n", "line 3: the row has not as many values"},
		"bad date":          {"csv", head + good + "C2,person,Martin,Léa,12/08/1974,,,,,\n", "line 3, column birth_date:"},
		"bad IBAN":          {"csv", head + "C2,person,Martin,Léa,,,,FR7630001000644919009562089,EUR,\n", "line 2, column iban:"},
		"bad currency":      {"csv", head + "C2,person,Martin,Léa,,,," + iban1 + ",FRF,\n", "line 2, column currency:"},
		"bad kind":          {"csv", head + "C2,firm,Martin,Léa,,,,,,\n", "line 2, column kind:"},
		"no name":           {"csv", head + "C2,person,,Léa,,,,,,\n", "line 2, column surname:"},
		"bad SIREN":         {"csv", head + "C2,company,,,,123456789,Martin SA,,,\n", "line 2, column siren:"},
		"no reference":      {"csv", head + ",person,Martin,Léa,,,,,,\n", "line 2, column customer_ref:"},
		"spaces":            {"csv", head + "C2,person, Martin,Léa,,,,,,\n", "line 2, column surname: spaces"},
		"not UTF-8":         {"csv", head + "C2,person,Mart\xffin,Léa,,,,,,\n", "line 2, column surname: the text is not UTF-8"},
		"label no account":  {"csv", head + "C2,person,Martin,Léa,,,,,,Livret\n", "line 2, column iban:"},
		"quote":             {"csv", head + "C2,person,\"Martin,Léa,,,,,,\n", "line "},
		"endless quote":     {"csv", head + "C2,person,\"" + strings.Repeat("x\n", 200_000), "longer than"},
		"contradicts":       {"csv", head + good + "C1,person,Dupond,Jean,,,,,,\n", "line 3, column customer_ref: the customer is not described as on line 2"},
		"account differs":   {"csv", head + "C1,person,Dupont,Jean,,,," + iban1 + ",EUR,A\n" + "C2,person,Martin,Léa,,,," + iban1 + ",EUR,B\n", "line 3, column iban: the account is not described as on line 2"},
		"json array":        {"jsonl", "[]", "line 1: the row is not a JSON object"},
		"json number":       {"jsonl", `{"customer_ref":1}`, "line 1, column customer_ref: the value is not a string"},
		"json nested":       {"jsonl", `{"customer_ref":{}}`, "line 1, column customer_ref: the value is not a string"},
		"json twice":        {"jsonl", `{"kind":"a","kind":"b"}`, "line 1, column kind: the column comes twice"},
		"json unknown":      {"jsonl", `{"colour":"a"}`, "line 1, column colour: there is no such column"},
		"json tail":         {"jsonl", `{"kind":"person"} {}`, "line 1: something follows"},
		"json cut":          {"jsonl", `{"kind":"person"`, "line 1: the object does not end"},
		"json long":         {"jsonl", strings.Repeat(" ", 70_000), "line 1: the row is longer"},
		"unknown format":    {"xml", "", "the format"},
		"control character": {"jsonl", `{"customer_ref":"C1","kind":"person","surname":"Du\u0000pont","given_names":"Jean"}`, "line 1, column surname: surname holds a control character"},
	} {
		_, err := read(strings.NewReader(c.text), c.format)
		if err == nil || !strings.Contains(err.Error(), c.want) || bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestParseCustomersStopsWhenAsked(t *testing.T) {
	n := 0
	for range ParseCustomers(strings.NewReader("customer_ref,kind,surname,given_names\nA,person,B,C\nD,person,E,F\n"), "csv") {
		n++
		break
	}
	if n != 1 {
		t.Fatal(n)
	}
}

func TestParseCustomersStreams(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		fmt.Fprintln(w, "customer_ref,kind,surname,given_names")
		for i := range 20_000 {
			fmt.Fprintf(w, "C%d,person,Dupont,Jean\n", i)
		}
		w.Close()
	}()
	records, err := read(r, "csv")
	if err != nil || len(records) != 20_000 || records[19_999].Line != 20_001 {
		t.Fatal(len(records), err)
	}
}

func FuzzParseCustomers(f *testing.F) {
	f.Add("csv", "customer_ref,kind,surname,given_names,iban\nC1,person,Dupont,Jean,"+iban1+"\n")
	f.Add("jsonl", `{"customer_ref":"C1","kind":"company","company_name":"Port SA"}`)
	f.Add("csv", "customer_ref;kind\n\"a\"\"\n;")
	f.Fuzz(func(t *testing.T, format, text string) {
		records, err := read(strings.NewReader(text), format)
		if err != nil && bordereau.CodeOf(err) != bordereau.Invalid {
			t.Fatal(err)
		}
		for _, r := range records {
			if err := r.Customer.Validate(); err != nil {
				t.Fatal(err)
			}
			if r.Account != nil && r.Account.Validate() != nil {
				t.Fatal(r)
			}
		}
	})
}
