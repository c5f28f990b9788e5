package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// Everybody reads the own figures, and nobody another's.
func TestOwnFiguresAreForOneselfAlone(t *testing.T) {
	h := newHouse(t)
	branch, claire, paul, sophie := h.visitor(), h.visitor(), h.visitor(), h.visitor()
	for v, login := range map[*visitor]string{branch: "agence", claire: "claire", paul: "paul", sophie: "sophie"} {
		v.signIn(login)
	}
	for i, v := range []*visitor{claire, claire, paul} {
		branch.deliver(branch.token(), nil, "letter subject="+strconv.Itoa(i))
		h.work()
		station := v.send("/corbeille/suivante", nil).to
		form := v.page(station).form(station)
		form.Set("action", "confirm")
		form.Set("f.subject", "Un autre objet")
		if a := v.post(station, form); a.code != 303 {
			t.Fatal(station, a.code, a.plain)
		}
	}
	h.counted()
	day := h.Now().In(h.Location).Format("02/01/2006")
	for v, want := range map[*visitor]string{claire: "2 2 2 100,0%", paul: "1 1 1 100,0%"} {
		p := v.page("/mes-chiffres?jours=7")
		rows := shownTable(t, p, "owndays")
		if len(rows) != 8 || !strings.HasPrefix(strings.Join(rows[6], " "), day+" "+want) || !strings.HasPrefix(strings.Join(rows[7], " "), "Total "+want) {
			t.Errorf("%q", rows)
		}
		if rows := shownTable(t, p, "owntypes"); len(rows) != 2 || !strings.HasPrefix(strings.Join(rows[0], " "), "Courrier "+want) {
			t.Errorf("%q", rows)
		}
		if !strings.Contains(p.plain, "Vous seul voyez ces chiffres.") || !strings.Contains(p.body, `<svg class="chart"`) {
			t.Error(p.plain)
		}
	}
	if p := sophie.page("/mes-chiffres"); !strings.Contains(p.plain, "Rien dans cette période") && strings.Contains(p.plain, "100,0") {
		t.Error("a supervisor reads others' figures as her own:", p.plain)
	}
	for _, path := range []string{"/compte", "/corbeille"} {
		if p := claire.page(path); !strings.Contains(p.body, `href="/mes-chiffres"`) {
			t.Errorf("%s does not lead there", path)
		}
	}
	if a := branch.get("/mes-chiffres"); a.code != 403 {
		t.Error(a.code)
	}
	if p := branch.page("/compte"); strings.Contains(p.body, "/mes-chiffres") {
		t.Error("who decides nothing is led there")
	}
	h.IndividualFigures = true
	if p := claire.page("/mes-chiffres"); !strings.Contains(p.plain, "les responsables les voient aussi") {
		t.Error(p.plain)
	}
	claire.send("/langue", url.Values{"langue": {"en"}, "retour": {"/mes-chiffres"}})
	if p := claire.page("/mes-chiffres"); !strings.Contains(p.plain, "My decisions by day") {
		t.Error(p.plain)
	}
}
