package web_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau/intake"
)

// call sends what the page's script sends.
func (v *visitor) call(method, path, body string, heads ...string) answer {
	v.h.t.Helper()
	req, err := http.NewRequestWithContext(v.h.t.Context(), method, v.h.url+path, strings.NewReader(body))
	if err != nil {
		v.h.t.Fatal(err)
	}
	for i := 0; i < len(heads); i += 2 {
		req.Header.Set(heads[i], heads[i+1])
	}
	res, err := v.c.Do(req)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return answer{code: res.StatusCode, to: res.Header.Get("Location"), body: string(data), head: res.Header}
}

// The page's script sends files in chunks under the session and its token, and closes
// them as one deposit with a receipt that verifies.
func TestThePageSendsInChunks(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	v.signIn("agence")
	page := v.page("/depot")
	token := hiddenToken.FindStringSubmatch(page.body)[1]
	tus := []string{"Tus-Resumable", "1.0.0", "X-CSRF-Token", token}
	data := png + "letter en morceaux"
	create := append([]string{"Upload-Length", "26", "Upload-Metadata", "filename " + base64.StdEncoding.EncodeToString([]byte("lettre.png")) + ",deposit " + base64.StdEncoding.EncodeToString([]byte("later"))}, tus...)
	create[1] = strconv.Itoa(len(data))
	if a := v.call("POST", "/depot/envois", "", create[:6]...); a.code != 403 {
		t.Error("without a token:", a.code)
	}
	a := v.call("POST", "/depot/envois", "", create...)
	if a.code != 201 || !strings.HasPrefix(a.to, "/depot/envois/") {
		t.Fatal(a.code, a.body)
	}
	at := a.to
	neighbour := h.visitor()
	neighbour.signIn("voisine")
	if a := neighbour.call("HEAD", at, "", "Tus-Resumable", "1.0.0"); a.code != 404 {
		t.Error("the neighbour sees it:", a.code)
	}
	patch := func(offset string, part string) answer {
		return v.call("PATCH", at, part, append([]string{"Upload-Offset", offset, "Content-Type", "application/offset+octet-stream"}, tus...)...)
	}
	if a := patch("0", data[:10]); a.code != 204 {
		t.Fatal(a.code, a.body)
	}
	if a := patch("0", data); a.code != 409 || a.head.Get("Content-Type") != "application/problem+json" {
		t.Error(a.code, a.head)
	}
	if a := v.page("/depot/jour"); !strings.Contains(a.plain, "1 envoyés · 0 reçus") {
		t.Error(a.plain)
	}
	if a := patch("10", data[10:]); a.code != 204 {
		t.Fatal(a.code, a.body)
	}
	closing := `{"uploads":["` + strings.TrimPrefix(at, "/depot/envois/") + `"],"kind":"letter","reference":"R 7"}`
	if a := v.call("POST", "/depot/envois/clore", closing, "Content-Type", "application/json"); a.code != 403 {
		t.Error("closed without a token:", a.code)
	}
	a = v.call("POST", "/depot/envois/clore", closing, "Content-Type", "application/json", "X-CSRF-Token", token)
	if a.code != 202 || !strings.HasPrefix(a.to, "/depot/") {
		t.Fatal(a.code, a.body)
	}
	if p := v.page(a.to); !strings.Contains(p.plain, "lettre.png") || !strings.Contains(p.plain, "R 7") {
		t.Error(p.plain)
	}
	var proof intake.Proof
	file := v.call("GET", a.to+"/recu.json", "")
	if err := json.Unmarshal([]byte(file.body), &proof); err != nil || !strings.HasPrefix(file.head.Get("Content-Disposition"), "attachment") || len(proof.Files) != 1 {
		t.Error(err, file.head, file.body)
	}
	printed := v.page(a.to + "/recu")
	for _, want := range []string{proof.Signature, proof.Fingerprint, proof.Files[0].SHA256, proof.Digest} {
		if want == "" || !strings.Contains(printed.plain, want) {
			t.Errorf("the printed receipt lacks %q", want)
		}
	}
	if a := neighbour.get(a.to + "/recu"); a.code != 404 {
		t.Error("the neighbour prints it:", a.code)
	}
}

// A branch follows its day: every file in plain words with its times, a doubtful one
// with its fields, a duplicate with the hour of the first, one that was sent back with
// its reason and a way to replace it; and the day adds up. Nothing new is nothing sent.
func TestTheDayOfABranch(t *testing.T) {
	h := newHouse(t)
	v, claire := h.visitor(), h.visitor()
	v.signIn("agence")
	claire.signIn("claire")
	token := hiddenToken.FindStringSubmatch(v.page("/depot").body)[1]
	if a := v.deliver(token, nil, "letter un", "cheque amount=12.00"); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	v.deliver(token, nil, "letter un")
	if a := v.do("POST", "/depot", "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n"+token+
		"\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.gif\"\r\n\r\nGIF89a\r\n--b--\r\n")); a.code != 415 {
		t.Fatal(a.code)
	}
	h.work()
	first := v.page("/depot/jour")
	for _, want := range []string{"4 envoyés · 3 reçus", "À valider", "Doublon de " + time.Now().In(h.Location).Format("15:"), "photo.gif", "ni un PDF", "reçu", "lu"} {
		if !strings.Contains(first.plain, want) {
			t.Errorf("the day lacks %q: %s", want, first.plain)
		}
	}
	tag := first.head.Get("ETag")
	if a := v.call("GET", "/depot/jour", "", "If-None-Match", tag); a.code != 304 || a.body != "" || tag == "" {
		t.Error("an unchanged day is sent again:", a.code, tag)
	}
	if a := v.page("/depot"); !strings.Contains(a.body, `data-poll="/depot/jour"`) {
		t.Error("today is not kept up to date")
	}
	if a := v.page("/depot?jour=2020-01-02"); !strings.Contains(a.plain, "0 envoyés") || strings.Contains(a.body, "data-poll") {
		t.Error(a.plain)
	}

	task := claire.send("/corbeille/suivante", nil).to
	for !strings.Contains(claire.page(task).plain, "hèque") {
		claire.send(task+"/rendre", claire.page(task).form(task+"/rendre"))
		if task = claire.send("/corbeille/suivante", url.Values{"type": {"cheque"}}).to; task == "/corbeille?fait=empty" {
			t.Fatal("no cheque to look at")
		}
	}
	form := claire.page(task).form(task)
	form.Set("action", "return")
	form.Set("reason", "illegible")
	if a := claire.send(task, form); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	again := v.page("/depot/jour")
	m := regexp.MustCompile(`href="(/depot\?remplace=[0-9a-f-]+)#deposer"`).FindStringSubmatch(again.body)
	if m == nil || !strings.Contains(again.plain, "À numériser de nouveau : Document illisible") || !strings.Contains(again.plain, "1 à reprendre") || again.head.Get("ETag") == tag {
		t.Fatal(again.plain)
	}
	page := v.page(m[1])
	old := page.form("/depot").Get("replaces")
	if old == "" || !strings.Contains(page.plain, "remplacera") {
		t.Fatal(page.plain)
	}
	if a := v.deliver(token, map[string]string{"replaces": old}, "cheque amount=12.00 encore"); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	done := v.page("/depot/jour")
	for _, want := range []string{"Remplacé", "Remplace un document renvoyé", "5 envoyés · 4 reçus", "0 à reprendre"} {
		if !strings.Contains(done.plain, want) {
			t.Errorf("the day lacks %q", want)
		}
	}
	if a := h.visitor(); a.signIn("voisine").code != 303 || !strings.Contains(a.page("/depot").plain, "0 envoyés") {
		t.Error("the neighbour's day holds another branch's files")
	}
}
