package web_test

import (
	"bytes"
	"crypto/ed25519"
	"html"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/xuri/excelize/v2"
)

// counted gives events their place and counts them.
func (h *house) counted() {
	h.t.Helper()
	if _, err := h.SequenceJournal(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	if err := h.SignJournal(h.t.Context(), true); err != nil {
		h.t.Fatal(err)
	}
	if err := h.CountFigures(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

var (
	tableOf = regexp.MustCompile(`(?s)<table>.*?</table>`)
	rowOf   = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	cellOf  = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
)

// shownTable reads a table of the page: the rows of its body and of its foot.
func shownTable(t *testing.T, a answer, name string) [][]string {
	t.Helper()
	i := strings.Index(a.body, `id="s-`+name+`"`)
	if i < 0 {
		t.Fatalf("no section %s", name)
	}
	var out [][]string
	for _, row := range rowOf.FindAllStringSubmatch(tableOf.FindString(a.body[i:]), -1) {
		var cells []string
		for _, c := range cellOf.FindAllStringSubmatch(row[1], -1) {
			cells = append(cells, strings.Join(strings.Fields(c[1]), ""))
		}
		out = append(out, cells)
	}
	return out[1:]
}

// The workbook and the paper hold the numbers of the screen (G18).
func TestTheFilesEqualTheScreen(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, sophie := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	sophie.signIn("sophie")
	branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux", "letter subject=trois")
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	form := claire.page(station).form(station)
	form.Set("action", "return")
	form.Set("reason", "incomplete")
	if a := claire.post(station, form); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	station = claire.send("/corbeille/suivante", nil).to
	form = claire.page(station).form(station)
	form.Set("action", "confirm")
	for name, typed := range form {
		if field, ok := strings.CutPrefix(name, "f."); ok && typed[0] == "" {
			form.Set(name, "autre")
		} else if ok {
			form.Set("ok."+field, "1")
		}
	}
	if a := claire.post(station, form); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	h.counted()
	page := sophie.page("/supervision?jours=7")
	if rows := shownTable(t, page, "types"); len(rows) != 2 || strings.Join(rows[1], " ") != "Total 3 0 0,0%" {
		t.Fatalf("%q", rows)
	}
	if !strings.Contains(page.body, `<svg class="chart"`) || strings.Contains(page.body, "style=") {
		t.Error(page.plain)
	}
	if _, figures, _ := strings.Cut(page.plain, `class="two charts"`); figures == "" || strings.Contains(figures, "claire") {
		t.Error("the figures name a person:", figures)
	}
	file := sophie.get("/supervision/fichier?jours=7&format=xlsx")
	book, err := excelize.OpenReader(strings.NewReader(file.body))
	if err != nil {
		t.Fatal(file.code, err)
	}
	defer book.Close()
	pdf := sophie.get("/supervision/fichier?jours=7&format=pdf")
	path := filepath.Join(t.TempDir(), "s.pdf")
	if err := os.WriteFile(path, []byte(pdf.body), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(pdf.code, err)
	}
	paper := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		paper[strings.Join(strings.Fields(line), "")] = true
	}
	for name, sheet := range map[string]string{"hours": "Débit par heure", "ages": "Stock par ancienneté", "types": "Passage sans personne, par type", "corrections": "Corrections par type", "fields": "Exactitude par champ", "branches": "Par agence", "due": "Échéances des dossiers"} {
		screen := shownTable(t, page, name)
		rows, err := book.GetRows(sheet)
		if err != nil || len(rows) != len(screen)+3 {
			t.Fatalf("%s: %d rows in the workbook, %d on the screen, %v", name, len(rows)-3, len(screen), err)
		}
		for i, cells := range screen {
			for k, cell := range cells {
				got := strings.ReplaceAll(strings.Join(strings.Fields(rows[i+3][k]), ""), ".", ",")
				if got != cell {
					t.Errorf("%s, row %d: %q in the workbook, %q on the screen", name, i, got, cell)
				}
			}
			if !paper[strings.Join(cells, "")] {
				t.Errorf("%s: the paper lacks %q", name, cells)
			}
		}
	}
	if a := sophie.get("/supervision/fichier?format=doc"); a.code != 422 {
		t.Error(a.code)
	}
	if a := sophie.fragment("/supervision/etat?jours=7"); a.code != 200 || strings.Contains(a.body, "<html") || !strings.Contains(a.body, `hx-target="this"`) {
		t.Error(a.code, a.body)
	}
	for _, path := range []string{"/supervision", "/supervision/etat", "/supervision/fichier?format=pdf", "/journal"} {
		if a := claire.get(path); a.code != 403 {
			t.Errorf("a clerk opens %s: %d", path, a.code)
		}
	}
	if a := claire.get("/controle"); a.code != 200 {
		t.Error(a.code)
	}
}

// provedSlip and provedCheque need no person.
func provedSlip(total string) string {
	return "remittance_slip slip_count=1! slip_total=" + total + "! currency=EUR iban=" + ibanA + "! account_holder=DUPONT"
}

func provedCheque(amount string) string {
	return "cheque amount=" + amount + "! currency=EUR code_line=C0048541_C075000004908D_241410518989A! payee=DUPONT_Marie date=" + time.Now().AddDate(0, 0, -3).Format(time.DateOnly) + "! signature_present=true"
}

// fragment gets a part of a page, which is no page.
func (v *visitor) fragment(path string) answer {
	v.h.t.Helper()
	res, err := v.c.Get(v.h.url + path)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header.Get("Location"), string(data), res.Header, html.UnescapeString(string(data))}
}

// A sample is keyed from the picture: the page that is sent holds none of the values.
func TestASamplePageIsBlind(t *testing.T) {
	h := newHouse(t)
	h.Sampling = desk.SampleSettings{Share: 1}
	h.dossier(t)
	branch, claire := h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, provedSlip("4321.00"), provedCheque("4321.00"))
	h.work()
	h.counted()
	// The day after, something happens, and a head is signed over it.
	now := h.Now
	h.visitor().signIn("sophie")
	h.Now = func() time.Time { return now().AddDate(0, 0, 1) }
	h.counted()
	n, err := h.DrawSamples(t.Context())
	h.Now = now
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	for range 2 {
		a := claire.send("/controle/suivant", nil)
		if !strings.HasPrefix(a.to, "/controle/") {
			t.Fatal(a.code, a.to)
		}
		p := claire.page(a.to)
		for _, secret := range []string{"4321", "4 321", "4\u00a0321", ibanA, "FR76 3000"} {
			if strings.Contains(p.plain, secret) {
				t.Errorf("the page tells %s", secret)
			}
		}
		form := p.form(a.to)
		wrong, right := url.Values{"lease": form["lease"]}, url.Values{"lease": form["lease"]}
		for name := range form {
			switch {
			case strings.Contains(name, "iban"):
				wrong.Set(name, ibanA)
				right.Set(name, "FR76 3000 1007 9412 3456 7890 185")
			case strings.Contains(name, "count"):
				wrong.Set(name, "1")
				right.Set(name, "1")
			case strings.Contains(name, "payee"), strings.Contains(name, "holder"):
				wrong.Set(name, "Dupont, Marie")
				right.Set(name, "Dupont, Marie")
				if strings.Contains(name, "holder") {
					right.Set(name, "dupont")
				}
			case strings.Contains(name, "date"):
				wrong.Set(name, time.Now().AddDate(0, 0, -3).Format("02/01/2006"))
				right.Set(name, wrong.Get(name))
			case strings.HasPrefix(name, "f."):
				wrong.Set(name, "4 321,10")
				right.Set(name, "4 321,00")
			}
		}
		if b := claire.send(a.to, url.Values{"lease": form["lease"]}); b.code != 422 || !strings.Contains(b.body, `aria-invalid="true"`) {
			t.Error(b.code, b.plain)
		}
		b := claire.send(a.to, wrong)
		if b.code != 200 || !strings.Contains(b.plain, "encore une fois") || strings.Contains(b.plain, "4321") || strings.Contains(b.plain, "4 321,00") {
			t.Error(b.code, b.plain)
		}
		if b := claire.send(a.to, right); b.to != "/controle?fait=sample" {
			t.Error(b.code, b.plain)
		}
	}
	if a := claire.send("/controle/suivant", nil); a.to != "/controle?fait=nosample" {
		t.Error(a.to)
	}
}

// The log is read by auditors and supervisors, verified, and exported with its seal.
func TestTheLogIsShownVerifiedAndExported(t *testing.T) {
	h := newHouse(t)
	branch, alain, sophie := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	alain.signIn("alain")
	sophie.signIn("sophie")
	branch.deliver(branch.token(), nil, "letter subject=un")
	h.work()
	h.counted()
	p := alain.page("/journal")
	for _, want := range []string{"Empreinte de tête", "reçu", "→", "Vérifier la chaîne", "Exporter le journal"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if p := sophie.page("/journal?action=document.&du=01/01/2020"); strings.Contains(p.plain, "Exporter le journal") || !strings.Contains(p.plain, "à valider") || strings.Contains(p.plain, ">connexion<") {
		t.Error(p.plain)
	}
	if p := alain.page("/journal?qui=sophie"); !strings.Contains(p.plain, "connexion") || strings.Contains(p.plain, "dépôt reçu") {
		t.Error(p.plain)
	}
	if a := alain.send("/journal/verification", nil); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	if a := alain.fragment("/journal/verification"); !strings.Contains(a.plain, "Vérification en cours") || !strings.Contains(a.body, "hx-trigger") {
		t.Error(a.body)
	}
	if err := h.RunChecks(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := alain.fragment("/journal/verification"); !regexp.MustCompile(`✓ \d+ événements, 0 rupture, \d+,\d`).MatchString(a.plain) || strings.Contains(a.body, "hx-trigger") {
		t.Error(a.body)
	}
	a := alain.send("/journal/export", url.Values{"de": {"0"}, "a": {"5"}})
	s, err := desk.VerifyLog(bytes.NewReader([]byte(a.body)), h.Signer.Public().(ed25519.PublicKey))
	if err != nil || s.Events != 6 || s.MadeBy != "alain" {
		t.Errorf("%d %+v %v", a.code, s, err)
	}
	if a := sophie.send("/journal/export", url.Values{"de": {"0"}, "a": {"5"}}); a.code != 403 {
		t.Error("a supervisor exports the log:", a.code)
	}
}

// A day's entries are listed with their lines, given as a file, refused, reversed by two.
func TestTheBooksGoThroughThePages(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	branch, claire, sophie := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	sophie.signIn("sophie")
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, provedSlip("12.00"), provedCheque("12.00"))
	h.work()
	entries, err := h.Entries(t.Context(), bordereau.System, "", "", desk.Cursor{})
	if err != nil || len(entries.Items) != 1 {
		t.Fatalf("%+v %v", entries, err)
	}
	e := entries.Items[0]
	day := "/ecritures?jour=" + e.BusinessDay
	p := claire.page(day)
	for _, want := range []string{"Prêt", "Débit", "Crédit", "12,00\u00a0€", "voir la pièce", "Date de valeur"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("the day lacks %q", want)
		}
	}
	file := "/ecritures/" + e.BusinessDay + "/fichier"
	p = sophie.page(file)
	form := p.form(file)
	if len(form.Get("sha256")) != 64 || !strings.Contains(p.plain, form.Get("sha256")) || !strings.Contains(p.plain, "12,00\u00a0€") {
		t.Fatal(p.plain)
	}
	if a := sophie.post(file, form); a.code != 200 || !strings.Contains(a.head.Get("Content-Disposition"), "ecritures-"+e.BusinessDay+".csv") || strings.Count(a.body, "\r\n") != 3 {
		t.Error(a.code, a.body)
	}
	form.Set("sha256", strings.Repeat("0", 64))
	if a := sophie.post(file, form); a.code != 409 || !strings.Contains(a.plain, "La journée a changé") {
		t.Error(a.code, a.plain)
	}
	if p := claire.page(day); !strings.Contains(p.plain, "Exporté") || !strings.Contains(p.plain, "Fichiers remis") || strings.Contains(p.plain, "Fichier de la journée") {
		t.Error(p.plain)
	}
	booking := bordereau.Principal{ID: "compta", Name: "compta", Role: bordereau.RoleBooking}
	if err := h.Acknowledge(t.Context(), booking, []desk.Acknowledgement{{EntryID: e.ID, Verdict: "refused", Reason: "compte clos"}}); err != nil {
		t.Fatal(err)
	}
	if p := claire.page("/suspens"); !strings.Contains(p.plain, "La comptabilité a refusé l'écriture : compte clos.") || strings.Contains(p.body, "/solder") {
		t.Error(p.plain)
	}
	path := "/ecriture/" + e.ID + "/extourne"
	if a := claire.send(path, url.Values{"jour": {e.BusinessDay}, "reason": {" "}}); a.code != 422 || !strings.Contains(a.plain, "Indiquez le motif") {
		t.Error(a.code, a.plain)
	}
	if a := claire.send(path, url.Values{"jour": {e.BusinessDay}, "reason": {"compte clos"}}); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	if a := claire.send(path, url.Values{"jour": {e.BusinessDay}, "reason": {"compte clos"}}); a.code != 409 {
		t.Error(a.code)
	}
	confirm := regexp.MustCompile(`/extourne/[0-9a-f-]{36}/confirmer`).FindString(sophie.page(day).body)
	if claire.page(day); confirm == "" {
		t.Fatal("the reversal is not shown")
	}
	if a := claire.send(confirm, nil); a.code != 403 {
		t.Error("a clerk confirms:", a.code)
	}
	if a := sophie.send(confirm, nil); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	if p := sophie.page("/suspens?etat=done"); !strings.Contains(p.plain, "Extourne confirmée : compte clos") {
		t.Error(p.plain)
	}
	if p := sophie.page(day); !strings.Contains(p.plain, "Extournée") || !strings.Contains(p.plain, "claire, sophie") {
		t.Error(p.plain)
	}
}
