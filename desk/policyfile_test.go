package desk_test

import (
	"crypto/ed25519"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/testkit"
	"bordereau/policy"
)

// stricter is the program's own policy with another version, and something replaced.
func stricter(version, old, new string) []byte {
	s := string(policy.DefaultFile())
	s = strings.Replace(s, `"version": "`+policy.Default().Version+`"`, `"version": "`+version+`"`, 1)
	return []byte(strings.Replace(s, old, new, 1))
}

const ceiling = `"ceilings": {"EUR": 500000,`

func TestAPolicyIsAdoptedByTwoAndTakenByEveryNode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	anna, bert := h.adminNamed("anna"), h.adminNamed("bert")
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	node, err := desk.New(desk.Config{SpoolDir: t.TempDir()}, desk.Deps{Store: h.store, Objects: testkit.Objects(t), Signer: key, Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	file := stricter("2026-12-01", ceiling, `"ceilings": {"EUR": 100,`)
	for name, c := range map[string]struct {
		by   bordereau.Principal
		file []byte
		want bordereau.Code
	}{
		"a supervisor":          {h.sophie, file, bordereau.Forbidden},
		"the command line":      {bordereau.System, file, bordereau.Forbidden},
		"nothing":               {anna, nil, bordereau.Invalid},
		"no JSON":               {anna, []byte("{"), bordereau.Invalid},
		"a key nobody knows":    {anna, stricter("x", ceiling, `"ceiling": {"EUR": 1,`), bordereau.Invalid},
		"the version in force":  {anna, policy.DefaultFile(), bordereau.Invalid},
		"a proof of percentage": {anna, stricter("x", `"by": ["dossier"]`, `"by": ["confidence"]`), bordereau.Invalid},
		"not UTF-8":             {anna, append([]byte("\xff"), file...), bordereau.Invalid},
		"two megabytes":         {anna, append(file, make([]byte, 2<<20)...), bordereau.Invalid},
	} {
		if _, err := h.ProposePolicy(t.Context(), c.by, c.file, ""); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, err := h.ProposePolicy(t.Context(), anna, file, "Plafond abaissé")
	if err != nil {
		t.Fatal(err)
	}
	if list, err := h.Changes(t.Context(), bert); err != nil || list[0].Body.File != "" || list[0].Body.SHA256 == "" || list[0].Subject != "2026-12-01" {
		t.Error(list, err)
	}
	if got, err := h.PolicyFile(t.Context(), bert, "2026-12-01"); err != nil || string(got) != string(file) {
		t.Error("what waits cannot be read:", err)
	}
	if _, _, err := h.ConfirmChange(t.Context(), anna, c.ID); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if h.Rules().Version != policy.Default().Version {
		t.Error(h.Rules().Version)
	}
	before := h.bring(bordereau.Deposit{}, cheque("50.00", agreement))
	if _, _, err := h.ConfirmChange(t.Context(), bert, c.ID); err != nil {
		t.Fatal(err)
	}
	if h.Rules().Version != "2026-12-01" || node.Rules().Version != policy.Default().Version {
		t.Error(h.Rules().Version, node.Rules().Version)
	}
	if err := node.TakePolicy(t.Context()); err != nil || node.Rules().Version != "2026-12-01" {
		t.Error(node.Rules().Version, err)
	}
	after := h.bring(bordereau.Deposit{}, cheque("50.00", agreement))
	for i, docs := range [][]bordereau.Document{before, after} {
		reasons := h.sql("SELECT reasons::text FROM tasks WHERE document_id = '%s'", docs[0].ID)
		if strings.Contains(reasons, "above_ceiling") != (i == 1) {
			t.Error(i, reasons)
		}
	}
	list, err := h.PolicyVersions(t.Context(), h.sophie)
	if err != nil || len(list) != 1 || list[0].ProposedBy != "anna" || list[0].AdoptedBy != "bert" || list[0].Version != "2026-12-01" {
		t.Error(list, err)
	}
	if got, err := h.PolicyFile(t.Context(), bert, policy.Default().Version); err != nil || string(got) != string(policy.DefaultFile()) {
		t.Error(err)
	}
	if _, err := h.PolicyFile(t.Context(), h.alice, "2026-12-01"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'policy.adopted'"); n != "1" {
		t.Error(n)
	}
	if _, err := h.ProposePolicy(t.Context(), anna, file, ""); code(err) != bordereau.Invalid {
		t.Error("a version twice:", err)
	}
	// Back to the program's own rules, under another name.
	c, err = h.ProposePolicy(t.Context(), bert, stricter("2026-12-02", "", ""), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.ConfirmChange(t.Context(), anna, c.ID); err != nil || h.Rules().Version != "2026-12-02" {
		t.Error(h.Rules().Version, err)
	}
}
