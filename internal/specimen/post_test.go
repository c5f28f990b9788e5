package specimen

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordereau"
)

// filed are the papers of dossiers that a morning's post leaves out.
var filed = map[bordereau.Type]bool{bordereau.TaxNotice: true, bordereau.Payslip: true, bordereau.AccountStatement: true, bordereau.AmortisationTable: true,
	bordereau.ResidencePermit: true, bordereau.SepaMandate: true, bordereau.SepaTIP: true, bordereau.LoanOffer: true, bordereau.TradeConfirmation: true, bordereau.SecuritiesOrder: true, bordereau.CorporateActionNotice: true}

func TestPost(t *testing.T) {
	m, err := Post(1)
	if err != nil {
		t.Fatal(err)
	}
	kinds, formats, names := map[bordereau.Type]int{}, map[string]int{}, map[string]File{}
	wrong, duplicates, unreadable, upsideDown, negatives, above, below, balanced, unbalanced, byHand := 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
	for _, d := range m.Deposits {
		for _, f := range d.Files {
			tr := f.Truth
			if _, twice := names[f.Name]; twice || tr.File != f.Name || len(f.Data) == 0 {
				t.Errorf("%s: twice, misnamed or empty", f.Name)
			}
			names[f.Name] = f
			kinds[tr.Type]++
			formats[tr.Format]++
			verify(t, tr)
			if len(tr.Wrong) > 0 {
				wrong++
			}
			if tr.DuplicateOf != "" {
				duplicates++
				if !bytes.Equal(f.Data, names[tr.DuplicateOf].Data) {
					t.Errorf("%s is not %s once more", f.Name, tr.DuplicateOf)
				}
			}
			if tr.Unreadable {
				unreadable++
			}
			if tr.Hand {
				byHand++
			}
			if tr.Defects.Rotation == 180 {
				upsideDown++
			}
			if tr.Negative != "" {
				negatives++
			}
			if tr.Type == bordereau.TransferOrder {
				amount, err := bordereau.ParseMoney(tr.Fields["amount"], "EUR")
				if err != nil {
					t.Fatal(err)
				}
				if amount.Minor > Ceiling.Minor {
					above++
				} else {
					below++
				}
			}
		}
		if d.SlipCount == 0 {
			continue
		}
		slip := d.Files[0].Truth
		if slip.Type != bordereau.RemittanceSlip || len(d.Files) != d.SlipCount+1 || slip.Fields["slip_total"] != d.SlipTotal {
			t.Errorf("deposit %s: %d files, %d cheques of %s declared", d.Reference, len(d.Files), d.SlipCount, d.SlipTotal)
		}
		if len(slip.Wrong) == 0 {
			balanced++
		} else {
			unbalanced++
		}
		for i, f := range d.Files[1:] {
			if f.Truth.Fields["payee"] != slip.Fields["account_holder"] {
				t.Errorf("cheque %d is for %s, the slip is %s's", i, f.Truth.Fields["payee"], slip.Fields["account_holder"])
			}
		}
	}
	if len(names) < 36 || wrong < 5 || duplicates != 1 || unreadable != 1 || upsideDown != 1 || negatives < 2 || above != 1 || below < 1 || balanced != 2 || unbalanced != 1 || byHand != 2 {
		t.Errorf("files %d, wrong %d, duplicates %d, unreadable %d, upside down %d, negatives %d, above %d, below %d, balanced %d, unbalanced %d, by hand %d",
			len(names), wrong, duplicates, unreadable, upsideDown, negatives, above, below, balanced, unbalanced, byHand)
	}
	for _, k := range Kinds() {
		if kinds[k] == 0 && !filed[k] {
			t.Errorf("no %s in the post", k)
		}
	}
	for _, f := range Formats {
		if formats[f] == 0 {
			t.Errorf("nothing as %s in the post", f)
		}
	}

	dir := t.TempDir()
	if err := m.Save(dir); err != nil {
		t.Fatal(err)
	}
	var deposits []Deposit
	raw, err := os.ReadFile(filepath.Join(dir, "post.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &deposits); err != nil || len(deposits) != len(m.Deposits) {
		t.Errorf("post.json holds %d deposits: %v", len(deposits), err)
	}
	for name := range names {
		if _, err := os.Stat(filepath.Join(dir, "files", strings.TrimSuffix(name, filepath.Ext(name))+".truth.json")); err != nil {
			t.Error(err)
		}
	}
	rows, err := os.ReadFile(filepath.Join(dir, "customers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(bytes.NewReader(rows)).ReadAll()
	if err != nil || len(table) < len(m.Customers)+1 || strings.Join(table[0], ",") != "customer_ref,kind,surname,given_names,usage_name,company_name,birth_date,siren,address,iban,currency,account_label" {
		t.Errorf("customers.csv: %v %v", table[0], err)
	}
}

func TestPostOfAnotherDay(t *testing.T) {
	day := time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC)
	m, err := PostOn(2, day)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range m.Deposits {
		for _, f := range d.Files {
			if v := f.Truth.Fields["date"]; v != "" && (v > "2028-02-29" || v < "2027-10") {
				t.Errorf("%s bears the date %s", f.Name, v)
			}
		}
	}
}

func TestBatch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	truths, err := Batch(bordereau.Passport, 6, 100, dir)
	if err != nil {
		t.Fatal(err)
	}
	negatives := 0
	for _, tr := range truths {
		if tr.Negative != "" {
			negatives++
		}
		raw, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(tr.File, filepath.Ext(tr.File))+".truth.json"))
		if err != nil {
			t.Fatal(err)
		}
		var got Truth
		if err := json.Unmarshal(raw, &got); err != nil || got.File != tr.File || got.Fields["mrz"] != tr.Fields["mrz"] {
			t.Errorf("%s: %v", tr.File, err)
		}
		if s, err := os.Stat(filepath.Join(dir, tr.File)); err != nil || s.Size() == 0 {
			t.Errorf("%s: %v", tr.File, err)
		}
	}
	if len(truths) != 6 || negatives != 1 {
		t.Errorf("%d specimens, %d of them look-alikes", len(truths), negatives)
	}
	if _, err := Batch(bordereau.Separator, 1, 1, dir); bordereau.CodeOf(err) != bordereau.Invalid {
		t.Errorf("a separator was drawn: %v", err)
	}
}

func TestRemittancesAreWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	truths, err := Remittances(3, 10, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range truths {
		if s, err := os.Stat(filepath.Join(dir, tr.File)); err != nil || s.Size() == 0 || len(tr.Parts) < 3 {
			t.Errorf("%s of %d parts: %v", tr.File, len(tr.Parts), err)
		}
	}
	if _, err := Remittances(-1, 1, dir); len(truths) != 3 || bordereau.CodeOf(err) != bordereau.Invalid {
		t.Errorf("%d remittances; less than none: %v", len(truths), err)
	}
}

// Every varied cheque can be drawn, and together they show all there is.
func TestVariedCheques(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(300) {
		s := Varied(bordereau.Cheque, seed)
		if s.Hand && s.Format == "pdf_text" || s.Back != "" && !manyPages(s.Format) {
			t.Errorf("seed %d cannot be drawn: %+v", seed, s)
		}
		for k, on := range map[string]bool{"hand": s.Hand, "back": s.Back != "", "unsigned": s.Defects.Unsigned, "adaptive": s.Defects.Adaptive, "100": s.DPI == 100, "600": s.DPI == 600} {
			seen[k] = seen[k] || on
		}
		if seed < 12 {
			d, err := Draw(s)
			if err != nil {
				t.Fatal(err)
			}
			verify(t, d.Truth)
		}
	}
	for k, on := range seen {
		if !on {
			t.Errorf("no varied cheque has %s", k)
		}
	}
}
