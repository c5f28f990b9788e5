package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
)

const (
	ibanA = "FR7630001007941234567890185"
	ibanB = "DE89370400440532013000"
)

func (h *house) dossier(t *testing.T) {
	t.Helper()
	if err := h.PutCustomer(t.Context(), bordereau.System, dossier.Customer{Ref: "C1", Kind: dossier.Person, Surname: "DUPONT", GivenNames: "Marie"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.CreateDossier(t.Context(), bordereau.System, desk.DossierView{Ref: "2026/004512", Kind: "account_opening", Branch: "00742", Customers: []string{"C1"}}); err != nil {
		t.Fatal(err)
	}
}

var documentLink = regexp.MustCompile(`/document/[0-9a-f-]{36}`)

// The pieces of a dossier are called by their file and day, not by their ids.
func TestPiecesAreCalledByTheirFiles(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	if a := branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "identity_card surname=DUPONT", "proof_of_address account_holder=DUPONT"); a.code != 303 {
		t.Fatalf("the deposit: %d %s", a.code, a.body)
	}
	h.work()
	p := claire.page("/dossiers/2026%2F004512")
	day := h.Now().In(h.Location).Format("02/01/2006")
	for _, want := range []string{"papier <b>1.png (" + day + ")", "papier <b>2.png (" + day + ")"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("%q is not on the page: %s", want, p.plain)
		}
	}
	for _, link := range documentLink.FindAllString(p.body, -1) {
		if id := strings.TrimPrefix(link, "/document/"); strings.Contains(p.plain, ">"+id[:8]) {
			t.Errorf("a piece is called %s", id[:8])
		}
	}
}

// A file that became several documents leads to them, and each back to it; everywhere
// they are called by the file and their pages there.
func TestAFileLeadsToItsDocuments(t *testing.T) {
	h := newHouse(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	a := branch.deliver(branch.token(), nil, "remittance_slip slip_count=2\fcheque amount=1.00\fcheque amount=2.00")
	if a.code != 303 {
		t.Fatalf("the deposit: %d %s", a.code, a.body)
	}
	h.work()
	p := branch.page(a.to)
	for _, want := range []string{"Séparé en plusieurs documents", "papier <b>1.png, p. 1", "papier <b>1.png, p. 2", "papier <b>1.png, p. 3", "Chèque"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the receipt lacks %q: %s", want, p.plain)
		}
	}
	links := documentLink.FindAllString(p.body, -1)
	if len(links) != 4 {
		t.Fatal(links)
	}
	p = claire.page(links[0])
	for _, want := range append([]string{"Documents de ce fichier", "une page, un document"}, links[1:]...) {
		if !strings.Contains(p.plain, want) && !strings.Contains(p.body, want) {
			t.Errorf("the file lacks %q", want)
		}
	}
	p = claire.page(links[3])
	if !strings.Contains(p.plain, "Fait partie du fichier") || !strings.Contains(p.plain, "papier <b>1.png, p. 3") || !strings.Contains(p.body, links[0]+`"`) {
		t.Error(p.plain)
	}
	if p = claire.page("/corbeille"); !strings.Contains(p.plain, "papier <b>1.png, p. 2") {
		t.Error(p.plain)
	}
	if a = claire.send("/corbeille/suivante", nil); a.code != 303 {
		t.Fatal(a.code)
	}
	if p = claire.page(a.to); !strings.Contains(p.plain, "papier <b>1.png, p. ") {
		t.Error(p.plain)
	}
}

// What nobody divided a clerk does, by the pages of each document.
func TestAClerkTakesAFileApart(t *testing.T) {
	h := newHouse(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	if a := branch.deliver(branch.token(), nil, "undivided cheque\fendos\fendos\fcheque amount=2.00"); a.code != 303 {
		t.Fatalf("the deposit: %d %s", a.code, a.body)
	}
	h.work()
	a := claire.send("/corbeille/suivante", nil)
	station := a.to
	form := claire.page(station).form(station)
	if len(form["seen"]) != 1 { // the script draws all pages alike
		t.Error(form["seen"])
	}
	form.Set("action", "split")
	for typed, want := range map[string]string{"1-x ; 2": "Écrivez les pages de chaque document ainsi", "": "deux au moins", "1-2 ; 2": "est donnée deux fois"} {
		form.Set("parts", typed)
		if a := claire.post(station, form); a.code != 422 || !strings.Contains(a.plain, want) {
			t.Errorf("%q: %d %s", typed, a.code, a.plain)
		}
	}
	form.Set("parts", "1-3 ; 4")
	if a := claire.post(station, form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	h.work()
	p := claire.page("/recherche?q=papier")
	for _, want := range []string{"papier <b>1.png, p. 1 à 3", "papier <b>1.png, p. 4"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("no %q: %s", want, p.plain)
		}
	}
}

// What was divided wrongly a clerk joins again, by its pages in the file: those of the
// next document are proposed, and what stands around it is named.
func TestAClerkJoinsPages(t *testing.T) {
	h := newHouse(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	a := branch.deliver(branch.token(), nil, "letter one\fletter two\fletter three")
	if a.code != 303 {
		t.Fatalf("the deposit: %d %s", a.code, a.body)
	}
	receipt := a.to
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	p := claire.page(station)
	form := p.form(station)
	if !strings.Contains(p.plain, "Dans le fichier : p. 1 <strong>ce document</strong> · p. 2 Courrier · p. 3 Courrier") || form.Get("pages") != "2" {
		t.Fatalf("%q %s", form.Get("pages"), p.plain)
	}
	form.Set("action", "merge")
	for typed, want := range map[string]string{"deux": "Écrivez les pages à joindre ainsi : 2, 4-5", "": "Indiquez les pages du fichier", "9": "pas de page 9"} {
		form.Set("pages", typed)
		a := claire.post(station, form)
		if a.code != 422 || !strings.Contains(a.plain, want) {
			t.Errorf("%q: %d %s", typed, a.code, a.plain)
		}
		if kept := a.form(station).Get("pages"); kept != typed {
			t.Errorf("%q was typed, %q is shown", typed, kept)
		}
	}
	form.Set("pages", "2-3")
	if a := claire.post(station, form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	h.work()
	p = branch.page(receipt)
	if !strings.Contains(p.plain, "papier <b>1.png, p. 1 à 3") || strings.Count(p.plain, "Repris dans un autre document du fichier") != 3 {
		t.Error(p.plain)
	}
	p = claire.page("/document/" + strings.Split(documentLink.FindAllString(p.body, -1)[1], "/")[2])
	if !strings.Contains(p.plain, "réuni à d'autres pages") || !strings.Contains(p.plain, "papier <b>1.png, p. 1 à 3") {
		t.Error("a page that was joined does not lead to its document:", p.plain)
	}
	// What it has no page of is the part, not the file.
	station = claire.send("/corbeille/suivante", nil).to
	form = claire.page(station).form(station)
	form.Set("action", "split")
	form.Set("parts", "1 ; 4")
	if a := claire.post(station, form); a.code != 422 || !strings.Contains(a.plain, "La partie du fichier n'a pas de page 4") {
		t.Errorf("%d %s", a.code, a.plain)
	}
}

// A transfer goes through the pages: a branch deposits it, one clerk settles it,
// the amount wants a second one who gives the values blind, and everybody finds
// it again.
func TestATransferGoesThroughThePages(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, neighbour, claire, paul := h.visitor(), h.visitor(), h.visitor(), h.visitor()
	if a := branch.get("/depot"); a.code != 303 || a.to != "/connexion?suite=%2Fdepot" {
		t.Fatalf("nobody got %d %s", a.code, a.to)
	}
	for v, want := range map[*visitor][2]string{branch: {"agence", "/depot"}, neighbour: {"voisine", "/depot"}, claire: {"claire", "/corbeille"}, paul: {"paul", "/corbeille"}} {
		if a := v.signIn(want[0]); a.code != 303 || a.to != want[1] {
			t.Fatalf("%s landed at %d %s: %s", want[0], a.code, a.to, a.body)
		}
	}

	token := branch.token()
	a := branch.deliver(token, map[string]string{"dossier": "2026/004512", "reference": "Courrier <b>du</b> matin", "kind": "", "slip_count": "", "slip_total": ""},
		"transfer_order debtor_iban="+ibanA+" creditor_iban="+ibanB+" amount=6000.00 currency=EUR signature_present=true payee=<script>alert(1)</script>")
	if a.code != 303 || !strings.HasPrefix(a.to, "/depot/") {
		t.Fatalf("the deposit: %d %s %s", a.code, a.to, a.body)
	}
	receipt := a.to
	if p := branch.page(receipt); !strings.Contains(p.plain, "Reçu, en attente de lecture") || !strings.Contains(p.plain, "Dépôt enregistré.") {
		t.Error("the receipt does not say so:", p.plain)
	}
	h.work()
	p := branch.page(receipt)
	if !strings.Contains(p.plain, "À valider par le back office") {
		t.Error(p.plain)
	}
	document := documentLink.FindString(p.body)
	branch.page(document)
	for _, path := range []string{strings.Split(receipt, "?")[0], document, document + "/original", document + "/page/1"} {
		if a := neighbour.get(path); a.code != 404 {
			t.Errorf("the neighbour's %s: %d", path, a.code)
		}
	}
	if p := branch.page("/depot"); !strings.Contains(p.plain, "Courrier <b>du</b> matin") || strings.Contains(p.body, "<b>du") {
		t.Error("the reference was taken for markup")
	}

	if p := claire.page("/corbeille"); !strings.Contains(p.plain, "papier <b>1.png") {
		t.Error(p.plain)
	}
	a = claire.send("/corbeille/suivante", nil)
	if a.code != 303 || !strings.HasPrefix(a.to, "/validation/") {
		t.Fatal(a.code, a.to)
	}
	station := a.to
	p = claire.page(station)
	for _, want := range []string{`name="f.amount"`, "Je confirme cette valeur", "<svg class=\"page on\"", `viewBox="0 0 500 700"`, "&lt;script&gt;", "Valider le document"} {
		if !strings.Contains(p.body, want) && !strings.Contains(p.plain, want) {
			t.Errorf("the station lacks %s", want)
		}
	}
	if strings.Contains(p.plain, "6\u00a0000,00") || strings.Contains(p.plain, "6000.00") {
		t.Error("an amount that nothing proves is shown before it is keyed")
	}
	if img := claire.get(document + "/page/1"); img.code != 200 || img.head.Get("Content-Type") != "image/jpeg" {
		t.Error(img.code, img.head)
	}
	form := p.form(station)
	if len(form["seen"]) != 1 || form.Get("lease") == "" {
		t.Fatal(form)
	}
	form.Set("action", "confirm")

	// Nothing ticked: looking at a value does not confirm it. What was typed stays.
	form.Set("f.payee", "ATELIER BOIS")
	a = claire.post(station, form)
	if a.code != 422 || !strings.Contains(a.plain, "confirmez ou corrigez la valeur") || !strings.Contains(a.plain, `value="ATELIER BOIS"`) {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	// A stale page.
	stale := url.Values{}
	for k, v := range form {
		stale[k] = v
	}
	stale.Set("version", "1")
	if a := claire.post(station, stale); a.code != 409 || !strings.Contains(a.plain, "Rien n'a été enregistré") || !strings.Contains(a.plain, `value="ATELIER BOIS"`) {
		t.Errorf("%d %s", a.code, a.plain)
	}
	// Another clerk's hands on it.
	if a := paul.get(station); a.code != 200 || !strings.Contains(a.plain, "n'est pas réservée à votre nom") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	for _, f := range []string{"debtor_iban", "creditor_iban"} {
		form.Set("ok."+f, "1")
	}
	form.Set("f.amount", "6 000,00")
	if a := claire.post(station, form); a.code != 303 || a.to != "/corbeille?fait=decided" {
		t.Fatalf("%d %s %s", a.code, a.to, a.plain)
	}
	if p := claire.page("/corbeille?fait=decided"); !strings.Contains(p.plain, "Décision enregistrée.") {
		t.Error(p.plain)
	}

	// The second pair of eyes is another person's, and blind.
	if a := claire.send("/corbeille/suivante", nil); a.to != "/corbeille?fait=empty" {
		t.Errorf("the first clerk was offered the second reading: %s", a.to)
	}
	a = paul.send("/corbeille/suivante", nil)
	if !strings.HasPrefix(a.to, "/validation/") {
		t.Fatal(a.code, a.to, a.plain)
	}
	station = a.to
	p = paul.page(station)
	for _, secret := range []string{"6 000,00", "6\u00a0000,00", "6000.00", ibanA, ibanB, "DE89 3704"} {
		if strings.Contains(p.plain, secret) {
			t.Errorf("the second reader is shown %s", secret)
		}
	}
	form = p.form(station)
	form.Set("action", "confirm")
	form.Set("f.amount", "6 000,00")
	form.Set("f.debtor_iban", "FR76 3000 1007 9412 3456 7890 185")
	form.Set("f.creditor_iban", ibanB)
	if a := paul.post(station, form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}

	// Everybody finds it again.
	p = claire.page("/recherche?q=" + ibanB[:8] + "&dossier=2026%2F004512")
	if !strings.Contains(p.body, document) {
		t.Error("it is not found:", p.plain)
	}
	p = claire.page(document)
	for _, want := range []string{"Ordre de virement", "ATELIER BOIS", "personne", "Historique", "2026/004512"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the document lacks %s", want)
		}
	}
	if o := claire.get(document + "/original"); o.code != 200 || !strings.HasPrefix(o.head.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(o.body, png) {
		t.Error(o.code, o.head)
	}
	p = claire.page("/dossiers/2026%2F004512")
	if !strings.Contains(p.body, document) || !strings.Contains(p.plain, "Pièces du dossier") {
		t.Error(p.plain)
	}
	for _, path := range []string{"/remises?etat=toutes", "/remises", "/ecritures", "/ecritures?jour=23/11/2026", "/recherche"} {
		claire.page(path)
	}
	if p := claire.page("/remises?etat=toutes"); !strings.Contains(p.plain, "Virement") {
		t.Error("the unit is not shown:", p.plain)
	}
}

// A slip that does not balance shows what would restore it, to the clerk at the
// station and to the supervisor among the remittances.
func TestAHeldSlipIsExplained(t *testing.T) {
	h := newHouse(t)
	branch, claire, paul, auditor := h.visitor(), h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	paul.signIn("paul")
	if a := branch.deliver(branch.token(), nil, "remittance_slip slip_count=2 slip_total=71.00 currency=EUR iban="+ibanA+" lines[0].amount=21.00 lines[1].amount=50.00",
		"cheque amount=12.00 currency=EUR", "cheque amount=50.00 currency=EUR"); a.code != 303 {
		t.Fatal(a.code, a.body)
	}
	h.work()
	const want = "Le bordereau porte 21,00\u00a0€ pour le chèque n° 1, qui est de 12,00\u00a0€ : le total serait 62,00\u00a0€."
	const blind = "Si le montant de ce chèque se lisait autrement"
	a := claire.send("/corbeille/suivante", url.Values{"type": {"remittance_slip"}})
	if p := claire.page(a.to); !strings.Contains(p.plain, blind) || strings.Contains(p.plain, "62,00") || !strings.Contains(p.plain, "Ce qui rétablirait l'équilibre") || !strings.Contains(p.plain, "voir ce chèque") {
		t.Error("the station does not explain, or tells what is to be keyed:", p.plain)
	}
	if p := paul.page("/remises?etat=open"); !strings.Contains(p.plain, blind) || strings.Contains(p.plain, "62,00") {
		t.Error("the remittances do not explain, or tell what is to be keyed:", p.plain)
	}
	auditor.signIn("alain")
	if p := auditor.page("/remises?etat=open"); !strings.Contains(p.plain, want) {
		t.Error("who keys nothing is not told what would make it even:", p.plain)
	}
}

// Who reads a large slip a second time is shown neither its total nor what gives it
// away: the details of checks, the listing, what would restore the balance.
func TestASecondReaderOfASlipIsBlind(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, paul := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	paul.signIn("paul")
	if a := branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, "remittance_slip slip_count=2 slip_total=20021.00 currency=EUR iban="+ibanA+" lines[0].amount=20000.00 lines[1].amount=21.00",
		"cheque amount=20000.00 currency=EUR", "cheque amount=12.00 currency=EUR"); a.code != 303 {
		t.Fatal(a.code, a.body)
	}
	h.work()
	a := claire.send("/corbeille/suivante", url.Values{"type": {"remittance_slip"}})
	p := claire.page(a.to)
	if strings.Contains(p.plain, "021,00") {
		t.Error("the first reader is told the total before he keys it:", p.plain)
	}
	form := p.form(a.to)
	form.Set("action", "confirm")
	form.Set("f.slip_total", "20021")
	for _, name := range []string{"slip_count", "iban"} {
		form.Set("ok."+name, "1")
	}
	if a := claire.post(strings.Split(a.to, "?")[0], form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	a = paul.send("/corbeille/suivante", url.Values{"type": {"remittance_slip"}, "lecture": {"second"}})
	if !strings.HasPrefix(a.to, "/validation/") {
		t.Fatal("the second reading is not offered:", a.code, a.to)
	}
	p = paul.page(a.to)
	for _, secret := range []string{"021,00", "20021", "20012", "012,00", "20000", "000,00", "Ce qui rétablirait"} {
		if strings.Contains(p.plain, secret) {
			t.Errorf("the second reader is shown %s: %s", secret, p.plain)
		}
	}
}

func TestOtherDecisions(t *testing.T) {
	h := newHouse(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	a := branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux", "letter subject=trois", "letter subject=quatre")
	h.work()
	receipt := a.to
	take := func() (string, url.Values) {
		t.Helper()
		a := claire.send("/corbeille/suivante", nil)
		if !strings.HasPrefix(a.to, "/validation/") {
			t.Fatal(a.code, a.to)
		}
		return a.to, claire.page(a.to).form(a.to)
	}
	station, form := take()
	form.Set("action", "reject")
	if a := claire.post(station, form); a.code != 422 || !strings.Contains(a.plain, "Choisissez un motif.") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	form.Set("reason", "not_signed")
	if a := claire.post(station, form); a.code != 303 {
		t.Errorf("%d %s", a.code, a.plain)
	}
	station, form = take()
	form.Set("action", "return")
	form.Set("reason", "incomplete")
	form.Set("note", "page 2 absente")
	if a := claire.post(station, form); a.code != 303 {
		t.Errorf("%d %s", a.code, a.plain)
	}
	p := branch.page(receipt)
	for _, want := range []string{"Rejeté", "Signature manquante", "À numériser à nouveau", "Document incomplet : page 2 absente"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the branch is not told %s", want)
		}
	}
	station, form = take()
	form.Set("action", "retype")
	form.Set("type", "bank_details")
	a = claire.post(station, form)
	if a.code != 303 || a.to != station+"?type=bank_details" {
		t.Fatal(a.code, a.to)
	}
	if p := claire.page(a.to); !strings.Contains(p.body, `name="newtype" value="bank_details"`) || !strings.Contains(p.body, `name="f.iban"`) || strings.Contains(p.body, `name="f.subject"`) {
		t.Error(p.plain)
	}
	form = claire.page(a.to).form(station)
	form.Set("action", "confirm")
	form.Set("type", "bank_details")
	form.Set("f.iban", "pas un IBAN")
	form.Set("f.account_holder", "Marie Dupont")
	a = claire.post(station, form)
	if a.code != 422 || !strings.Contains(a.plain, `value="pas un IBAN"`) || !strings.Contains(a.body, `aria-invalid="true"`) {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	form.Set("f.iban", ibanA)
	if a := claire.post(station, form); a.code != 303 {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	station, form = take()
	if a := claire.send(station+"/rendre", url.Values{"lease": {form.Get("lease")}}); a.code != 303 || a.to != "/corbeille?fait=returned" {
		t.Errorf("%d %s", a.code, a.to)
	}
}

// Refusals of a deposit are told on the page, beside the form.
func TestDepositsThatAreRefused(t *testing.T) {
	h := newHouse(t)
	branch := h.visitor()
	branch.signIn("agence")
	token := branch.token()
	for name, c := range map[string]struct {
		fields map[string]string
		files  []string
		code   int
		says   string
	}{
		"nothing chosen":   {nil, nil, 422, "Aucun fichier n'a été envoyé"},
		"a count in words": {map[string]string{"slip_count": "deux"}, []string{"letter"}, 422, "doit être un nombre entier"},
		"other branch":     {map[string]string{"branch": "00118"}, []string{"letter"}, 403, "Une agence ne dépose qu'en son propre nom"},
	} {
		a := branch.deliver(token, c.fields, c.files...)
		if a.code != c.code || !strings.Contains(a.plain, c.says) {
			t.Errorf("%s: %d %s", name, a.code, a.plain)
		}
	}
	if a := branch.deliver("", nil, "letter"); a.code != 403 {
		t.Errorf("without token: %d", a.code)
	}
	if a := branch.deliver("wrong", nil, "letter"); a.code != 403 {
		t.Errorf("with a wrong token: %d", a.code)
	}
}
