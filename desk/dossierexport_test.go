package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"
	"bordereau/internal/testkit"
)

// What an export says of the accounts of who died is what the tax administration and
// FICOBA are told: not the accounts of the heirs. All letters are in it, and what people
// told.
func TestAnExportDeclaresTheAccountsOfTheDead(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	sophie := bordereau.Principal{ID: ids.New(), Name: "sophie", Role: bordereau.RoleSupervisor, Person: true}
	o.sql(`INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES ('%s', 'sophie', 'S', 'supervisor', 'x', now())`, sophie.ID)
	for ref, c := range map[string]dossier.Customer{"FR1420041010050500013M02606": {Ref: "P1", Kind: dossier.Person, Surname: "MARTIN", GivenNames: "Paul", BirthDate: "1941-05-02"},
		"FR7630002005500000157845Z02": {Ref: "P2", Kind: dossier.Person, Surname: "LEROY", GivenNames: "Jeanne"}} {
		if err := o.PutCustomer(ctx, sophie, c); err != nil {
			t.Fatal(err)
		}
		o.sql(`INSERT INTO accounts (iban, currency, updated_at) VALUES ('%[1]s', 'EUR', now()); INSERT INTO account_holders SELECT '%[1]s', id FROM customers WHERE ref = '%[2]s'`, ref, c.Ref)
	}
	if _, err := o.CreateDossier(ctx, sophie, desk.DossierView{Ref: "SUC", Kind: "succession", Branch: "12", Customers: []string{"P1", "P2"}}); err != nil {
		t.Fatal(err)
	}
	for _, paper := range []string{"death_certificate deceased=MARTIN_Paul death_date=2026-08-31", "account_statement iban=FR1420041010050500013M02606 statement_date=2026-08-31 closing_balance=1234.56"} {
		id := o.mustSend(paperFile(paper)).Documents[0].ID
		o.work(desk.StageRead)
		o.sql(`UPDATE documents SET state = 'archived', dossier_id = (SELECT id FROM dossiers WHERE ref = 'SUC') WHERE id = '%s'`, id)
	}
	for _, told := range []desk.Told{{Event: "payment", Day: "2026-11-20"}, {Event: "account_closed", Day: "2026-11-20", Account: "FR1420041010050500013M02606"}} {
		if err := o.TellDossier(ctx, sophie, "SUC", told); err != nil {
			t.Fatal(err)
		}
	}
	o.sql(`INSERT INTO letters (id, dossier_id, body, sha256, pdf, state, drafted_at, drafted_by)
		SELECT gen_random_uuid(), (SELECT id FROM dossiers WHERE ref = 'SUC'), '{}', encode(sha256('x'::bytea), 'hex'), 'x'::bytea, 'draft', now(), 's' FROM generate_series(1, 123)`)
	x, err := o.ExportDossier(ctx, sophie, "SUC", func(_ string, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err != nil || len(x.Letters) != 123 || len(x.Events) != 2 || x.Events[0].Means == "" || len(x.History) < 5 {
		t.Fatal(len(x.Letters), x.Events, x.History, err)
	}
	of := map[string]desk.LegalDeclaration{}
	for _, d := range x.Declarations {
		of[d.Of] = d
	}
	for _, name := range []string{"estate", "account"} {
		d := of[name]
		if len(d.Accounts) != 1 || d.Accounts[0].IBAN != "FR1420041010050500013M02606" || d.Accounts[0].Balance != "1234.56" || len(d.Holders) != 1 || d.Holders[0].Ref != "P1" || d.Day != "2026-11-20" {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if d := of["estate"]; d.Deceased != "Paul MARTIN" || d.DiedOn != "2026-08-31" || len(x.Declarations) != 2 {
		t.Errorf("%+v", x.Declarations)
	}
}

// A dossier is exported whole, with digests that hold, to who may know of it; a piece
// that was damaged is not passed off as what was received.
func TestADossierIsExportedWithItsProofs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	sophie := bordereau.Principal{ID: ids.New(), Name: "sophie", Role: bordereau.RoleSupervisor, Person: true}
	o.sql(`INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES ('%s', 'sophie', 'S', 'supervisor', 'x', now())`, sophie.ID)
	if _, err := o.CreateDossier(ctx, sophie, desk.DossierView{Ref: "SECRET", Kind: "complaint", Branch: "12", Restricted: true, Readers: []string{"sophie"}}); err != nil {
		t.Fatal(err)
	}
	id := o.mustSend(paperFile("letter subject=Soupçon")).Documents[0].ID
	o.work(desk.StageRead)
	o.sql(`UPDATE documents SET dossier_id = (SELECT id FROM dossiers WHERE ref = 'SECRET') WHERE id = '%s'`, id)
	if _, err := o.Ask(ctx, sophie, id, "Qui ?"); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	put := func(path string, r io.Reader) (err error) {
		files[path], err = io.ReadAll(r)
		return err
	}
	if _, err := o.ExportDossier(ctx, o.auditor, "SECRET", put); code(err) != bordereau.NotFound || len(files) != 0 {
		t.Fatal("exported to who may not know of it", err)
	}
	if _, err := o.ExportDossier(ctx, o.branch, "SECRET", put); code(err) != bordereau.Forbidden {
		t.Fatal(err)
	}
	x, err := o.ExportDossier(ctx, sophie, "SECRET", put)
	if err != nil || len(x.Documents) != 1 || len(x.Documents[0].Questions) != 1 || len(x.Documents[0].History) == 0 {
		t.Fatal(x, err)
	}
	lines := 0
	for line := range strings.Lines(string(files["SHA256SUMS"])) {
		sum, path, _ := strings.Cut(strings.TrimSpace(line), "  ")
		is := sha256.Sum256(files[path])
		if hex.EncodeToString(is[:]) != sum {
			t.Errorf("%s is not what its digest says", path)
		}
		lines++
	}
	if lines != len(files)-1 || lines < 2 {
		t.Errorf("%d digests of %d files", lines, len(files))
	}
	var index desk.DossierExport
	if err := json.Unmarshal(files["index.json"], &index); err != nil || index.Dossier.Ref != "SECRET" || index.Documents[0].Files[0].SHA256 != x.Documents[0].SHA256 {
		t.Error(index, err)
	}
	if n := o.sql("SELECT count(*) FROM events WHERE kind = 'dossier.exported'"); n != "1" {
		t.Error(n)
	}
	key := o.sql("SELECT key FROM objects WHERE sha256 = '%s'", x.Documents[0].SHA256)
	name := testkit.ObjectFile(t, o.bucket, key)
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	was[len(was)-1] ^= 1
	if err := os.WriteFile(name, was, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := o.ExportDossier(ctx, sophie, "SECRET", put); code(err) != bordereau.Internal {
		t.Error("a damaged piece was exported:", err)
	}
}
