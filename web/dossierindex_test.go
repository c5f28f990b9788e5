package web_test

import (
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/web"
)

// The index of an exported dossier is read by people: it names in French what is in it,
// links the files, and lets no paper speak in its place.
func TestTheIndexOfAnExportIsReadable(t *testing.T) {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	f := bordereau.Field{Name: "death_date", Value: "2026-08-31"}
	f.Prove(bordereau.ProofAgreement, "lu deux fois")
	x := desk.DossierExport{ExportedAt: at, Dossier: desk.DossierView{Ref: "SUC-1", Kind: "succession", Title: "Succession <Martin>", Branch: "12", OpenedAt: at, ClosedAt: &at},
		Customers:   []dossier.Customer{{Ref: "P1", Kind: dossier.Person, Surname: "MARTIN", GivenNames: "Paul", BirthDate: "1941-05-02"}},
		Checklist:   []dossier.Line{{Title: "Acte de décès (copie intégrale)", State: dossier.Satisfied, Why: "Présent et valable", Source: "C. civ. 78"}},
		Events:      []desk.ToldEvent{{Told: desk.Told{Event: "payment", Day: "2026-11-20"}, Means: "des fonds ont été remis"}},
		Obligations: []desk.Obligation{{Title: "Liste des avoirs", Happened: "2026-11-20", Due: "2026-12-05", Source: "CGI art. 806"}},
		Declarations: []desk.LegalDeclaration{{Title: "Liste des avoirs", Day: "2026-11-20", Deceased: "Paul MARTIN", DiedOn: "2026-08-31",
			Accounts: []desk.DeclaredAccount{{IBAN: "FR1420041010050500013M02606", Balance: "1234.56", BalanceOn: "2026-08-31"}}}},
		Letters: []desk.Letter{{ID: "l1", SHA256: "0123456789abcdef0123", DraftedAt: at}},
		History: []desk.Happened{{At: at, Kind: "dossier.opened", Actor: "sophie"}},
		Documents: []desk.ExportedDocument{{Document: bordereau.Document{Type: bordereau.DeathCertificate, FileName: `<script>x</script>`, State: bordereau.Archived, ReceivedAt: at},
			Understanding: &bordereau.Understanding{Fields: []bordereau.Field{f}}, Questions: []desk.Question{{Text: "Qui ?", AskedAt: at, Answer: "Paul"}},
			History: []desk.Happened{{At: at, Kind: "document.received", Actor: "scan-12"}},
			Files:   []desk.ExportedFile{{Path: "documents/001-death_certificate/original.pdf", SHA256: "ff"}}}}}
	page, err := web.DrawIndex(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Succession &lt;Martin&gt;", "Paul MARTIN", "02/05/1941", "Acte de décès (copie intégrale)", "des fonds ont été remis", "05/12/2026", "FR1420041010050500013M02606", "1234.56",
		`href="letters/l1.pdf"`, `href="documents/001-death_certificate/original.pdf"`, "dossier ouvert", "lu deux fois", "Date de décès", "&lt;script&gt;", "Qui ?", "23/11/2026 11:00"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if strings.Contains(string(page), "<script>") {
		t.Error("a file's name speaks for itself")
	}
}
