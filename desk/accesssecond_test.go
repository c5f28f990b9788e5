package desk_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/testkit"
)

// authenticator is what a person carries: it is written from RFC 6238 anew, so that
// it does not agree with the desk by having the same mistake.
func authenticator(t testing.TB, secret string, at time.Time) string {
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

// strict is a house where some roles need a second factor.
func strict(t testing.TB, roles ...bordereau.Role) *house {
	t.Helper()
	h := newHouse(t)
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.Desk, err = desk.New(desk.Config{SpoolDir: t.TempDir()}, desk.Deps{Store: h.store, Objects: testkit.Objects(t), Signer: key, Now: h.clock, People: desk.People{SecondFactor: roles}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) signIn(login string) (string, desk.Session) {
	h.t.Helper()
	token, s, err := h.SignIn(h.t.Context(), login, password, "10.0.0.1")
	if err != nil {
		h.t.Fatal(err)
	}
	return token, s
}

// enrol gives a person a second factor and the session that goes on, with the
// secret and the recovery codes.
func (h *house) enrol(token string) (fresh, secret string, recovery []string) {
	h.t.Helper()
	offer, err := h.OfferSecondFactor(h.t.Context(), token, password, "", "10.0.0.1")
	if err != nil {
		h.t.Fatal(err)
	}
	recovery, fresh, _, err = h.ConfirmSecondFactor(h.t.Context(), token, authenticator(h.t, offer.Secret, h.clock()), "10.0.0.1")
	if err != nil {
		h.t.Fatal(err)
	}
	return fresh, offer.Secret, recovery
}

func TestSigningInWithASecondFactor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	u := h.user("dora")
	first, _ := h.signIn("dora")
	other, _ := h.signIn("dora")
	fresh, secret, recovery := h.enrol(first)
	if len(recovery) != 10 || fresh == first {
		t.Fatal(recovery, fresh)
	}
	for _, old := range []string{first, other} {
		if _, err := h.Session(t.Context(), old); code(err) != bordereau.Unauthorised {
			t.Error("a session from before goes on:", err)
		}
	}
	if _, err := h.Session(t.Context(), fresh); err != nil {
		t.Error(err)
	}
	for _, kept := range append([]string{strings.ReplaceAll(secret, " ", "")}, recovery...) {
		for _, table := range []string{"users", "recovery_codes", "event_values"} {
			if n := h.sql("SELECT count(*) FROM %s t WHERE position('%s' in t::text) > 0", table, kept); n != "0" {
				t.Error("kept in clear in", table)
			}
		}
	}

	h.at(monday.Add(time.Minute))
	pending, s := h.signIn("dora")
	if s.Pending != desk.StepCode || s.Principal.ID != u.ID {
		t.Fatalf("%+v", s)
	}
	// It opens nothing.
	if _, err := h.Session(t.Context(), pending); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	for name, try := range map[string]func() error{
		"a new second factor": func() error { _, err := h.OfferSecondFactor(t.Context(), pending, password, "", ""); return err },
		"recovery codes":      func() error { _, err := h.RenewRecoveryCodes(t.Context(), pending, password, "", ""); return err },
		"another password": func() error {
			_, _, err := h.ChangePassword(t.Context(), pending, password, "another horse battery", "")
			return err
		},
		"its sessions": func() error { _, err := h.MySessions(t.Context(), pending); return err },
	} {
		if err := try(); code(err) != bordereau.Unauthorised {
			t.Errorf("a pending session gives %s: %v", name, err)
		}
	}
	now := authenticator(t, secret, h.clock())
	wrong := "000000"
	if now == wrong {
		wrong = "000001"
	}
	if _, _, err := h.AnswerCode(t.Context(), pending, wrong, "10.0.0.1"); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	token, s, err := h.AnswerCode(t.Context(), pending, now, "10.0.0.1")
	if err != nil || token == pending || s.Method != "password+totp" || s.Pending != "" {
		t.Fatal(s, err)
	}
	if got, err := h.Session(t.Context(), token); err != nil || got.Principal.ID != u.ID {
		t.Error(got, err)
	}
	if _, _, err := h.AnswerCode(t.Context(), pending, recovery[0], "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error("the pending session goes on:", err)
	}
	// The same code again, in the step that it is good for.
	pending, _ = h.signIn("dora")
	if _, _, err := h.AnswerCode(t.Context(), pending, now, "10.0.0.1"); code(err) != bordereau.Invalid {
		t.Error("a code was taken twice:", err)
	}
	if _, s, err = h.AnswerCode(t.Context(), pending, strings.ToLower(recovery[3]), "10.0.0.1"); err != nil || s.Method != "password+recovery" {
		t.Error(s, err)
	}
	pending, _ = h.signIn("dora")
	if _, _, err := h.AnswerCode(t.Context(), pending, recovery[3], "10.0.0.1"); code(err) != bordereau.Invalid {
		t.Error("a recovery code was taken twice:", err)
	}
	if n := h.sql("SELECT count(*) FROM events WHERE kind = 'access.code_refused'"); n != "3" {
		t.Error("refused codes in the journal:", n)
	}
	h.at(monday.Add(12 * time.Minute))
	if _, _, err := h.AnswerCode(t.Context(), pending, authenticator(t, secret, h.clock()), "10.0.0.1"); code(err) != bordereau.Unauthorised {
		t.Error("a pending session lasts:", err)
	}
}

// Of many who come with one code at the same time one comes in.
func TestACodeLetsOneIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	token, _ := h.signIn("dora")
	_, secret, _ := h.enrol(token)
	h.at(monday.Add(time.Minute))
	now := authenticator(t, secret, h.clock())
	var wg sync.WaitGroup
	var mu sync.Mutex
	in := 0
	for range 8 {
		pending, _ := h.signIn("dora")
		wg.Go(func() {
			if _, _, err := h.AnswerCode(t.Context(), pending, now, "10.0.0.1"); err == nil {
				mu.Lock()
				in++
				mu.Unlock()
			} else if c := code(err); c != bordereau.Invalid && c != bordereau.Quota {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if in != 1 {
		t.Errorf("%d came in with one code", in)
	}
}

// Wrong codes slow a person down wherever they come from, end the pending session,
// and an administrator unlocks.
func TestCodesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	token, _ := h.signIn("dora")
	_, secret, _ := h.enrol(token)
	h.at(monday.Add(time.Minute))
	pending, _ := h.signIn("dora")
	for i := range 5 {
		if _, _, err := h.AnswerCode(t.Context(), pending, "x", fmt.Sprint("10.0.0.", i)); code(err) != bordereau.Invalid {
			t.Error(err)
		}
	}
	if _, err := h.PendingSession(t.Context(), pending); code(err) != bordereau.Unauthorised {
		t.Error("five wrong codes do not end it:", err)
	}
	pending, _ = h.signIn("dora")
	good := authenticator(t, secret, h.clock())
	if _, _, err := h.AnswerCode(t.Context(), pending, good, "10.0.9.9"); code(err) != bordereau.Quota {
		t.Error("from elsewhere:", err)
	}
	if err := h.UnlockUser(t.Context(), h.alice, "dora"); code(err) != bordereau.Forbidden {
		t.Error(err)
	}
	if err := h.UnlockUser(t.Context(), h.admin, "Dora"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.AnswerCode(t.Context(), pending, good, "10.0.9.9"); err != nil {
		t.Error("unlocked:", err)
	}
}

func TestARoleMayNeedASecondFactor(t *testing.T) {
	t.Parallel()
	h := strict(t, bordereau.RoleClerk)
	h.user("dora")
	pending, s := h.signIn("dora")
	if s.Pending != desk.StepEnrol {
		t.Fatal(s.Pending)
	}
	if _, err := h.Session(t.Context(), pending); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	if _, _, err := h.AnswerCode(t.Context(), pending, "123456", ""); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
	if _, err := h.OfferedSecondFactor(t.Context(), pending); code(err) != bordereau.NotFound {
		t.Error(err)
	}
	offer, err := h.OfferSecondFactor(t.Context(), pending, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := h.OfferedSecondFactor(t.Context(), pending); err != nil || again != offer || !strings.Contains(offer.URI, "otpauth://totp/Bordereau:dora?") {
		t.Error(again, err)
	}
	if _, _, _, err := h.ConfirmSecondFactor(t.Context(), pending, "12345", ""); code(err) != bordereau.Invalid {
		t.Error(err)
	}
	_, fresh, s, err := h.ConfirmSecondFactor(t.Context(), pending, authenticator(t, offer.Secret, h.clock()), "")
	if err != nil || s.Pending != "" {
		t.Fatal(s, err)
	}
	if _, err := h.Session(t.Context(), fresh); err != nil {
		t.Error(err)
	}
	st, err := h.OwnSecondFactor(t.Context(), fresh)
	if err != nil || st != (desk.SecondFactorState{Enrolled: true, Required: true, RecoveryLeft: 10}) {
		t.Error(st, err)
	}
	if err := h.DropSecondFactor(t.Context(), fresh, password, "", ""); code(err) != bordereau.Conflicting {
		t.Error(err)
	}
}

func TestASecondFactorIsReplacedAndGivenUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	token, _ := h.signIn("dora")
	if _, err := h.OfferSecondFactor(t.Context(), token, "wrong horse battery", "", ""); code(err) != bordereau.Invalid {
		t.Error("without the password:", err)
	}
	token, secret, recovery := h.enrol(token)
	if _, err := h.OfferSecondFactor(t.Context(), token, password, "", ""); code(err) != bordereau.Invalid {
		t.Error("without a code:", err)
	}
	h.at(monday.Add(time.Minute))
	codes, err := h.RenewRecoveryCodes(t.Context(), token, password, authenticator(t, secret, h.clock()), "")
	if err != nil || len(codes) != 10 {
		t.Fatal(err)
	}
	if _, err := h.RenewRecoveryCodes(t.Context(), token, password, authenticator(t, secret, h.clock()), ""); code(err) != bordereau.Invalid {
		t.Error("a code was taken twice:", err)
	}
	h.at(monday.Add(2 * time.Minute))
	pending, _ := h.signIn("dora")
	if _, _, err := h.AnswerCode(t.Context(), pending, recovery[0], ""); code(err) != bordereau.Invalid {
		t.Error("an old recovery code:", err)
	}
	if _, err := h.OfferSecondFactor(t.Context(), token, password, codes[0], ""); err != nil {
		t.Fatal(err)
	}
	h.at(monday.Add(3 * time.Minute))
	if err := h.DropSecondFactor(t.Context(), token, password, authenticator(t, secret, h.clock()), ""); err != nil {
		t.Fatal(err)
	}
	if _, s := h.signIn("dora"); s.Pending != "" {
		t.Error(s.Pending)
	}
	if n := h.sql("SELECT count(*) FROM recovery_codes"); n != "0" {
		t.Error("recovery codes that are left:", n)
	}
}

// An unknown login is refused as slowly as a known one that has a second factor, and
// in the same words.
func TestTheTimeOfARefusalTellsNothing(t *testing.T) {
	h := newHouse(t)
	h.user("dora")
	token, _ := h.signIn("dora")
	h.enrol(token)
	took := map[string][]time.Duration{}
	said := map[string]string{}
	for i := range 16 {
		for _, login := range []string{"dora", "nobody"} {
			start := time.Now()
			_, _, err := h.SignIn(t.Context(), login, "wrong horse battery", fmt.Sprintf("10.%d.0.1", i))
			took[login] = append(took[login], time.Since(start))
			if code(err) != bordereau.Unauthorised {
				t.Fatal(err)
			}
			said[login] = err.Error()
		}
	}
	// The quickest of each: what other work on the machine adds says nothing.
	known, unknown := slices.Min(took["dora"]), slices.Min(took["nobody"])
	t.Logf("known %v, unknown %v (quickest of 16)", known, unknown)
	// What an early answer would save is the whole hash, most of the time of either.
	if known > 2*unknown || unknown > 2*known || said["dora"] != said["nobody"] {
		t.Errorf("a known login is refused in %v, an unknown one in %v", known, unknown)
	}
}

func TestSessionsAreShownToTheirOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("dora")
	h.user("eve")
	first, _ := h.signIn("dora")
	h.at(monday.Add(time.Minute))
	second, _ := h.signIn("dora")
	h.signIn("eve")
	list, err := h.MySessions(t.Context(), second)
	if err != nil || len(list) != 2 || !list[0].Current || list[1].Current || list[0].Remote != "10.0.0.1" || !list[1].OpenedAt.Equal(monday) {
		t.Fatalf("%+v %v", list, err)
	}
	if n, err := h.EndOtherSessions(t.Context(), second); n != 1 || err != nil {
		t.Error(n, err)
	}
	if _, err := h.Session(t.Context(), first); code(err) != bordereau.Unauthorised {
		t.Error(err)
	}
	if _, err := h.Session(t.Context(), second); err != nil {
		t.Error(err)
	}
	h.at(monday.Add(16*time.Minute + time.Second))
	if _, err := h.Session(t.Context(), second); code(err) != bordereau.Unauthorised || !strings.Contains(err.Error(), "sans activité") {
		t.Error(err)
	}
	third, _ := h.signIn("dora")
	for i := range 49 {
		h.at(monday.Add(16*time.Minute + time.Second + time.Duration(i)*10*time.Minute))
		_, err = h.Session(t.Context(), third)
	}
	if code(err) != bordereau.Unauthorised || !strings.Contains(err.Error(), "durée maximale") {
		t.Error(err)
	}
}

func (h *house) adminNamed(login string) bordereau.Principal {
	return h.person(login, bordereau.RoleAdmin)
}
