package desk

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"sync/atomic"
	"time"

	"bordereau"
	"bordereau/entry"
	"bordereau/policy"
)

// peopleTx joins what the use cases of people do in a transaction: dossiers,
// review, units, entries, access.
type peopleTx interface {
	accessTx
	simulateTx
	correctionTx
	adminTx
	entryTx
	unitTx
	reviewTx
	dossierTx
}

// People is what the use cases of people need. Zero values become the defaults
// beside them.
type People struct {
	Idle     time.Duration   // a session ends when it was not used for so long; 15 min
	Absolute time.Duration   // a session ends so long after it began; 8 h
	Policy   *policy.Policy  // which proofs suffice until another is adopted; policy.Default
	Accounts *entry.Accounts // the accounts that entries are written to; those of the program
	TARGET   bool            // business days follow the calendar of TARGET instead of the French one
	// SecondFactor names the roles that do not come in without a code of one time.
	SecondFactor []bordereau.Role
	Provider     Provider // where people sign in instead of here; nil: nowhere
	calendar     *entry.Calendar
	people       *peopleState
}

// peopleState is what the use cases of people remember in this process alone.
type peopleState struct {
	hasher   hasher
	nobody   string   // the hash that an unknown login is compared with
	nokey    [32]byte // the digest that an unknown key is compared with
	refusals refusals
	keys     goodKeys
	vault    vault // seals second factors
	flows    vault // seals sign-ins that were sent to the provider
	policy   atomic.Pointer[inForce]
	// wrongKeys slows down whoever presents wrong keys, by key id and by place.
	wrongKeys refusals
}

// Defaults of People.
const (
	DefaultIdle     = 15 * time.Minute
	DefaultAbsolute = 8 * time.Hour
)

// furnish fills in the defaults.
func (p *People) furnish(c Config, signer ed25519.PrivateKey) error {
	p.Idle = cmp.Or(p.Idle, DefaultIdle)
	p.Absolute = cmp.Or(p.Absolute, DefaultAbsolute)
	if p.Policy == nil {
		p.Policy = policy.Default()
	}
	var err error
	if p.Accounts == nil {
		if p.Accounts, err = entry.DefaultAccounts(); err != nil {
			return err
		}
	}
	if p.calendar, err = entry.NewCalendar(c.Location, c.CutOff, p.TARGET); err != nil {
		return err
	}
	s := &peopleState{hasher: newHasher(), refusals: refusals{seen: map[[32]byte]refusal{}}, keys: goodKeys{known: map[[32]byte]goodKey{}},
		wrongKeys: refusals{seen: map[[32]byte]refusal{}}}
	if s.nobody, err = s.hasher.hash(context.Background(), secret()); err != nil {
		return err
	}
	rand.Read(s.nokey[:])
	if s.vault, err = newVault(signer.Seed(), "second factor"); err != nil {
		return err
	}
	if s.flows, err = newVault(signer.Seed(), "sign-in flow"); err != nil {
		return err
	}
	s.policy.Store(&inForce{policy: p.Policy})
	p.people = s
	return nil
}
