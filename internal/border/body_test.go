package border_test

import (
	"fmt"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/border"
)

func TestJSONBody(t *testing.T) {
	d := open(t, border.Config{})
	deep := func(n int) string {
		return `{"list":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
	}
	pad := func(n int) string { return `{"name":"` + strings.Repeat("x", n-len(`{"name":""}`)) + `"}` }
	for body, want := range map[string]int{
		`{"name":"a","list":[{"n":1}],"more":{"x":"y"}}`: 200,
		`{}`: 200, ` {} `: 200,
		``: 400, `{`: 400, `{} {}`: 400, `{}]`: 400, "{\"name\":\"\xff\"}": 400,
		`{"name":"a","name":"b"}`:                 400,
		`{"name":"a","Name":"b"}`:                 400,
		`{"more":{"x":"1","x":"2"}}`:              400,
		`{"Name":"a"}`:                            422,
		`{"colour":"a"}`:                          422,
		`{"list":[{"n":1,"m":2}]}`:                422,
		`{"name":1}`:                              422,
		`{"list":{"n":1}}`:                        422,
		deep(11):                                  400,
		pad(64 << 10):                             200,
		pad(64<<10 + 1):                           413,
		`{"more":{"\u0000":"` + "\\u0000" + `"}}`: 200,
	} {
		res, _, text := d.send(t, "POST", "/json", strings.NewReader(body), "Authorization", key, "Content-Type", "application/json; charset=utf-8")
		if res.StatusCode != want {
			t.Errorf("%.80s: %d, want %d: %s", body, res.StatusCode, want, text)
		}
	}
	if res, _, _ := d.send(t, "POST", "/json", strings.NewReader("{}"), "Authorization", key, "Content-Type", "text/plain"); res.StatusCode != 415 {
		t.Error(res.StatusCode)
	}
}

func TestDisposition(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf":            `attachment; filename=a.pdf`,
		"../../etc/passwd": `attachment; filename=.._.._etc_passwd`,
		"a\r\nX: y.pdf":    `attachment; filename="aX: y.pdf"`,
		"relevé.pdf":       `attachment; filename*=utf-8''relev%C3%A9.pdf`,
		"exe\u202Efdp.pdf": `attachment; filename=exefdp.pdf`,
		"":                 `attachment; filename=document`,
	} {
		if got := border.Disposition(name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

func TestAmounts(t *testing.T) {
	for s, want := range map[string]bordereau.Money{
		"1237.56": {Minor: 123756, Currency: "EUR"}, "1 237,56 €": {Minor: 123756, Currency: "EUR"}, "50": {Minor: 5000, Currency: "EUR"},
		"3435.880 TND": {Minor: 3435880, Currency: "TND"}, "1\u00a0237,56": {Minor: 123756, Currency: "EUR"}, "100 JPY": {Minor: 100, Currency: "JPY"},
	} {
		if got, err := border.ParseAmount(s); err != nil || got != want {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "€", "1,2,3", "1.234,56", "12.5", "NaN", "1e3", "12 XYZ"} {
		if got, err := border.ParseAmount(s); err == nil {
			t.Errorf("%q became %v", s, got)
		}
	}
}

func TestSnippet(t *testing.T) {
	got := border.Snippet("de \x02Dupont\x03 à \x02Lyon\x03\x03 fin\x02")
	want := []border.Piece{{"de ", false}, {"Dupont", true}, {" à ", false}, {"Lyon", true}, {" fin", false}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v", got)
	}
}
