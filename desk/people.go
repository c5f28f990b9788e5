package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"time"

	"bordereau/entry"
	"bordereau/policy"
)

// peopleTx joins what the use cases of people do in a transaction: dossiers,
// review, units, entries, access.
type peopleTx interface {
	accessTx
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
	Policy   *policy.Policy  // which proofs suffice; policy.Default
	Accounts *entry.Accounts // the accounts that entries are written to; those of the program
	TARGET   bool            // business days follow the calendar of TARGET instead of the French one
	calendar *entry.Calendar
	people   *peopleState
}

// peopleState is what the use cases of people remember in this process alone.
type peopleState struct {
	hasher   hasher
	nobody   string   // the hash that an unknown login is compared with
	nokey    [32]byte // the digest that an unknown key is compared with
	refusals refusals
	keys     goodKeys
	// wrongKeys slows down whoever presents wrong keys, by key id and by place.
	wrongKeys refusals
}

// Defaults of People.
const (
	DefaultIdle     = 15 * time.Minute
	DefaultAbsolute = 8 * time.Hour
)

// furnish fills in the defaults.
func (p *People) furnish(c Config) error {
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
	p.people = s
	return nil
}
