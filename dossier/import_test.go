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
		"empty":              {"csv", "", "ligne 1 : la liste est vide"},
		"unknown column":     {"csv", "customer_ref,kind,colour\n", "ligne 1, colonne colour : cette colonne n'existe pas"},
		"column twice":       {"csv", "customer_ref,kind,kind\n", "ligne 1, colonne kind : la colonne figure deux fois"},
		"column missing":     {"csv", "customer_ref\n", "ligne 1, colonne kind : la colonne manque"},
		"too few values":     {"csv", head + good + "C2,person\n", "ligne 3 : la ligne n'a pas autant de valeurs"},
		"bad date":           {"csv", head + good + "C2,person,Martin,Léa,12/08/1974,,,,,\n", "ligne 3, colonne birth_date :"},
		"bad IBAN":           {"csv", head + "C2,person,Martin,Léa,,,,FR7630001000644919009562089,EUR,\n", "ligne 2, colonne iban :"},
		"bad currency":       {"csv", head + "C2,person,Martin,Léa,,,," + iban1 + ",FRF,\n", "ligne 2, colonne currency :"},
		"bad kind":           {"csv", head + "C2,firm,Martin,Léa,,,,,,\n", "ligne 2, colonne kind :"},
		"no name":            {"csv", head + "C2,person,,Léa,,,,,,\n", "ligne 2, colonne surname :"},
		"bad SIREN":          {"csv", head + "C2,company,,,,123456789,Martin SA,,,\n", "ligne 2, colonne siren :"},
		"no reference":       {"csv", head + ",person,Martin,Léa,,,,,,\n", "ligne 2, colonne customer_ref :"},
		"la valeur commence": {"csv", head + "C2,person, Martin,Léa,,,,,,\n", "ligne 2, colonne surname : la valeur commence"},
		"not UTF-8":          {"csv", head + "C2,person,Mart\xffin,Léa,,,,,,\n", "ligne 2, colonne surname : le texte n'est pas en UTF-8"},
		"label no account":   {"csv", head + "C2,person,Martin,Léa,,,,,,Livret\n", "ligne 2, colonne iban :"},
		"quote":              {"csv", head + "C2,person,\"Martin,Léa,,,,,,\n", "ligne "},
		"endless quote":      {"csv", head + "C2,person,\"" + strings.Repeat("x\n", 200_000), "dépasse"},
		"contradicts":        {"csv", head + good + "C1,person,Dupond,Jean,,,,,,\n", "ligne 3, colonne customer_ref : le client n'est pas décrit comme à la ligne 2"},
		"account differs":    {"csv", head + "C1,person,Dupont,Jean,,,," + iban1 + ",EUR,A\n" + "C2,person,Martin,Léa,,,," + iban1 + ",EUR,B\n", "ligne 3, colonne iban : le compte n'est pas décrit comme à la ligne 2"},
		"json array":         {"jsonl", "[]", "ligne 1 : la ligne n'est pas un objet JSON"},
		"json number":        {"jsonl", `{"customer_ref":1}`, "ligne 1, colonne customer_ref : la valeur n'est pas une chaîne"},
		"json nested":        {"jsonl", `{"customer_ref":{}}`, "ligne 1, colonne customer_ref : la valeur n'est pas une chaîne"},
		"json twice":         {"jsonl", `{"kind":"a","kind":"b"}`, "ligne 1, colonne kind : la colonne figure deux fois"},
		"json unknown":       {"jsonl", `{"colour":"a"}`, "ligne 1, colonne colour : cette colonne n'existe pas"},
		"json tail":          {"jsonl", `{"kind":"person"} {}`, "ligne 1 : il y a autre chose"},
		"json cut":           {"jsonl", `{"kind":"person"`, "ligne 1 : l'objet n'est pas fermé"},
		"json long":          {"jsonl", strings.Repeat(" ", 70_000), "ligne 1 : la ligne dépasse"},
		"unknown format":     {"xml", "", "le format"},
		"control character":  {"jsonl", `{"customer_ref":"C1","kind":"person","surname":"Du\u0000pont","given_names":"Jean"}`, "ligne 1, colonne surname : surname contient un caractère de contrôle"},
	} {
		_, err := read(strings.NewReader(c.text), c.format)
		if err == nil || !strings.Contains(err.Error(), c.want) || bordereau.CodeOf(err) != bordereau.Invalid {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestParseCustomersStopsWhenAsked(t *testing.T) {
	n := 0
	for _, err := range ParseCustomers(strings.NewReader("customer_ref,kind,surname,given_names\nA,person,B,C\nD,person,E,F\n"), "csv") {
		if err != nil {
			t.Error(err)
		}
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
