package web_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"bordereau/api"
	"bordereau/desk"
	"bordereau/internal/testkit"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/xuri/excelize/v2"
)

// What programs are told equals what the screen shows, as JSON, CSV and XLSX.
func TestTheReportsOfTheAPIEqualTheScreen(t *testing.T) {
	h := newHouse(t)
	h.dossier(t)
	deps := api.Over(h.Desk)
	deps.Log, deps.Registry = slog.New(slog.DiscardHandler), prometheus.NewRegistry()
	server, err := api.New(api.Config{}, deps)
	if err != nil {
		t.Fatal(err)
	}
	address := testkit.Serve(t, server.App())
	branch, claire, sophie := h.visitor(), h.visitor(), h.visitor()
	branch.signIn("agence")
	claire.signIn("claire")
	sophie.signIn("sophie")
	branch.deliver(branch.token(), map[string]string{"dossier": "2026/004512"}, provedSlip("12.00"), provedCheque("12.00"))
	branch.deliver(branch.token(), nil, "letter subject=un", "letter subject=deux")
	h.work()
	station := claire.send("/corbeille/suivante", nil).to
	form := claire.page(station).form(station)
	form.Set("action", "return")
	form.Set("reason", "incomplete")
	if a := claire.post(station, form); a.code != 303 {
		t.Fatal(a.code, a.plain)
	}
	h.counted()
	get := func(v *visitor, path, accept string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if accept != "" {
			req.Header.Set("Accept", accept)
		}
		res, err := v.c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		data, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(data)
	}
	p := h.LastDays(7)
	query := "?from=" + p.From + "&to=" + p.To
	page := sophie.page("/supervision?jours=7")
	code, body := get(sophie, "/v1/reports/activity"+query, "")
	var f desk.Figures
	if err := json.Unmarshal([]byte(body), &f); err != nil || code != 200 || f.Settled != 4 || f.Straight != 2 || f.Decisions != 1 || f.Stock != 1 {
		t.Fatalf("%d %s %v", code, body, err)
	}
	for _, want := range []string{">" + strconv.FormatInt(f.Stock, 10) + "<", strconv.FormatInt(f.Straight, 10) + " sur " + strconv.FormatInt(f.Settled, 10)} {
		if !strings.Contains(page.plain, want) {
			t.Errorf("the screen lacks %q", want)
		}
	}
	code, workbook := get(sophie, "/v1/reports/activity.xlsx"+query, "")
	book, err := excelize.OpenReader(strings.NewReader(workbook))
	if err != nil {
		t.Fatal(code, err)
	}
	defer book.Close()
	for group, section := range map[string][2]string{"day": {"days", "Par jour"}, "hour": {"hours", "Débit par heure"}, "age": {"ages", "Stock par ancienneté"},
		"branch": {"branches", "Par agence"}, "obligation": {"due", "Échéances des dossiers"}} {
		screen := shownTable(t, page, section[0])
		code, body := get(sophie, "/v1/reports/activity"+query+"&group="+group, "text/csv")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || code != 200 {
			t.Fatal(group, code, err)
		}
		sheet, err := book.GetRows(section[1], excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows[1:] {
			for k, cell := range row {
				shown := strings.ReplaceAll(screen[i][k], "—", "")
				if share, isShare := strings.CutSuffix(shown, "%"); isShare {
					n, err := strconv.ParseFloat(cell, 64)
					shown, cell = share, strings.Replace(strconv.FormatFloat(100*n, 'f', 1, 64), ".", ",", 1)
					if err != nil {
						t.Error(err)
					}
				} else if got := sheet[i+3]; k < len(got) && strings.Join(strings.Fields(got[k]), "") != shown {
					t.Errorf("%s: %q in the workbook, %q on the screen", group, got[k], shown)
				}
				if strings.Join(strings.Fields(cell), "") != shown {
					t.Errorf("%s, row %d: %q as CSV, %q on the screen", group, i, cell, screen[i][k])
				}
			}
		}
		var alone map[string]any
		if _, body := get(sophie, "/v1/reports/activity"+query+"&group="+group, "application/json"); json.Unmarshal([]byte(body), &alone) != nil || alone["stock"] == nil || alone["types"] != nil {
			t.Errorf("%s alone: %s", group, body)
		}
	}
	for path, want := range map[string]int{"?group=x": 422, "?from=2026-01-01&to=2026-12-31": 422, "?lang=de": 422, "?group=person": 422, "?from=hier": 422, "?group=type&lang=en": 200} {
		if code, body := get(sophie, "/v1/reports/activity"+path, ""); code != want {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if code, body := get(sophie, "/v1/reports/activity.pdf"+query, ""); code != 200 || !strings.HasPrefix(body, "%PDF") {
		t.Error(code)
	}
	if code, _ := get(claire, "/v1/reports/activity", ""); code != 403 {
		t.Error("a clerk reads the house's figures:", code)
	}
}
