package web_test

import (
	"net/http"
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
	p := claire.page("/dossier/2026%2F004512")
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
	for _, want := range []string{`name="f.amount"`, "value=\"6\u00a0000,00\"", "Je confirme cette valeur", "<svg class=\"sheet\"", `viewBox="0 0 500 700"`, "&lt;script&gt;", "Valider le document"} {
		if !strings.Contains(p.body, want) && !strings.Contains(p.plain, want) {
			t.Errorf("the station lacks %s", want)
		}
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
	for _, f := range []string{"debtor_iban", "creditor_iban", "amount"} {
		form.Set("ok."+f, "1")
	}
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
	p = claire.page("/dossier/2026%2F004512")
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

func TestSessions(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	if a := v.post("/connexion", url.Values{"login": {"claire"}, "password": {"faux mot de passe"}}); a.code != 401 || !strings.Contains(a.plain, "incorrect") || strings.Contains(a.body, "faux mot") {
		t.Errorf("%d %s", a.code, a.plain)
	}
	for next, want := range map[string]string{"/recherche?q=a": "/recherche?q=a", "//evil.example": "/corbeille", "https://evil.example/": "/corbeille", "/\\evil": "/corbeille", "javascript:1": "/corbeille"} {
		v := h.visitor()
		if a := v.post("/connexion", url.Values{"login": {"claire"}, "password": {password}, "suite": {next}}); a.code != 303 || a.to != want {
			t.Errorf("%s led to %s", next, a.to)
		}
	}
	if a := v.signIn("claire"); a.code != 303 {
		t.Fatal(a.code)
	}
	u, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	cookies := v.c.Jar.Cookies(u)
	if a := v.get("/connexion"); a.to != "/corbeille" {
		t.Error(a.to)
	}
	if a := v.post("/deconnexion", nil); a.code != 403 {
		t.Errorf("signed out without a token: %d", a.code)
	}
	if a := v.send("/deconnexion", nil); a.to != "/connexion" {
		t.Error(a.code, a.to)
	}
	ghost := h.visitor()
	ghost.c.Jar.SetCookies(u, cookies)
	if a := ghost.get("/corbeille"); a.code != 303 || !strings.HasPrefix(a.to, "/connexion") {
		t.Errorf("an ended session still opens: %d", a.code)
	}
	if len(cookies) != 1 || cookies[0].Name != "bordereau_session" {
		t.Error(cookies)
	}
}

// Every page, every role: only what the table says, and nothing changes without
// the form's token.
func TestAccessMatrix(t *testing.T) {
	h := newHouse(t)
	none := "0193a1b2-0000-7000-8000-000000000003"
	people := map[string]bordereau.Role{"agence": bordereau.RoleBranch, "claire": bordereau.RoleClerk, "sophie": bordereau.RoleSupervisor, "remi": bordereau.RoleReader,
		"alain": bordereau.RoleAuditor, "compta": bordereau.RoleBooking, "racine": bordereau.RoleAdmin}
	stranger := h.visitor()
	for _, stack := range h.web.App().Stack() {
		for _, r := range stack {
			if r.Path != "/" && !listed(r.Method, r.Path) {
				t.Errorf("%s %s is served without a line in the table", r.Method, r.Path)
			}
		}
	}
	for login, role := range people {
		v := h.visitor()
		if a := v.signIn(login); a.code != 303 {
			t.Fatal(login, a.code)
		} else if p := v.get(a.to); p.code != 200 {
			t.Errorf("%s lands on %s: %d", login, a.to, p.code)
		}
		token := v.token()
		for _, rule := range table() {
			if rule.Open || rule.Path == "/deconnexion" {
				continue
			}
			path := strings.NewReplacer(":id", none, ":task", none, ":n", "1", ":ref", "RIEN", ":day", "2026-11-24", ":login", "personne").Replace(rule.Path)
			var a, bare answer
			switch {
			case rule.Method == "GET":
				a = v.get(path)
			case rule.Delivery:
				a, bare = v.deliver(token, nil, "letter"), v.deliver("", nil, "letter")
			default:
				bare = v.post(path, url.Values{})
				a = v.post(path, url.Values{"csrf": {token}, "version": {"1"}, "lease": {none}})
			}
			allowed := rule.Admits(role)
			if allowed == (a.code == http.StatusForbidden || a.code == http.StatusUnauthorized) || a.code >= 500 {
				t.Errorf("%s %s by %s: %d", rule.Method, rule.Path, role, a.code)
			}
			if rule.Method != "GET" && bare.code != http.StatusForbidden {
				t.Errorf("%s %s by %s without a token: %d", rule.Method, rule.Path, role, bare.code)
			}
			if rule.Method == "GET" {
				if s := stranger.get(path); s.code != 303 || !strings.HasPrefix(s.to, "/connexion") {
					t.Errorf("%s for a stranger: %d", path, s.code)
				}
			} else if s := stranger.post(path, nil); s.code != 401 {
				t.Errorf("%s for a stranger: %d", path, s.code)
			}
		}
	}
}

func TestAdministration(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	v.signIn("racine")
	if a := v.send("/acces/personnes", url.Values{"login": {"nadia"}, "name": {"Nadia"}, "role": {"clerk"}, "password": {"court"}}); a.code != 422 || !strings.Contains(a.plain, `value="nadia"`) {
		t.Errorf("%d %s", a.code, a.plain)
	}
	if a := v.send("/acces/personnes", url.Values{"login": {"nadia"}, "name": {"Nadia"}, "role": {"clerk"}, "password": {"un très long mot"}}); a.to != "/acces?fait=added" {
		t.Errorf("%d %s", a.code, a.plain)
	}
	a := v.send("/acces/cles", url.Values{"label": {"numériseur"}, "role": {"branch"}, "branch": {"00742"}})
	secret := regexp.MustCompile(`bdk_[0-9a-zA-Z_-]+`).FindString(a.body)
	if a.code != 201 || secret == "" {
		t.Fatalf("%d %s", a.code, a.plain)
	}
	if _, err := h.KeyHolder(t.Context(), secret, "10.0.0.1"); err != nil {
		t.Error(err)
	}
	if strings.Contains(v.page("/acces").body, secret) {
		t.Error("the secret is shown twice")
	}
	if a := v.send("/acces/personnes/nadia/fermer", nil); a.to != "/acces?fait=ended" {
		t.Errorf("%d %s", a.code, a.plain)
	}
	keys, err := h.Keys(t.Context(), bordereau.System)
	if err != nil {
		t.Fatal(err)
	}
	if a := v.send("/acces/cles/"+keys[0].ID+"/revoquer", nil); a.to != "/acces?fait=ended" {
		t.Errorf("%d %s", a.code, a.plain)
	}
	if _, err := h.KeyHolder(t.Context(), secret, "10.0.0.1"); err == nil {
		t.Error("the key still opens")
	}
}

func TestStaticFiles(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	for path, want := range map[string]int{"/static/app.css": 200, "/static/tokens.css": 200, "/static/mark.svg": 200, "/favicon.ico": 200,
		"/static/..%2fserver.go": 404, "/static/nothing.css": 404, "/rien": 404} {
		if a := v.get(path); a.code != want {
			t.Errorf("%s: %d", path, a.code)
		}
	}
}
