package web_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/sso"
	"bordereau/internal/testkit"
	"bordereau/policy"
)

var (
	onceCode = regexp.MustCompile(`[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}`)
	secretOf = regexp.MustCompile(`[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}`)
)

// admins are two administrators at their browsers.
func (h *house) admins() (racine, seconde *visitor) {
	h.t.Helper()
	if _, err := h.AddUser(h.t.Context(), bordereau.System, desk.User{Login: "seconde", Role: bordereau.RoleAdmin}, password); err != nil {
		h.t.Fatal(err)
	}
	racine, seconde = h.visitor(), h.visitor()
	racine.signIn("racine")
	seconde.signIn("seconde")
	return racine, seconde
}

func (v *visitor) must(a answer, code int, to string) answer {
	v.h.t.Helper()
	if a.code != code || to != "" && a.to != to {
		v.h.t.Fatalf("%d to %q, not %d to %q: %.600s", a.code, a.to, code, to, a.plain)
	}
	return a
}

func TestPeopleAndProposals(t *testing.T) {
	h := newHouse(t)
	racine, seconde := h.admins()
	racine.must(racine.get("/acces"), 303, "/admin/personnes")
	racine.must(racine.get("/admin"), 303, "/admin/personnes")
	if a := racine.send("/admin/personnes", url.Values{"login": {"n"}, "name": {"Nadia"}, "role": {"clerk"}}); a.code != 422 || !strings.Contains(a.plain, `value="Nadia"`) {
		t.Errorf("%d %s", a.code, a.plain)
	}
	a := racine.must(racine.send("/admin/personnes", url.Values{"login": {"nadia"}, "role": {"clerk"}}), 201, "")
	code := onceCode.FindString(a.body)
	if code == "" || strings.Contains(racine.page("/admin/personnes").body, code) {
		t.Fatal("the code is not shown once")
	}
	nadia := h.visitor()
	nadia.must(nadia.post("/connexion/mot-de-passe", url.Values{"login": {"nadia"}, "code": {code}, "password": {"court"}}), 422, "")
	nadia.must(nadia.post("/connexion/mot-de-passe", url.Values{"login": {"nadia"}, "code": {"AAAA-AAAA-AAAA-AAAA"}, "password": {password}}), 401, "")
	nadia.must(nadia.post("/connexion/mot-de-passe", url.Values{"login": {"nadia"}, "code": {code}, "password": {password}}), 303, "/connexion?fait=password")
	nadia.must(nadia.signIn("nadia"), 303, "/corbeille")

	// Her role is another's to confirm, and then she has to sign in anew.
	racine.must(racine.send("/admin/propositions", url.Values{"kind": {"role"}, "login": {"personne"}, "role": {"auditor"}}), 422, "")
	racine.must(racine.send("/admin/propositions", url.Values{"kind": {"role"}, "login": {"nadia"}, "role": {"supervisor"}, "reason": {"Promotion"}}), 303, "/admin/personnes?fait=submitted")
	list, err := h.Changes(t.Context(), bordereau.System)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	confirm := "/admin/propositions/" + list[0].ID + "/confirmer"
	if p := racine.page("/admin/personnes"); !strings.Contains(p.plain, "Promotion") || strings.Contains(p.body, confirm) {
		t.Error("who proposed it is offered to confirm it")
	}
	if a := racine.send(confirm, nil); a.code != 403 {
		t.Error(a.code)
	}
	if p := seconde.page("/admin/personnes"); !strings.Contains(p.body, confirm) {
		t.Error("the other is not offered to confirm it")
	}
	seconde.must(seconde.send(confirm, nil), 303, "/admin/personnes?fait=confirmed")
	if a := nadia.get("/corbeille"); a.code != 303 || !strings.HasPrefix(a.to, "/connexion") {
		t.Error("the session of the old role goes on:", a.code, a.to)
	}
	// A new administrator, proposed from the form for people.
	racine.must(racine.send("/admin/personnes", url.Values{"login": {"troisieme"}, "role": {"admin"}}), 303, "/admin/personnes?fait=submitted")
	if list, err = h.Changes(t.Context(), bordereau.System); err != nil || list[0].Kind != "administrator" {
		t.Fatal(list, err)
	}
	a = seconde.must(seconde.send("/admin/propositions/"+list[0].ID+"/confirmer", nil), 201, "")
	if onceCode.FindString(a.body) == "" {
		t.Error("no code for the new administrator")
	}
	if a := racine.send("/admin/personnes/seconde/code", nil); a.code != 409 {
		t.Error("one administrator resets another's password:", a.code)
	}
	racine.must(racine.send("/admin/personnes/nadia/debloquer", nil), 303, "/admin/personnes?fait=unlocked")
	racine.must(racine.send("/admin/personnes/nadia/code", nil), 201, "")
	racine.must(racine.send("/admin/personnes/nadia/fermer", nil), 303, "/admin/personnes?fait=ended")
	if p := racine.page("/admin/personnes"); !strings.Contains(p.plain, "Dernière modification") || !strings.Contains(p.plain, "racine (utilisateur fermé)") {
		t.Error(p.plain)
	}
	if a := racine.must(racine.send("/admin/personnes/nadia/rouvrir", nil), 201, ""); onceCode.FindString(a.body) == "" {
		t.Error("no code for who comes back")
	}
}

func TestKeysOnTheirPage(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	v.signIn("racine")
	v.must(v.send("/admin/cles", url.Values{"label": {"x"}, "role": {"branch"}, "branch": {"00742"}, "until": {"demain"}}), 422, "")
	a := v.must(v.send("/admin/cles", url.Values{"label": {"numériseur"}, "role": {"branch"}, "branch": {"00742"}, "kind": {"cheque", "remittance_slip"}, "until": {"31/12/2099"}}), 201, "")
	secret := regexp.MustCompile(`bdk_[0-9a-zA-Z_-]+`).FindString(a.body)
	if p, err := h.KeyHolder(t.Context(), secret, "10.0.0.1"); err != nil || p.Kinds != "cheque,remittance_slip" {
		t.Error(p, err)
	}
	if p := v.page("/admin/cles"); strings.Contains(p.body, secret) || !strings.Contains(p.plain, "01/01/2100") {
		t.Error("the secret is shown twice, or the end not at all")
	}
	keys, err := h.Keys(t.Context(), bordereau.System)
	if err != nil {
		t.Fatal(err)
	}
	a = v.must(v.send("/admin/cles/"+keys[0].ID+"/remplacer", nil), 201, "")
	if second := regexp.MustCompile(`bdk_[0-9a-zA-Z_-]+`).FindString(a.body); second == "" || second == secret {
		t.Error(second)
	}
	v.must(v.send("/admin/cles/"+keys[0].ID+"/remplacer", nil), 409, "")
	v.must(v.send("/admin/cles/"+keys[0].ID+"/revoquer", nil), 303, "/admin/cles?fait=ended")
	if _, err := h.KeyHolder(t.Context(), secret, "10.0.0.1"); err == nil {
		t.Error("the key still opens")
	}
}

func TestPoliciesAreTriedAndAdopted(t *testing.T) {
	h := newHouse(t)
	racine, seconde := h.admins()
	branch := h.visitor()
	branch.signIn("agence")
	if a := branch.deliver(branch.token(), nil, "cheque amount=12.00"); a.code != 303 {
		t.Fatal(a.code, a.body)
	}
	h.work()
	file := strings.Replace(string(policy.DefaultFile()), `"version": "`+policy.Default().Version+`"`, `"version": "essai 1"`, 1)
	if p := racine.page("/admin/politiques"); !strings.Contains(p.plain, policy.Default().Version) || !strings.Contains(p.plain, "5\u00a0000,00\u00a0€") || !strings.Contains(p.plain, "à regarder d'abord sous 90\u00a0%") {
		t.Error(p.plain)
	}
	if a := racine.send("/admin/politiques/simulation", url.Values{"file": {"{"}}); a.code != 422 || !strings.Contains(a.plain, "n'est pas valable") {
		t.Error(a.code, a.plain)
	}
	a := racine.must(racine.send("/admin/politiques/simulation", url.Values{"file": {strings.ReplaceAll(file, "\n", "\r\n")}}), 200, "")
	if !strings.Contains(a.plain, "Effet de essai 1") || !strings.Contains(a.plain, "1 documents jugés sur 1") {
		t.Error(a.plain)
	}
	racine.must(racine.send("/admin/politiques/proposition", url.Values{"file": {file}, "reason": {"Essai"}}), 303, "/admin/politiques?fait=submitted")
	list, err := h.Changes(t.Context(), bordereau.System)
	if err != nil {
		t.Fatal(err)
	}
	if got := seconde.get("/admin/politiques/essai%201/fichier"); got.body != file || !strings.Contains(got.head.Get("Content-Disposition"), "attachment") {
		t.Error("what waits cannot be read:", got.code)
	}
	racine.must(racine.send("/admin/politiques/"+list[0].ID+"/confirmer", nil), 403, "")
	seconde.must(seconde.send("/admin/politiques/"+list[0].ID+"/confirmer", nil), 303, "/admin/politiques?fait=adopted")
	if h.Rules().Version != "essai 1" {
		t.Error(h.Rules().Version)
	}
	sophie := h.visitor()
	sophie.signIn("sophie")
	if p := sophie.page("/admin/politiques"); !strings.Contains(p.plain, "essai 1") {
		t.Error(p.plain)
	}
}

func TestKeepingAndDeadLetters(t *testing.T) {
	h := newHouse(t)
	branch, sophie, racine := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	sophie.signIn("sophie")
	racine.signIn("racine")
	a := branch.deliver(branch.token(), nil, "letter subject=SECRET")
	h.work()
	id := strings.TrimPrefix(documentLink.FindString(branch.page(a.to).body), "/document/")
	if id == "" {
		t.Fatal(a.to)
	}
	sophie.must(sophie.send("/admin/conservation/gel", url.Values{"document": {id}, "reason": {""}}), 422, "")
	sophie.must(sophie.send("/admin/conservation/gel", url.Values{"document": {"rien"}, "reason": {"Litige"}}), 422, "")
	sophie.must(sophie.send("/admin/conservation/gel", url.Values{"document": {id}, "reason": {"Litige 17"}}), 303, "/admin/conservation?fait=held")
	if p := racine.page("/admin/conservation"); !strings.Contains(p.plain, "Litige 17") || strings.Contains(p.plain, "SECRET") {
		t.Error(p.plain)
	}
	racine.must(racine.send("/admin/conservation/"+id+"/lever", url.Values{"reason": {"Jugement"}}), 303, "/admin/conservation?fait=lifted")
	for _, path := range []string{"/admin/types-de-dossier", "/admin/files-mortes", "/admin/sauvegardes"} {
		racine.page(path)
	}
	racine.must(racine.send("/admin/files-mortes/cause", url.Values{"stage": {"read"}, "code": {"crashed"}}), 303, "/admin/files-mortes?fait=redriven")
	if err := h.NoteBackup(t.Context(), bordereau.System, "s3://ailleurs/jour", 7); err != nil {
		t.Fatal(err)
	}
	if p := racine.page("/admin/sauvegardes"); !strings.Contains(p.plain, "s3://ailleurs/jour") {
		t.Error(p.plain)
	}
	// Every example of every type of dossier holds.
	if p := racine.page("/admin/types-de-dossier"); strings.Contains(p.plain, "△") || !strings.Contains(p.plain, "Conforme") {
		t.Error("an example of a type of dossier does not hold")
	}
}

// authenticator is what a person carries (RFC 6238).
func authenticator(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	if err := binary.Write(mac, binary.BigEndian, at.Unix()/30); err != nil {
		t.Fatal(err)
	}
	sum := mac.Sum(nil)
	o := sum[19] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[o:])&0x7fffffff)%1_000_000)
}

// Somebody whose role asks for it enrols at the door, and comes in with a code and
// with a recovery code after that.
func TestASecondFactorAtTheDoor(t *testing.T) {
	h := newHouse(t)
	h.SecondFactor = []bordereau.Role{bordereau.RoleSupervisor}
	v := h.visitor()
	v.must(v.post("/connexion", url.Values{"login": {"sophie"}, "password": {password}, "suite": {"/remises"}}), 303, "/connexion/facteur?suite=%2Fremises")
	if a := v.get("/remises"); a.code != 303 || !strings.HasPrefix(a.to, "/connexion") {
		t.Error("a pending session opens pages:", a.code)
	}
	v.must(v.get("/connexion/code"), 303, "/connexion/facteur")
	p := v.page("/connexion/facteur?suite=%2Fremises")
	secret := secretOf.FindString(p.plain)
	if secret == "" || !strings.Contains(p.body, "<svg class=\"qr\"") || !strings.Contains(v.page("/connexion/facteur").plain, secret) {
		t.Fatal(p.plain)
	}
	form := p.form("/connexion/facteur")
	now := time.Now()
	v.must(v.post("/connexion/facteur", url.Values{"code": {authenticator(t, secret, now)}}), 403, "") // without the token
	form.Set("code", "12345")
	v.must(v.post("/connexion/facteur", form), 422, "")
	form.Set("code", authenticator(t, secret, now))
	a := v.must(v.post("/connexion/facteur", form), 201, "")
	recovery := onceCode.FindAllString(a.body, -1)
	if len(recovery) != 10 || !strings.Contains(a.body, `href="/remises"`) {
		t.Fatal(recovery)
	}
	v.page("/remises")

	again := h.visitor()
	again.must(again.signIn("sophie"), 303, "/connexion/code")
	form = again.page("/connexion/code").form("/connexion/code")
	form.Set("code", authenticator(t, secret, now)) // that code was used
	again.must(again.post("/connexion/code", form), 422, "")
	form.Set("code", recovery[0])
	again.must(again.post("/connexion/code", form), 303, "/corbeille")
	if a := again.get("/connexion/code"); a.code != 303 || a.to != "/connexion" {
		t.Error(a.code, a.to)
	}
	if p := again.page("/compte"); !strings.Contains(p.plain, "9 codes de secours") || !strings.Contains(p.plain, "Mot de passe et code de secours") {
		t.Error(p.plain)
	}
}

func TestTheOwnAccount(t *testing.T) {
	h := newHouse(t)
	v, elsewhere := h.visitor(), h.visitor()
	v.signIn("claire")
	elsewhere.signIn("claire")
	if p := v.page("/compte"); strings.Count(p.plain, "Celle-ci") != 1 || !strings.Contains(p.plain, "après 15 minutes") {
		t.Error(p.plain)
	}
	v.must(v.send("/compte/sessions", nil), 303, "/compte?fait=sessions")
	if a := elsewhere.get("/corbeille"); a.code != 303 {
		t.Error("another session goes on:", a.code)
	}
	const next = "un autre mot de passe sûr"
	v.must(v.send("/compte/mot-de-passe", url.Values{"old": {"pas celui-ci du tout"}, "password": {next}}), 422, "")
	u, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	before := v.c.Jar.Cookies(u)
	v.must(v.send("/compte/mot-de-passe", url.Values{"old": {password}, "password": {next}}), 303, "/compte?fait=password")
	if after := v.c.Jar.Cookies(u); fmt.Sprint(before) == fmt.Sprint(after) {
		t.Error("the session has the secret that it had")
	}
	v.page("/compte")
	a := v.must(v.send("/compte/facteur", url.Values{"old": {next}}), 200, "")
	secret := secretOf.FindString(a.plain)
	v.must(v.send("/compte/facteur/code", url.Values{"code": {"1"}}), 422, "")
	a = v.must(v.send("/compte/facteur/code", url.Values{"code": {authenticator(t, secret, time.Now())}}), 201, "")
	recovery := onceCode.FindAllString(a.body, -1)
	if len(recovery) != 10 {
		t.Fatal(a.plain)
	}
	v.must(v.send("/compte/facteur/retrait", url.Values{"old": {next}, "code": {recovery[1]}}), 303, "/compte?fait=factor")
	if p := v.page("/compte"); !strings.Contains(p.plain, "Aucun second facteur") {
		t.Error(p.plain)
	}
}

// The whole way to the bank's provider and back, as a browser goes it.
func TestTheBanksOwnIdentities(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	if strings.Contains(v.page("/connexion").body, "/connexion/banque") {
		t.Error("a provider is offered where none is set")
	}
	v.must(v.get("/connexion/banque"), 404, "")
	idp := testkit.NewIdentityProvider(t, time.Now)
	var err error
	if h.Provider, err = sso.New(sso.Config{Issuer: idp.URL, ClientID: idp.ClientID, ClientSecret: idp.Secret, Redirect: h.url + "/connexion/banque/retour"}); err != nil {
		t.Fatal(err)
	}
	idp.Set(func(i *testkit.IdentityProvider) {
		i.Bend = func(_, c map[string]any) { c["preferred_username"] = "claire" }
	})
	if !strings.Contains(v.page("/connexion").body, "/connexion/banque?suite=") {
		t.Error("the provider is not offered")
	}
	a := v.must(v.get("/connexion/banque?suite=%2Frecherche"), 303, "")
	if flow := a.head.Get("Set-Cookie"); !strings.Contains(flow, "HttpOnly") || !strings.Contains(flow, "SameSite=Lax") || !strings.HasPrefix(a.to, idp.URL) {
		t.Fatal(a.to, flow)
	}
	state, code := idp.Approve(a.to)
	back := "/connexion/banque/retour?" + url.Values{"state": {state}, "code": {code}}.Encode()
	stranger := h.visitor()
	stranger.must(stranger.get(back), 401, "")
	a = v.must(v.get(back), 200, "")
	if !strings.Contains(a.body, `content="0;url=/recherche"`) {
		t.Error(a.body)
	}
	v.page("/recherche")
	v.must(v.get(back), 401, "") // the way is gone once
	// Whom the bank knows and the desk does not.
	idp.Set(func(i *testkit.IdentityProvider) {
		i.Bend = func(_, c map[string]any) { c["preferred_username"] = "inconnue" }
	})
	a = stranger.must(stranger.get("/connexion/banque"), 303, "")
	state, code = idp.Approve(a.to)
	if a = stranger.get("/connexion/banque/retour?" + url.Values{"state": {state}, "code": {code}}.Encode()); a.code != 401 || !strings.Contains(a.plain, "n'est pas ouvert ici") {
		t.Error(a.code, a.plain)
	}
}

// Delays are told in words: what the policy promises, which days the desk works, what the
// law asks of case files; and a kind says how long its pieces hold and how it asks for them.
func TestDelaysAreToldInWords(t *testing.T) {
	h := newHouse(t)
	racine, sophie, claire := h.visitor(), h.visitor(), h.visitor()
	racine.signIn("racine")
	sophie.signIn("sophie")
	claire.signIn("claire")
	if a := claire.get("/admin/delais"); a.code != 403 {
		t.Error(a.code)
	}
	for _, want := range []string{"Engagements de traitement, depuis le 01/01/2026", "en vigueur", `<th scope="row">Chèque</th><td>15:00</td><td>le jour même à 17:30</td>`,
		`<th scope="row">Tous les autres</th><td>16:00</td><td>2 jours ouvrés plus tard à 18:00</td>`, "le jour ouvré suivant à 12:00", "ce qui est définitif à partir de 18:00 (Europe/Paris)",
		"jours fériés de France", "15 jours ouvrables (du lundi au samedi)", "2 mois", "CMF L133-45", "à confirmer"} {
		if p := sophie.page("/admin/delais"); !strings.Contains(p.plain, want) {
			t.Errorf("no %q: %s", want, p.plain)
		}
	}
	p := racine.page("/admin/types-de-dossier")
	for _, want := range []string{"moins de 3 mois à la réception", "jusqu'à la date qu'elle porte", "<td>Trois derniers bulletins de paie</td>", "(5 ans de plus si elle est délivrée à un adulte du 02/01/2004 au 31/12/2013)", "n'est pas demandée par lettre"} {
		if !strings.Contains(p.plain, want) {
			t.Errorf("no %q", want)
		}
	}
}

// What one administrator proposes for another's access takes a second one, and then works:
// a new password, a second factor taken off; who is locked out comes in once unlocked.
func TestAccessIsRestoredByTwo(t *testing.T) {
	h := newHouse(t)
	racine, seconde := h.admins()
	change := func(kind, login string) string {
		t.Helper()
		racine.must(racine.send("/admin/propositions", url.Values{"kind": {kind}, "login": {login}, "reason": {"Perdu"}}), 303, "/admin/personnes?fait=submitted")
		list, err := h.Changes(t.Context(), bordereau.System)
		if err != nil || len(list) == 0 || list[0].Kind != kind || list[0].Subject != login {
			t.Fatal(list, err)
		}
		return "/admin/propositions/" + list[0].ID + "/confirmer"
	}
	if _, err := h.AddUser(t.Context(), bordereau.System, desk.User{Login: "tiers", Role: bordereau.RoleAdmin}, password); err != nil {
		t.Fatal(err)
	}

	confirm := change(desk.ChangePassword, "tiers")
	racine.must(racine.send(confirm, nil), 403, "")
	code := onceCode.FindString(seconde.must(seconde.send(confirm, nil), 201, "").body)
	tiers := h.visitor()
	const next = "encore un mot de passe sûr"
	tiers.must(tiers.post("/connexion/mot-de-passe", url.Values{"login": {"tiers"}, "code": {code}, "password": {next}}), 303, "/connexion?fait=password")
	tiers.must(tiers.signIn("tiers"), 401, "")
	tiers.must(tiers.post("/connexion", url.Values{"login": {"tiers"}, "password": {next}}), 303, "/admin/personnes")
	if p := seconde.page("/admin/personnes"); strings.Contains(p.body, code) || strings.Contains(p.body, confirm) {
		t.Error("the code is shown twice, or what is decided still waits")
	}

	racine.must(racine.send("/admin/propositions", url.Values{"kind": {desk.ChangeSecondFactor}, "login": {"tiers"}}), 409, "")
	secret := secretOf.FindString(tiers.must(tiers.send("/compte/facteur", url.Values{"old": {next}}), 200, "").plain)
	tiers.must(tiers.send("/compte/facteur/code", url.Values{"code": {authenticator(t, secret, time.Now())}}), 201, "")
	again := h.visitor()
	again.must(again.post("/connexion", url.Values{"login": {"tiers"}, "password": {next}}), 303, "/connexion/code")
	confirm = change(desk.ChangeSecondFactor, "tiers")
	seconde.must(seconde.send(confirm, nil), 303, "/admin/personnes?fait=confirmed")
	if a := tiers.get("/compte"); a.code != 303 {
		t.Error("a session of before goes on:", a.code)
	}
	again = h.visitor()
	again.must(again.post("/connexion", url.Values{"login": {"tiers"}, "password": {next}}), 303, "/admin/personnes")

	claire, tries := h.visitor(), 0
	for a := (answer{}); a.code != 429; tries++ {
		if a = claire.post("/connexion", url.Values{"login": {"claire"}, "password": {"pas le bon mot de passe"}}); tries > 50 {
			t.Fatal("nobody is slowed down")
		}
	}
	claire.must(claire.signIn("claire"), 429, "")
	racine.must(racine.send("/admin/personnes/claire/debloquer", nil), 303, "/admin/personnes?fait=unlocked")
	claire.must(claire.signIn("claire"), 303, "/corbeille")
}

// failing is a reader that cannot be opened while it is broken.
type failing struct {
	desk.Reader
	broken *bool
}

func (f failing) Open(ctx context.Context, data []byte, small bool) (desk.ReadingSession, error) {
	if *f.broken {
		return nil, bordereau.Errorf(bordereau.Internal, "Le lecteur est en panne.")
	}
	return f.Reader.Open(ctx, data, small)
}

// What the machine gave up stands among the dead letters; redriven there it is read.
func TestADeadLetterIsRedriven(t *testing.T) {
	h := newHouse(t)
	broken := true
	h.Reader = failing{h.Reader, &broken}
	branch, racine, alain := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	racine.signIn("racine")
	alain.signIn("alain")
	branch.deliver(branch.token(), nil, "letter subject=un")
	redrive := regexp.MustCompile(`/admin/files-mortes/[0-9a-f-]{36}/relancer`)
	testkit.Until(t, time.Minute, "the machine gives the paper up", func() bool {
		h.work()
		return redrive.MatchString(racine.page("/admin/files-mortes").body)
	})
	p := racine.page("/admin/files-mortes")
	if !strings.Contains(p.plain, "internal") || strings.Contains(alain.page("/admin/files-mortes").body, "/relancer") {
		t.Error(p.plain)
	}
	broken = false
	path := redrive.FindString(p.body)
	racine.must(racine.send(path, nil), 303, "/admin/files-mortes?fait=redriven")
	if p := racine.page("/admin/files-mortes"); redrive.MatchString(p.body) {
		t.Error("it is still dead:", p.plain)
	}
	racine.must(racine.send(path, nil), 404, "")
	h.work()
	claire := h.visitor()
	claire.signIn("claire")
	if p := claire.page("/corbeille"); !strings.Contains(p.plain, "papier <b>1.png") {
		t.Error("it was not read:", p.plain)
	}
}
