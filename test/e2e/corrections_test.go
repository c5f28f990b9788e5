package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// corrections: what clerks name a page is exported without whom it is about, and a
// classifier is taught on it. What they only confirm teaches nothing.
func corrections(t *testing.T, h *house) {
	const complaints, notices = 10, 2 // ten dossiers must share a word
	who := specimen.People(63, complaints+notices+1)
	papers, deposits := make([]*paper, len(who)), make([]string, len(who))
	for i := range who {
		d, err := specimen.Draw(specimen.Spec{Kind: bordereau.Letter, Seed: uint64(6300 + i), Customer: &who[i], DPI: 100, Format: "png", Day: time.Now().UTC().Truncate(24 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(d, "png")
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			ID        string `json:"id"`
			Documents []struct {
				ID string `json:"id"`
			} `json:"documents"`
		}
		if status, err := h.as("elsewhere").Deposit("", nil, []testkit.File{{Name: "letter.png", Data: data}}, &got); err != nil || status != 202 {
			t.Fatalf("deposit: %d %v", status, err)
		}
		papers[i], deposits[i] = &paper{id: got.Documents[0].ID}, got.ID
	}
	camille := h.signIn("camille")
	for i, x := range papers {
		testkit.Until(t, time.Minute, "a letter is read", func() bool { return !h.view(x).State.Machine() })
		named := map[string]any{"action": "type", "type": bordereau.Complaint}
		switch {
		case i == len(papers)-1:
			named = map[string]any{"action": "confirm"}
		case i >= complaints:
			named["type"] = bordereau.FormalNotice
		}
		waiting, ok := camille.next(map[string]any{"deposit": deposits[i]})
		if !ok || waiting.Document != x.id {
			t.Fatalf("a letter does not wait for a clerk; it is %s", h.view(x).State)
		}
		if _, status := camille.decide(waiting, named); status != 200 {
			t.Fatalf("%v: %d", named, status)
		}
	}

	dir := t.TempDir()
	file, taught := filepath.Join(dir, "corrections.jsonl"), filepath.Join(dir, "model.json")
	h.tool("export", "corrections", "--by", "paul", "--out", file)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	types, shared := map[bordereau.Type]int{}, 0
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		var c struct {
			Type     bordereau.Type `json:"type"`
			Features []string       `json:"features"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		types[c.Type]++
		if slices.ContainsFunc(c.Features, func(f string) bool { return strings.HasPrefix(f, "w:") }) {
			shared++
		}
	}
	if len(types) != 2 || types[bordereau.Complaint] != complaints || types[bordereau.FormalNotice] != notices || shared == 0 {
		t.Errorf("the export holds %v, %d pages of them with words", types, shared)
	}
	for _, c := range who {
		if c.Surname != "" && bytes.Contains(data, []byte(strings.ToUpper(c.Surname))) {
			t.Errorf("the export names %s", c.Surname)
		}
	}
	said := testkit.Tool(t, h.binary, h.env, "train", "classifier", "--n", "0", "--corrections", file, "--out", taught)
	if model, err := os.ReadFile(taught); err != nil || !strings.Contains(said, "12 of all named by clerks") || !json.Valid(model) {
		t.Errorf("train says %q: %v", said, err)
	}
}
