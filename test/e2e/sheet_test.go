package e2e

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// A slip with a sheet on which three cheques were scanned together, and the sheet turned
// over, is one file, and becomes one balanced entry: each cheque is a document of its own,
// sealed with its own picture and that of its back.
func TestChequesScannedTogether(t *testing.T) {
	h := embedded(t)
	h.staff()
	who := specimen.People(69, 1)
	h.customers(who)
	today := time.Now().UTC().Truncate(24 * time.Hour)
	const n = 3
	sheet, err := specimen.OnA4(720_000, n, specimen.Bundle{Customer: &who[0], Day: today, Layout: "personal", Turned: "long", Back: "stamped"})
	if err != nil {
		t.Fatal(err)
	}
	slip := specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: 720_000, Customer: &who[0], DPI: 200, Day: today}
	for _, p := range sheet.Truth.Parts {
		slip.Cheques = append(slip.Cheques, p.Truth)
	}
	d, err := specimen.Draw(slip)
	if err != nil {
		t.Fatal(err)
	}
	r := &remise{papers: []*paper{{truth: d.Truth}}}
	for _, p := range sheet.Truth.Parts {
		r.papers = append(r.papers, &paper{truth: p.Truth})
	}
	data, err := specimen.Encode(specimen.Drawing{DPI: 200, Pages: []*image.Gray{d.Pages[0], sheet.Pages[0], sheet.Pages[1]}}, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "remise")
	declared, err := json.Marshal(map[string]any{"dossier": "REM-" + who[0].Ref, "kind": "remittance_slip", "slip_count": n, "slip_total": d.Truth.Fields["slip_total"]})
	if err == nil {
		err = os.Mkdir(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "remise.pdf"), data, 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "deposit.json"), declared, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	out := testkit.Tool(t, h.binary, []string{"BORDEREAU_KEY=" + h.keys["branch"]}, "send", "--json", "--server", h.base, filepath.Dir(dir))
	var sent struct {
		Documents []struct {
			ID string `json:"id"`
		} `json:"documents"`
	}
	if err := json.Unmarshal([]byte(out), &sent); err != nil || len(sent.Documents) != 1 {
		t.Fatalf("send: %v %s", err, out)
	}
	var file struct {
		State bordereau.State      `json:"state"`
		Pages int                  `json:"pages"`
		Parts []bordereau.Document `json:"parts"`
	}
	testkit.Until(t, 3*time.Minute, "the file is taken apart", func() bool {
		h.as("auditor").Must("GET", "/v1/documents/"+sent.Documents[0].ID, nil, &file)
		return file.State == bordereau.Split
	})
	if len(file.Parts) != 1+n || file.Pages != 3 {
		t.Fatalf("%d parts of %d pages", len(file.Parts), file.Pages)
	}
	for i, p := range file.Parts {
		r.papers[i].id = p.ID
		want := []int{1}
		if i > 0 {
			want = []int{bordereau.PieceOf(2, i), bordereau.PieceOf(3, i)}
		}
		if !slices.Equal(p.PartPages, want) {
			t.Errorf("part %d has the pages %v", i, p.PartPages)
		}
	}
	h.read(r, 2*time.Minute)
	h.confirmAll(r)
	testkit.Until(t, 2*time.Minute, "the entry is in the feed", func() bool { return len(h.feed()) == 1 })
	oneEntry(t, h.feed()[0], r)
	fsck(t, h)
}
