package e2e

import (
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// A lodger opens an account: his host's certificate, identity card and bill are drawn,
// read by the machine and told apart from his own papers.
func TestALodgerOpensAnAccount(t *testing.T) {
	t.Parallel()
	h := embedded(t)
	h.staff()
	who := specimen.People(67, 2)
	lodger, host := &who[0], &who[1]
	p := &post{customers: who[:1], dossiers: map[string]specimen.Customer{}, papers: map[string]*paper{}}
	ref := "OUV-" + lodger.Ref
	var papers []*paper
	for i, s := range []specimen.Spec{
		{Kind: bordereau.IdentityCard, Customer: lodger, Format: "png"},
		{Kind: bordereau.ProofOfAddress, Customer: lodger, Layout: "hosting", Format: "png"},
		{Kind: bordereau.IdentityCard, Customer: host, Format: "png"},
		{Kind: bordereau.ProofOfAddress, Customer: host, Layout: "holder", Format: "png"},
	} {
		s.Seed, s.Day = uint64(6700+i), time.Now().UTC().Truncate(24*time.Hour)
		d, err := specimen.Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(d, d.Truth.Format)
		if err != nil {
			t.Fatal(err)
		}
		x := &paper{name: []string{"card", "hosting", "host-card", "host-bill"}[i] + specimen.Extension(d.Truth.Format), data: data, truth: d.Truth}
		p.papers[x.name], papers = x, append(papers, x)
	}
	p.parcels = []parcel{{dossier: ref, papers: papers}}
	p.hand(h, map[string]any{"ref": ref, "kind": "account_opening", "branch": home, "customers": []string{lodger.Ref}, "facts": map[string]bool{"lodger": true}})
	h.settled(p)

	byID := map[string]*paper{}
	for _, x := range papers {
		byID[x.id] = x
	}
	camille := h.signIn("camille")
	for range 12 { // what the machine does not prove, a clerk confirms as it is printed
		waiting, ok := camille.next(nil)
		if !ok {
			break
		}
		x := byID[waiting.Document]
		if x == nil {
			t.Fatal("a task of no paper of ours")
		}
		if _, status := camille.decide(waiting, confirmation(waiting, x.truth)); status != 200 {
			t.Fatalf("%s: %d, %+v", x.name, status, waiting.Reasons)
		}
	}
	h.settled(p)
	want := map[string]string{"identity": "satisfied", "host": "satisfied", "host_identity": "satisfied", "host_address": "satisfied", "same_host": "satisfied", "address": ""}
	testkit.Until(t, time.Minute, "the papers are decided on", func() bool {
		for _, x := range papers {
			if s := h.view(x).State; s != bordereau.Decided && s != bordereau.Archived {
				return false
			}
		}
		return true
	})
	var lines struct {
		Items []struct{ Piece, State, Why string }
	}
	h.as("branch").Must("GET", "/v1/dossiers/"+ref+"/checklist", nil, &lines)
	got := map[string]string{}
	for _, l := range lines.Items {
		got[l.Piece] = l.State
	}
	for piece, state := range want {
		if got[piece] != state {
			t.Errorf("%s is %q, want %q: %+v", piece, got[piece], state, lines.Items)
		}
	}
}
