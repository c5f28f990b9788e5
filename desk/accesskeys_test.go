package desk_test

import (
	"bytes"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

func TestAKeyHasAScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, bearer, err := h.AddKey(t.Context(), h.admin, desk.Key{Label: "scanner", Role: bordereau.RoleBranch, Branch: "12", Kinds: []bordereau.Type{bordereau.RemittanceSlip, bordereau.Cheque, bordereau.Cheque}})
	if err != nil {
		t.Fatal(err)
	}
	by, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1")
	if err != nil || by.Kinds != "cheque,remittance_slip" {
		t.Fatal(by, err)
	}
	one := by
	one.Kinds = "cheque"
	for name, c := range map[string]struct {
		by   bordereau.Principal
		kind string
		want bordereau.Code
		is   string
	}{
		"in scope":                {by, "cheque", "", "cheque"},
		"out of scope":            {by, "payslip", bordereau.Forbidden, ""},
		"not said, two possible":  {by, "", bordereau.Forbidden, ""},
		"not said, one possible":  {one, "", "", "cheque"},
		"no scope":                {h.branch, "payslip", "", "payslip"},
		"no scope, and not said":  {h.branch, "", "", ""},
		"not a part of the other": {one, "cheq", bordereau.Forbidden, ""},
	} {
		d, err := h.Begin(t.Context(), c.by, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.AddFile(t.Context(), "a.png", bytes.NewReader(paperFile(name))); err != nil {
			t.Fatal(err)
		}
		out, err := d.Commit(t.Context(), desk.Declaration{Kind: c.kind})
		d.Close()
		if code(err) != c.want || err == nil && out.Deposit.Kind != c.is {
			t.Errorf("%s: %q %v", name, out.Deposit.Kind, err)
		}
	}
	for name, k := range map[string]desk.Key{
		"an unknown kind":   {Label: "x", Role: bordereau.RoleBranch, Branch: "12", Kinds: []bordereau.Type{"dream"}},
		"kinds for booking": {Label: "x", Role: bordereau.RoleBooking, Kinds: []bordereau.Type{bordereau.Cheque}},
		"already over":      {Label: "x", Role: bordereau.RoleBooking, ExpiresAt: at(monday)},
	} {
		if _, _, err := h.AddKey(t.Context(), h.admin, k); code(err) != bordereau.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := h.AddKey(t.Context(), h.admin, desk.Key{Label: "x", Role: bordereau.RoleAdmin}); code(err) != bordereau.Conflicting {
		t.Error("a key that administers, by one:", err)
	}
}

func at(t time.Time) *time.Time { return &t }

func TestAKeyExpiresAndIsRotated(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k, bearer, err := h.AddKey(t.Context(), h.admin, desk.Key{Label: "scanner", Role: bordereau.RoleBranch, Branch: "12", Kinds: []bordereau.Type{bordereau.Cheque}, ExpiresAt: at(monday.Add(24 * time.Hour))})
	if err != nil {
		t.Fatal(err)
	}
	good := func(bearer string) bool {
		_, err := h.KeyHolder(t.Context(), bearer, "10.0.0.1")
		if c := code(err); err != nil && c != bordereau.Unauthorised && c != bordereau.Quota {
			t.Fatal(err)
		}
		return err == nil
	}
	h.at(monday.Add(time.Hour))
	if !good(bearer) {
		t.Fatal("a good key is refused")
	}
	next, second, err := h.RotateKey(t.Context(), h.admin, k.ID, 30*time.Minute)
	if err != nil || next.ID == k.ID || next.Branch != "12" || len(next.Kinds) != 1 || !next.ExpiresAt.Equal(monday.Add(25*time.Hour)) {
		t.Fatalf("%+v %v", next, err)
	}
	if !good(bearer) || !good(second) {
		t.Error("the two do not go on side by side")
	}
	if _, _, err := h.RotateKey(t.Context(), h.admin, k.ID, 0); code(err) != bordereau.Conflicting {
		t.Error("twice:", err)
	}
	// Believed until the very moment, not for the seconds that a good key is.
	h.at(monday.Add(90*time.Minute - time.Second))
	if !good(bearer) {
		t.Error("a second before its end")
	}
	h.at(monday.Add(90 * time.Minute))
	if good(bearer) || !good(second) {
		t.Error("at its end")
	}
	h.at(monday.Add(25 * time.Hour))
	if good(second) {
		t.Error("it has no end")
	}
	if _, _, err := h.RotateKey(t.Context(), h.sophie, next.ID, 0); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if _, _, err := h.RotateKey(t.Context(), h.admin, next.ID, 31*24*time.Hour); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	if _, _, err := h.RotateKey(t.Context(), h.admin, "nothing", 0); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	list, err := h.Keys(t.Context(), h.admin)
	if err != nil || len(list) != 2 || list[0].RotatedTo != next.ID || list[0].UsedAt == nil {
		t.Errorf("%+v %v", list, err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'access.key_rotated'"); n != "1" {
		t.Error(n)
	}
}
