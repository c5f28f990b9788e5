package web_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/web"

	"golang.org/x/net/html"
)

// spoken are the texts of a page, and those that are marked as French in it.
func spoken(t *testing.T, page string) (texts, french []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node, fr bool)
	walk = func(n *html.Node, fr bool) {
		if n.Type == html.ElementNode {
			switch attr(n, "lang") {
			case "fr":
				fr = n.Data == "span"
			case "en":
				fr = false
			}
		}
		if text := strings.TrimSpace(n.Data); n.Type == html.TextNode && text != "" {
			if texts = append(texts, text); fr {
				french = append(french, text)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, fr)
		}
	}
	walk(doc, false)
	return texts, french
}

// On an English page no sentence of the record is left in French: the template says it in
// the language of the page, and the list knows it. Every page that leads on from the
// tables is walked.
func TestEnglishPagesSpeakEnglish(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	if _, err := h.CreateDossier(t.Context(), bordereau.System, desk.DossierView{Ref: "P1", Kind: "mortgage", Branch: "00742", Customers: []string{"C1"}}); err != nil {
		t.Fatal(err)
	}
	branch, claire, sophie, racine := h.visitor(), h.visitor(), h.visitor(), h.visitor()
	all := map[string]*visitor{"agence": branch, "claire": claire, "sophie": sophie, "racine": racine}
	for login, v := range all {
		v.signIn(login)
		v.send("/langue", url.Values{"langue": {"en"}, "retour": {"/"}})
	}
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, provedSlip("13.00"), provedCheque("12.00"))
	branch.deliver(branch.token(), map[string]string{"dossier": "P1"}, "identity_card surname=DURAND given_names=Paul", "payslip employer=X net_pay=1500.00", "proof_of_address account_holder=DURAND",
		"transfer_order debtor_iban="+ibanA+" creditor_iban="+ibanB+" amount=60000.00 currency=EUR signature_present=true payee=ATELIER", "letter subject=un", "cheque amount=12.00")
	h.work()
	if _, err := h.FollowUp(t.Context(), h.Now()); err != nil {
		t.Fatal(err)
	}
	h.counted()
	known := web.Sentences()
	link := regexp.MustCompile(`href="(/(?:document|dossiers|depot|validation|ecritures|remises|suspens|controle|supervision|mes-chiffres|compte|admin|corbeille|echeances|recherche|lettre)[^"#]*)"`)
	for login, v := range all {
		seen := map[string]bool{}
		todo := []string{"/", "/corbeille", "/dossiers", "/depot", "/remises?etat=open", "/echeances", "/supervision", "/admin", "/mes-chiffres", "/suspens", "/ecritures"}
		if login == "claire" {
			todo = append(todo, v.send("/corbeille/suivante", nil).to)
		}
		for len(todo) > 0 && len(seen) < 80 {
			path := todo[0]
			todo = todo[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			a := v.get(path)
			if a.code == 303 && strings.HasPrefix(a.to, "/") {
				todo = append(todo, a.to)
			}
			if !strings.HasPrefix(a.head.Get("Content-Type"), "text/html") {
				continue
			}
			texts, french := spoken(t, a.body)
			for _, s := range french {
				t.Errorf("%s, %s: nobody says in English: %q", login, path, s)
			}
			for _, s := range texts {
				if slices.Contains(known, strings.TrimSuffix(s, ".")) {
					t.Errorf("%s, %s: left in French: %q", login, path, s)
				}
			}
			for _, m := range link.FindAllStringSubmatch(a.plain, -1) {
				if !strings.Contains(m[1], "/fichier") && !strings.Contains(m[1], "/page/") && !strings.Contains(m[1], "/original") {
					todo = append(todo, m[1])
				}
			}
		}
		if len(seen) < 10 {
			t.Errorf("%s walked %d pages alone", login, len(seen))
		}
	}
}

// Every kind of dossier is called in English, with its pieces, deadlines and events.
func TestDossiersAreCalledInEnglish(t *testing.T) {
	for _, k := range dossier.Kinds() {
		words := []string{k.Title}
		for _, p := range k.Pieces {
			words = append(words, p.Title)
		}
		for _, c := range k.CrossCheck {
			words = append(words, c.Title)
		}
		for _, d := range k.Deadlines {
			words = append(words, d.Title)
		}
		for _, e := range k.Events {
			words = append(words, e)
		}
		for _, c := range k.Conditions {
			words = append(words, c)
		}
		for _, w := range words {
			if w != "" && !web.Known(w) {
				t.Errorf("%s: nobody says in English: %q", k.Name, w)
			}
		}
	}
}
