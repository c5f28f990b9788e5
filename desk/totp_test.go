package desk

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"hash"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B.
func TestCodesAreThoseOfTheNorm(t *testing.T) {
	t.Parallel()
	seed := []byte("1234567890123456789012345678901234567890123456789012345678901234")
	for _, v := range []struct {
		at                   int64
		sha1, sha256, sha512 string
	}{
		{59, "94287082", "46119246", "90693936"},
		{1111111109, "07081804", "68084774", "25091201"},
		{1111111111, "14050471", "67062674", "99943326"},
		{1234567890, "89005924", "91819424", "93441116"},
		{2000000000, "69279037", "90698825", "38618901"},
		{20000000000, "65353130", "77737706", "47863826"},
	} {
		for _, h := range []struct {
			of   func() hash.Hash
			n    int
			want string
		}{{sha1.New, 20, v.sha1}, {sha256.New, 32, v.sha256}, {sha512.New, 64, v.sha512}} {
			if got := hotp(h.of, seed[:h.n], uint64(totpCounter(time.Unix(v.at, 0))), 8); got != h.want {
				t.Errorf("at %d: %s, not %s", v.at, got, h.want)
			}
		}
	}
	// And those of RFC 4226, appendix D.
	for i, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := hotp(sha1.New, seed[:20], uint64(i), 6); got != want {
			t.Errorf("counter %d: %s, not %s", i, got, want)
		}
	}
}

func TestACodeCountsForItsStepAndItsNeighbours(t *testing.T) {
	t.Parallel()
	secret := newTOTPSecret()
	now := time.Unix(1_800_000_015, 0)
	code := hotp(sha1.New, secret, uint64(totpCounter(now)), totpDigits)
	for _, c := range []struct {
		name string
		code string
		at   time.Duration
		used int64
		want bool
	}{
		{"now", code, 0, 0, true},
		{"with blanks", " " + code[:3] + " " + code[3:] + " ", 0, 0, true},
		{"a step late", code, totpStep, 0, true},
		{"a step early", code, -totpStep, 0, true},
		{"two steps late", code, 2 * totpStep, 0, false},
		{"two steps early", code, -2 * totpStep, 0, false},
		{"used", code, 0, totpCounter(now), false},
		{"an earlier one was used", code, 0, totpCounter(now) - 1, true},
		{"a later one was used", code, 0, totpCounter(now) + 1, false},
		{"too short", code[:5], 0, 0, false},
		{"too long", code + "0", 0, 0, false},
		{"none", "", 0, 0, false},
	} {
		step, ok := totpFits(secret, c.code, now.Add(c.at), c.used)
		if ok != c.want || ok && step != totpCounter(now) {
			t.Errorf("%s: %d %v", c.name, step, ok)
		}
	}
}

func TestTheSecretAsPeopleAndProgramsReadIt(t *testing.T) {
	t.Parallel()
	secret := newTOTPSecret()
	plain := strings.ReplaceAll(totpText(secret), " ", "")
	back, err := base32.StdEncoding.DecodeString(plain)
	if err != nil || !bytes.Equal(back, secret) {
		t.Error(plain, err)
	}
	u, err := url.Parse(totpURI("Bordereau", "claire.petit", secret))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Bordereau:claire.petit" || u.Query().Get("secret") != plain || u.Query().Get("issuer") != "Bordereau" {
		t.Error(u, err)
	}
}

func TestSealedSecretsOpenForTheirOwnerAndKeyAlone(t *testing.T) {
	t.Parallel()
	v, err := newVault(bytes.Repeat([]byte{1}, 32), "totp")
	if err != nil {
		t.Fatal(err)
	}
	other, err := newVault(bytes.Repeat([]byte{2}, 32), "totp")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := newVault(bytes.Repeat([]byte{1}, 32), "else")
	if err != nil {
		t.Fatal(err)
	}
	secret := newTOTPSecret()
	sealed := v.seal(secret, "u1")
	if bytes.Contains(sealed, secret) || bytes.Equal(sealed, v.seal(secret, "u1")) {
		t.Error("sealed in clear, or twice alike")
	}
	if got, err := v.open(sealed, "u1"); err != nil || !bytes.Equal(got, secret) {
		t.Error(err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another owner":   func() ([]byte, error) { return v.open(sealed, "u2") },
		"another key":     func() ([]byte, error) { return other.open(sealed, "u1") },
		"another purpose": func() ([]byte, error) { return elsewhere.open(sealed, "u1") },
		"cut off":         func() ([]byte, error) { return v.open(sealed[:len(sealed)-1], "u1") },
		"nothing":         func() ([]byte, error) { return v.open(nil, "u1") },
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s opens it", name)
		}
	}
}

func TestCodesAreTakenHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	code := newCode()
	if len(code) != 19 || code == newCode() {
		t.Fatal(code)
	}
	for _, typed := range []string{strings.ToLower(code), strings.ReplaceAll(code, "-", ""), " " + strings.ReplaceAll(code, "-", " ") + " "} {
		if !bytes.Equal(codeDigest(typed), codeDigest(code)) {
			t.Errorf("%q is not taken", typed)
		}
	}
}
