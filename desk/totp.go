package desk

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"net/url"
	"strings"
	"time"
)

// Codes of one time by the clock (RFC 6238): what every authenticator knows
// without being told, SHA-1, six digits, thirty seconds.
const (
	totpStep   = 30 * time.Second
	totpDigits = 6
	totpWindow = 1  // steps before and after that are taken too (RFC 6238 §5.2)
	totpSecret = 20 // bytes: the length of the hash (RFC 4226 §4)
)

// hotp is the code of a counter (RFC 4226 §5.3).
func hotp(h func() hash.Hash, secret []byte, counter uint64, digits int) string {
	mac := hmac.New(h, secret)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], counter)
	mac.Write(b[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	modulo := uint32(1)
	for range digits {
		modulo *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%modulo)
}

func totpCounter(at time.Time) int64 { return at.Unix() / int64(totpStep/time.Second) }

// totpFits gives the step that a code belongs to, later than the one used last,
// and false where there is none. Every step of the window is compared, whatever
// the one before said.
func totpFits(secret []byte, code string, now time.Time, used int64) (int64, bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	var step int64
	fits := 0
	for s := totpCounter(now) - totpWindow; s <= totpCounter(now)+totpWindow; s++ {
		if subtle.ConstantTimeCompare([]byte(hotp(sha1.New, secret, uint64(s), totpDigits)), []byte(code)) == 1 && s > used {
			step, fits = s, 1
		}
	}
	return step, fits == 1
}

func newTOTPSecret() []byte {
	b := make([]byte, totpSecret)
	rand.Read(b)
	return b
}

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// totpText is a secret as people type it.
func totpText(secret []byte) string {
	s := base32Plain.EncodeToString(secret)
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}

// totpURI is a secret as authenticators read it off the screen.
func totpURI(issuer, login string, secret []byte) string {
	q := url.Values{"secret": {base32Plain.EncodeToString(secret)}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {fmt.Sprint(totpDigits)}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// vault seals small secrets under a key that follows from the desk's signing key,
// so that the record alone does not give them away.
type vault struct{ aead cipher.AEAD }

func newVault(seed []byte, purpose string) (vault, error) {
	key, err := hkdf.Key(sha256.New, seed, nil, "bordereau "+purpose+" 1", 32)
	if err != nil {
		return vault{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return vault{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return vault{aead}, err
}

// seal binds the secret to its owner: copied to another row it does not open.
func (v vault) seal(secret []byte, owner string) []byte {
	return v.aead.Seal(nil, nil, secret, []byte(owner))
}

func (v vault) open(sealed []byte, owner string) ([]byte, error) {
	secret, err := v.aead.Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		return nil, errors.Join(errors.New("a sealed secret does not open: is the signing key the one it was sealed under?"), err)
	}
	return secret, nil
}

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 80 bits, sixteen letters: its digest needs no slow hash
)

// newCode is a code of 80 random bits as people copy it: ABCD-EFGH-IJKL-MNOP.
func newCode() string {
	b := make([]byte, recoveryBytes)
	rand.Read(b)
	return strings.ReplaceAll(totpText(b), " ", "-")
}

// codeDigest is what is kept of a code, however it was typed.
func codeDigest(code string) []byte {
	code = strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(code)))
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}
