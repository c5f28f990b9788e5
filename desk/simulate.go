package desk

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"time"

	"bordereau"
	"bordereau/policy"
	"bordereau/review"
)

// What a simulation looks at.
const (
	simulatedDays = 30
	simulatedMost = 40_000 // documents that are judged; of more a share is drawn
	simulatedPage = 500
)

// Simulation is what another policy would have done with the documents of the
// last thirty days, judged by what the machine alone had understood.
type Simulation struct {
	Version   string          `json:"version"`
	Against   string          `json:"against"` // the policy in force
	From      time.Time       `json:"from"`
	To        time.Time       `json:"to"`
	Documents int             `json:"documents"` // judged
	Of        int             `json:"of"`        // that there are
	Types     []SimulatedType `json:"types"`
}

// SimulatedType counts the documents of one type. Now is by the policy in force,
// Then by the other; each counts those that pass alone, go to one person, to two.
type SimulatedType struct {
	Type      bordereau.Type `json:"type"`
	Documents int            `json:"documents"`
	Decided   int            `json:"decided"` // whose true values are known
	Now       [3]int         `json:"now"`
	Then      [3]int         `json:"then"`
	Fewer     int            `json:"fewer"` // would need fewer people
	More      int            `json:"more"`
	// WrongNow and WrongThen are documents that pass alone with a value that a person
	// corrected; Fields says which values, Documents which (of Then).
	WrongNow  int              `json:"wrong_now"`
	WrongThen int              `json:"wrong_then"`
	Fields    []SimulatedField `json:"fields,omitempty"`
	Examples  []string         `json:"examples,omitempty"` // ids, at most ten
}

// SimulatedField counts the documents that pass alone with this field wrong.
type SimulatedField struct {
	Name string `json:"name"`
	Now  int    `json:"now"`
	Then int    `json:"then"`
}

// Understood is a document with what the machine read and what stands today.
type Understood struct {
	ID, UnitID             string
	ReadAt                 time.Time
	DossierKnown, Decided  bool
	Machine, Understanding *bordereau.Understanding
}

// simulateTx reads what simulations judge.
type simulateTx interface {
	// CountUnderstood counts the documents from an id on that the machine read.
	CountUnderstood(ctx context.Context, from string) (int, error)
	// Understood reads a page of them by id; of every so many units one is drawn.
	Understood(ctx context.Context, after string, oneOf, limit int) ([]Understood, error)
}

// Simulate holds the documents of the last thirty days against a policy that is
// not in force. Nothing is changed.
//
// The machine's own understanding is what stood before any person: a value that a
// person confirmed keeps the proofs that it had, one that was corrected is what was
// read. Where an amount of a slip was corrected its balance proved nothing then.
// Dossiers are taken as they are filed today.
func (d *Desk) Simulate(ctx context.Context, by bordereau.Principal, file []byte) (s Simulation, err error) {
	if err := allow(by, bordereau.RoleAdmin, bordereau.RoleSupervisor); err != nil {
		return s, err
	}
	then, err := CheckPolicy(file)
	if err != nil {
		return s, err
	}
	r := simulator{now: d.Rules(), then: then, where: d.Location, types: map[bordereau.Type]*SimulatedType{}, corrected: map[string]bool{}}
	s = Simulation{Version: then.Version, Against: r.now.Version, To: d.Now(), From: d.Now().AddDate(0, 0, -simulatedDays)}
	err = d.Store.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		after := firstID(s.From)
		if s.Of, err = tx.CountUnderstood(ctx, after); err != nil {
			return err
		}
		oneOf := max(1, (s.Of+simulatedMost-1)/simulatedMost)
		for {
			page, err := tx.Understood(ctx, after, oneOf, simulatedPage)
			if err != nil {
				return err
			}
			for i := range page {
				r.take(&page[i])
			}
			if len(page) < simulatedPage {
				return nil
			}
			after = page[len(page)-1].ID
		}
	})
	if err != nil {
		return Simulation{}, err
	}
	s.Types, s.Documents = r.sum()
	return s, nil
}

// firstID is below every id that was made from a moment on (RFC 9562 §5.7).
func firstID(from time.Time) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(max(from.UnixMilli(), 0)))
	h := hex.EncodeToString(b[2:])
	return h[:8] + "-" + h[8:] + "-0000-0000-000000000000"
}

// simulator gathers judgements. What hangs on a slip's balance is judged both
// ways, and decided once all of its unit was seen.
type simulator struct {
	now, then *policy.Policy
	where     *time.Location
	types     map[bordereau.Type]*SimulatedType
	corrected map[string]bool // units of which a person corrected an amount
	later     []outcome
}

// outcome is how many people a document needs by either policy.
type outcome struct {
	id, unit  string
	kind      bordereau.Type
	decided   bool
	wrong     []string
	now, then int
	// without the proof of balance
	unbalancedNow, unbalancedThen int
}

func (r *simulator) take(u *Understood) {
	if u.Machine == nil {
		return
	}
	was, wrong := asRead(u.Machine, u.Understanding)
	o := outcome{id: u.ID, unit: u.UnitID, kind: was.Type, decided: u.Decided}
	if u.Decided {
		o.wrong = wrong
	}
	if u.UnitID != "" && slices.ContainsFunc(wrong, func(f string) bool { return f == "amount" || f == "slip_total" || f == "slip_count" }) {
		r.corrected[u.UnitID] = true
	}
	o.now, o.then = r.people(r.now, was, u), r.people(r.then, was, u)
	if u.UnitID == "" {
		r.count(o)
		return
	}
	unbalance(&was)
	o.unbalancedNow, o.unbalancedThen = r.people(r.now, was, u), r.people(r.then, was, u)
	r.later = append(r.later, o)
}

// people is how many a document needs by a policy.
func (r *simulator) people(p *policy.Policy, was bordereau.Understanding, u *Understood) int {
	c := circumstances(&was)
	c.Now, c.DossierKnown = u.ReadAt.In(r.where), u.DossierKnown
	n := p.Decide(was, c).Route.Strictness()
	if was.Type == bordereau.Cheque && u.UnitID == "" {
		n = max(n, 1) // without a slip it goes to a person, whatever the policy
	}
	return n
}

func (r *simulator) count(o outcome) {
	t := r.types[o.kind]
	if t == nil {
		t = &SimulatedType{Type: o.kind}
		r.types[o.kind] = t
	}
	t.Documents++
	t.Now[o.now]++
	t.Then[o.then]++
	if o.decided {
		t.Decided++
	}
	switch {
	case o.then < o.now:
		t.Fewer++
	case o.then > o.now:
		t.More++
	}
	if len(o.wrong) == 0 {
		return
	}
	if o.now == 0 {
		t.WrongNow++
	}
	if o.then == 0 {
		t.WrongThen++
		if len(t.Examples) < 10 {
			t.Examples = append(t.Examples, o.id)
		}
	}
	for _, name := range o.wrong {
		i := slices.IndexFunc(t.Fields, func(f SimulatedField) bool { return f.Name == name })
		if i < 0 {
			i, t.Fields = len(t.Fields), append(t.Fields, SimulatedField{Name: name})
		}
		if o.now == 0 {
			t.Fields[i].Now++
		}
		if o.then == 0 {
			t.Fields[i].Then++
		}
	}
}

// sum counts what waited for its unit, and gives the types by their number.
func (r *simulator) sum() (list []SimulatedType, n int) {
	for _, o := range r.later {
		if r.corrected[o.unit] {
			o.now, o.then = o.unbalancedNow, o.unbalancedThen
		}
		r.count(o)
	}
	list = []SimulatedType{}
	for _, t := range r.types {
		n += t.Documents
		t.Fields = slices.DeleteFunc(t.Fields, func(f SimulatedField) bool { return f.Now+f.Then == 0 })
		slices.SortFunc(t.Fields, func(a, b SimulatedField) int { return cmp.Or(b.Then-a.Then, cmp.Compare(a.Name, b.Name)) })
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b SimulatedType) int { return cmp.Or(b.Documents-a.Documents, cmp.Compare(a.Type, b.Type)) })
	return list, n
}

// asRead is an understanding as it stood before any person, and which of its values
// a person corrected. The type is the machine's.
func asRead(machine, today *bordereau.Understanding) (was bordereau.Understanding, wrong []string) {
	was = *machine
	was.Fields, was.Checks = nil, slices.Clone(machine.Checks)
	if today == nil {
		was.Fields = slices.Clone(machine.Fields)
		return was, nil
	}
	for _, f := range today.Fields {
		read := machine.Field(f.Name)
		byPerson := slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofPerson })
		same := read != nil && read.Value == f.Value
		switch {
		case same:
			f.Proofs, f.Repaired = bothProofs(f.Proofs, read.Proofs), read.Repaired
			was.Fields = append(was.Fields, f)
		case !byPerson: // its slip chose another reading of it
			was.Fields = append(was.Fields, f)
		case read == nil:
			if f.Value != "" { // a person supplied it
				wrong = append(wrong, f.Name)
			}
		default:
			wrong = append(wrong, f.Name)
			was.Fields = append(was.Fields, *read)
		}
	}
	for _, f := range machine.Fields {
		if today.Field(f.Name) == nil {
			was.Fields = append(was.Fields, f)
		}
	}
	// What the desk found beside the reading holds, unless it speaks of a value that was another.
	for _, c := range today.Checks {
		told := slices.ContainsFunc(machine.Checks, func(m bordereau.Check) bool { return m.Rule == c.Rule })
		if !told && !slices.ContainsFunc(c.Fields, func(f string) bool { return slices.Contains(wrong, f) }) {
			was.Checks = append(was.Checks, c)
		}
	}
	if today.Type != machine.Type && today.Type != "" {
		wrong = append(wrong, "type")
	}
	return was, wrong
}

// bothProofs are those of the reading and those that the desk added, without people's.
func bothProofs(today, read []bordereau.Proof) []bordereau.Proof {
	all := slices.Clone(read)
	for _, p := range today {
		if p.Kind != bordereau.ProofPerson && !slices.ContainsFunc(all, func(o bordereau.Proof) bool { return o.Kind == p.Kind }) {
			all = append(all, p)
		}
	}
	return all
}

// unbalance takes the proof of balance back.
func unbalance(u *bordereau.Understanding) {
	u.Fields = slices.Clone(u.Fields)
	for i := range u.Fields {
		f := &u.Fields[i]
		if slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofBalance }) {
			f.Proofs = slices.Clone(f.Proofs)
			review.Withdraw(f, bordereau.ProofBalance)
		}
	}
	u.Checks = slices.Clone(u.Checks)
	for i := range u.Checks {
		if u.Checks[i].Rule == ruleBalance {
			u.Checks[i].Verdict = bordereau.Failed
		}
	}
}
