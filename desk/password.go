package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"

	"bordereau"
)

// Length of a password in bytes: what is longer is refused before it is hashed.
const (
	passwordMin = 12
	passwordMax = 128
)

func passwordFits(p string) bool { return len(p) >= passwordMin && len(p) <= passwordMax }

// Cost of argon2id: 19 MiB, two passes, one lane (RFC 9106 §4; the smallest that
// OWASP advises), at most two at a time so that sign-ins cannot eat the memory.
const (
	argonMemory = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
	argonAtOnce = 2
)

type hasher struct{ turns chan struct{} }

func newHasher() hasher { return hasher{make(chan struct{}, argonAtOnce)} }

func (h hasher) turn(ctx context.Context) (func(), error) {
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, bordereau.Wrap(bordereau.Busy, ctx.Err(), "Le service est occupé. Réessayez dans un instant.")
	}
}

// hash gives a PHC string.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	var salt [16]byte
	rand.Read(salt[:])
	key := argon2.IDKey([]byte(password), salt[:], argonPasses, argonMemory, argonLanes, 32)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt[:]), base64.RawStdEncoding.EncodeToString(key)), nil
}

// fits compares in constant time. A hash that cannot be read is an error: it is
// our own.
func (h hasher) fits(ctx context.Context, phc, password string) (bool, error) {
	var version, memory, passes, lanes uint32
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("a password's hash is not argon2id")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, fmt.Errorf("a password's hash has an unknown version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || lanes == 0 || lanes > 255 || memory > 1<<20 {
		return false, fmt.Errorf("a password's hash has unknown costs %q", parts[3])
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("a password's salt: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) == 0 {
		return false, fmt.Errorf("a password's hash cannot be read: %w", err)
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	got := argon2.IDKey([]byte(password), salt, passes, memory, uint8(lanes), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// refusals slows down guessing. Logins are counted from one place, so that
// nobody is locked out from elsewhere.
type refusals struct {
	mu   sync.Mutex
	seen map[[32]byte]refusal
}

type refusal struct {
	n    int
	last time.Time
}

const (
	refusalsFree   = 5
	refusalLongest = 15 * time.Minute
	refusalsKept   = 10_000
)

func (r refusal) until() time.Time {
	if r.n < refusalsFree {
		return time.Time{}
	}
	return r.last.Add(min(time.Second<<min(r.n-refusalsFree, 20), refusalLongest))
}

func refusalKey(login, remote string) [32]byte { return sha256.Sum256([]byte(login + "\x00" + remote)) }

// wait says for how long nothing more is taken. What was refused before unlocked,
// where that is known, counts no more.
func (r *refusals) wait(login, remote string, now time.Time, unlocked *time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := refusalKey(login, remote)
	if was, ok := r.seen[k]; ok && unlocked != nil && !was.last.After(*unlocked) {
		delete(r.seen, k)
	}
	return r.seen[k].until().Sub(now)
}

func (r *refusals) count(login, remote string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.seen) >= refusalsKept {
		for k, v := range r.seen {
			if now.Sub(v.last) > refusalLongest {
				delete(r.seen, k)
			}
		}
		if len(r.seen) >= refusalsKept {
			clear(r.seen) // a flood of made-up logins or places; the cost of the hash still slows it
		}
	}
	k := refusalKey(login, remote)
	was := r.seen[k]
	if now.Sub(was.last) > 2*refusalLongest {
		was.n = 0
	}
	r.seen[k] = refusal{was.n + 1, now}
}

func (r *refusals) clear(login, remote string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.seen, refusalKey(login, remote))
}

// goodKeys remembers keys that were found good, so that seven hundred uploads a
// second do not ask seven hundred times.
type goodKeys struct {
	mu    sync.RWMutex
	turn  uint64
	known map[[32]byte]goodKey
}

type goodKey struct {
	holder bordereau.Principal
	until  time.Time
}

const (
	goodFor  = 10 * time.Second
	goodKept = 4096
)

func (g *goodKeys) get(digest [32]byte, now time.Time) (bordereau.Principal, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	k, ok := g.known[digest]
	// A clock that was set back must not make a key good for longer.
	return k.holder, ok && now.Before(k.until) && k.until.Sub(now) <= goodFor
}

func (g *goodKeys) epoch() uint64 {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.turn
}

func (g *goodKeys) put(digest [32]byte, p bordereau.Principal, now time.Time, epoch uint64, expires *time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.turn != epoch {
		return
	}
	if len(g.known) >= goodKept {
		clear(g.known)
	}
	until := now.Add(goodFor)
	if expires != nil && expires.Before(until) {
		until = *expires
	}
	g.known[digest] = goodKey{p, until}
}

func (g *goodKeys) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn++
	clear(g.known)
}
