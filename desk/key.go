package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordereau"
	"bordereau/internal/ids"
	"bordereau/policy"
	"bordereau/review"
)

// keyingTx is what blind keying needs of the record.
type keyingTx interface {
	// OpenWork is what the documents that are not settled ask of by, by document: of what
	// is decided or refused nothing is keyed any more.
	OpenWork(ctx context.Context, by bordereau.Principal, documentIDs []string) (map[string]OpenWork, error)
	// Values are the current values of documents, by document.
	Values(ctx context.Context, documentIDs []string) (map[string]*bordereau.Understanding, error)
	// Keyings are a person's own keyings on a task, by field and try.
	Keyings(ctx context.Context, taskID, userID string) ([]Keyed, error)
	AddKeying(ctx context.Context, taskID, userID, leaseID string, k Keyed) error
	// Earlier are the readings that people gave of a task's fields before it went on to
	// somebody else.
	Earlier(ctx context.Context, taskID string) ([]EarlierReading, error)
	// AddEarlier keeps them; their authors have no further word on the task.
	AddEarlier(ctx context.Context, taskID string, readings []EarlierReading) error
}

// EarlierReading is what one person read of a field, before another one was asked.
type EarlierReading struct {
	UserID    string
	Name      string // login
	Field     string
	Value     string
	Illegible bool
}

// Keying is a value that a person keys from the picture; typed as a French keyboard
// writes it, or * where it cannot be read. Try, when it is given, says which keying of
// the field this is, from 1: the same try again has the same answer and counts once.
type Keying struct {
	LeaseID string `json:"lease_id"`
	Version int64  `json:"version"`
	Field   string `json:"field"`
	Typed   string `json:"typed"`
	Try     int    `json:"try,omitempty"`
}

// Keyed is what became of a keying. Readings are the machine's values, and stand there
// only once they may be seen (compare). Before are the person's own earlier keyings,
// where they differ.
type Keyed struct {
	Field        string           `json:"field"`
	Try          int              `json:"try"`
	Value        string           `json:"value"` // canonical
	Outcome      review.Outcome   `json:"outcome"`
	Agreed       []string         `json:"agreed,omitempty"` // figures, words, machine, reader
	Before       []string         `json:"before,omitempty"`
	Readings     []review.Reading `json:"readings,omitempty"`
	WordsPrevail bool             `json:"words_prevail,omitempty"` // CMF L131-10
	Message      string           `json:"message"`

	fresh bool // the person has not seen this answer yet
}

// BlindField is a field that its reader keys without seeing the machine's value, with
// what he has keyed of it so far.
type BlindField struct {
	Field string  `json:"field"`
	Keyed []Keyed `json:"keyed,omitempty"`
}

// Unkeyed is why a decision was not taken: a blind value has to be keyed, once more, or
// looked at. It is inside an error of code Invalid that points to the field.
type Unkeyed struct{ Keyed Keyed }

func (u *Unkeyed) Error() string { return "not keyed: " + string(u.Keyed.Outcome) }

// Reason is the stable code of what is to be done: again, differs, compare.
func (u *Unkeyed) Reason() string { return string(u.Keyed.Outcome) }

// mostTries bounds what one person keys of one field of one task.
const mostTries = 9

// Key takes one value that is keyed blind, holds it against the other readings and says
// what is to be done next. The machine's values are not in the answer before a keyed
// value agreed with one of them. Conflicting when the lease is over or the document
// changed; Invalid, with the pointer /fields/NAME, for what cannot be the field's value.
func (d *Desk) Key(ctx context.Context, by bordereau.Principal, taskID string, k Keying) (out Keyed, err error) {
	if err := allowReviewer(by); err != nil {
		return out, err
	}
	if !ids.Valid(k.LeaseID) {
		return out, invalid("/lease_id", "Prenez d'abord cette tâche.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := d.keyer(ctx, tx, by, taskID, k.LeaseID, k.Version)
		if err != nil {
			return err
		}
		out, err = x.key(ctx, k.Field, k.Typed, k.Try)
		return err
	})
	return out, err
}

// keyer is one person keying values of one task.
type keyer struct {
	desk *Desk
	tx   Tx
	by   bordereau.Principal
	task Task
	doc  bordereau.Document
	u    *bordereau.Understanding
	work OpenWork
	mine []Keyed
}

func (d *Desk) keyer(ctx context.Context, tx Tx, by bordereau.Principal, taskID, leaseID string, version int64) (x *keyer, err error) {
	x = &keyer{desk: d, tx: tx, by: by}
	if x.task, err = tx.LockTask(ctx, by, taskID, leaseID); err != nil {
		return nil, err
	}
	if x.doc, err = tx.Document(ctx, x.task.Document); err != nil {
		return nil, err
	}
	if x.doc.Version != version {
		return nil, errChanged()
	}
	return x, x.load(ctx)
}

func errChanged() error {
	return bordereau.Errorf(bordereau.Conflicting, "Ce document a changé entre-temps. Affichez-le de nouveau.")
}

// load reads what the keying is held against.
func (x *keyer) load(ctx context.Context) (err error) {
	if x.u, err = x.tx.Understanding(ctx, x.doc.ID); err != nil {
		return err
	}
	if x.u == nil {
		x.u = &bordereau.Understanding{Type: x.doc.Type}
	}
	work, err := x.tx.OpenWork(ctx, x.by, []string{x.doc.ID})
	if err != nil {
		return err
	}
	x.work = work[x.doc.ID]
	x.mine, err = x.tx.Keyings(ctx, x.task.ID, x.by.ID)
	return err
}

// of are the person's keyings of a field so far.
func (x *keyer) of(field string) []Keyed {
	var out []Keyed
	for _, k := range x.mine {
		if k.Field == field {
			out = append(out, k)
		}
	}
	return out
}

// settled is the person's last word on a field, nil when there is none that counts.
func (x *keyer) settled(field string) *Keyed {
	mine := x.of(field)
	if len(mine) == 0 || !mine[len(mine)-1].Outcome.Settled() {
		return nil
	}
	return &mine[len(mine)-1]
}

func (x *keyer) key(ctx context.Context, field, typed string, try int) (Keyed, error) {
	value, err := x.canonical(field, typed)
	if err != nil {
		return Keyed{}, err
	}
	blind := x.work.blindFields(x.u)
	if value != review.IllegibleMark && !isMoney(field) && !slices.Contains(blind, field) && !slices.Contains(review.Hidden(x.u, blind), field) {
		return Keyed{}, invalid("/fields/"+field, "Ce champ se confirme ou se corrige à vue.")
	}
	mine := x.of(field)
	switch {
	case try > 0 && try <= len(mine):
		if mine[try-1].Value != value {
			return Keyed{}, bordereau.Errorf(bordereau.Conflicting, "Une autre valeur a été saisie entre-temps. Affichez le document de nouveau.")
		}
		out, err := x.answer(ctx, mine[:try])
		out.fresh = true
		return out, err
	case try > len(mine)+1:
		return Keyed{}, errChanged()
	case len(mine) >= mostTries:
		return Keyed{}, bordereau.Errorf(bordereau.Conflicting, "Cette valeur a été saisie trop souvent : confiez le document à un collègue.")
	}
	before := make([]string, len(mine))
	for i, k := range mine {
		before[i] = k.Value
	}
	if last := x.settled(field); last != nil {
		if last.Value == value {
			return x.answer(ctx, mine)
		}
		before = []string{last.Value, last.Value} // who has seen the answer keys blind no more
	}
	readings, err := x.readings(ctx, field)
	if err != nil {
		return Keyed{}, err
	}
	k := Keyed{Field: field, Try: len(mine) + 1, Value: value}
	k.Outcome, k.Agreed = review.Weigh(value, before, readings)
	switch {
	case k.Outcome == review.SecondReader && x.task.Kind != "first":
		k.Outcome = review.ThirdReader
	case !isMoney(field) && x.task.Kind == "first" && k.Outcome != review.Agrees && k.Outcome != review.Unreadable:
		k.Outcome = review.Compare // no money hangs on it: the reading may be seen now
	}
	if err := x.tx.AddKeying(ctx, x.task.ID, x.by.ID, x.task.LeaseID, k); err != nil {
		return Keyed{}, err
	}
	x.mine = append(x.mine, k)
	k, err = x.answer(ctx, append(mine, k))
	k.fresh = true
	return k, err
}

// isMoney says whether a field is money of some booked type.
func isMoney(field string) bool {
	return slices.ContainsFunc(bordereau.Types, func(t bordereau.Type) bool { return slices.Contains(review.Money(t), field) })
}

func (x *keyer) canonical(field, typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == review.IllegibleMark {
		if len(field) > 100 || x.u.Field(field) == nil && !isMoney(field) && !slices.Contains(review.BookingFields(x.u.Type), field) {
			return "", invalid("/fields/"+field, "Ce champ n'existe pas.")
		}
		return typed, nil
	}
	value, err := review.Canonical(field, typed, x.u.Value("currency"), x.desk.Now())
	if err == nil && value == "" {
		err = invalid("/fields/"+field, "%s : saisissez la valeur, ou * si elle est illisible.", policy.Label(field))
	}
	return value, err
}

// readings are what a keyed value is held against: for a first reader what the machine
// read, for a second one the first's word, for the arbiter every word before his.
func (x *keyer) readings(ctx context.Context, field string) (out []review.Reading, err error) {
	if x.task.Kind == "second" {
		if v := x.u.Value(field); v != "" {
			out = append(out, review.Reading{Source: review.FromReader, Value: v})
		}
		return out, nil
	}
	machine, err := x.tx.MachineUnderstanding(ctx, x.doc.ID)
	if err != nil {
		return nil, err
	}
	if machine != nil {
		out = review.MachineReadings(machine, field)
	}
	earlier, err := x.tx.Earlier(ctx, x.task.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range earlier {
		if e.Field == field && !e.Illegible {
			out = append(out, review.Reading{Source: review.FromReader, Value: e.Value})
		}
	}
	if x.task.Kind == "third" { // an arbiter is shown none of them, so none is told apart
		for i := range out {
			out[i].Source = review.FromReader
		}
	}
	return out, nil
}

// answer is what the person is told of the last of his keyings of a field.
func (x *keyer) answer(ctx context.Context, mine []Keyed) (Keyed, error) {
	k := mine[len(mine)-1]
	switch k.Outcome {
	case review.Differs:
		for _, b := range mine {
			k.Before = append(k.Before, b.Value)
		}
	case review.Compare:
		readings, err := x.readings(ctx, k.Field)
		if err != nil {
			return k, err
		}
		k.Readings = slices.DeleteFunc(readings, func(r review.Reading) bool { return r.Source == review.FromReader })
		k.WordsPrevail = review.WordsPrevail(k.Readings)
	}
	k.Message = keyedSentence(k, x.u.Value("currency"))
	return k, nil
}

var sources = map[string]string{review.FromFigures: "les chiffres", review.FromWords: "les lettres", review.FromMachine: "la lecture de la machine", review.FromReader: "une autre lecture"}

func keyedSentence(k Keyed, currency string) string {
	label := policy.Label(k.Field)
	switch k.Outcome {
	case review.Agrees:
		with := make([]string, len(k.Agreed))
		for i, s := range k.Agreed {
			with[i] = sources[s]
		}
		slices.Sort(with)
		return fmt.Sprintf("%s : votre saisie concorde avec %s.", label, strings.Join(slices.Compact(with), " et "))
	case review.Compare:
		s := label + " : une autre lecture diffère de votre saisie. Comparez avec l'image, puis validez."
		if k.WordsPrevail {
			s += " Le montant en lettres prévaut (CMF L131-10)."
		}
		return s
	case review.Again:
		return label + " : saisissez de nouveau la valeur lue sur l'image."
	case review.Differs:
		return label + " : vos deux saisies diffèrent. Relisez l'image et saisissez une troisième fois."
	case review.SecondReader:
		return label + " : une deuxième personne lira cette valeur."
	case review.ThirdReader:
		return label + " : une autre personne départagera les lectures."
	case review.Unreadable:
		return label + " : illisible, une autre personne lira ce champ."
	}
	return label
}

// keyValues takes the blind values of a decision as keyings, for pages without script
// and for programs. They are kept whatever becomes of the decision; the first that is
// not settled, or that the person has not seen the answer of, is the error.
func (d *Desk) keyValues(ctx context.Context, by bordereau.Principal, taskID string, dec Decision) error {
	if dec.Action != Confirm && dec.Action != SetType && dec.Action != Illegible || len(dec.Fields) == 0 {
		return nil
	}
	var wanting *Keyed
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		wanting = nil
		made, err := tx.DecisionOf(ctx, dec.LeaseID, dec.Version)
		if err != nil || made != nil {
			return err // a retry: the decision is answered as it was
		}
		x, err := d.keyer(ctx, tx, by, taskID, dec.LeaseID, dec.Version)
		if err != nil {
			return err
		}
		for _, field := range slices.Sorted(maps.Keys(dec.Fields)) {
			typed := strings.TrimSpace(dec.Fields[field])
			if dec.Action == Illegible {
				typed = review.IllegibleMark
			}
			if typed != review.IllegibleMark && (typed == "" || !x.wants(field, typed, dec)) {
				continue
			}
			k, err := x.key(ctx, field, typed, dec.Tries[field])
			if err != nil {
				return err
			}
			open := !k.Outcome.Settled() || k.Outcome == review.Compare && k.fresh
			if open && wanting == nil {
				wanting = &k
			}
		}
		return nil
	})
	if err == nil && wanting != nil {
		err = &bordereau.Error{Code: bordereau.Invalid, Pointer: "/fields/" + wanting.Field, Message: wanting.Message, Err: &Unkeyed{*wanting}}
	}
	return err
}

// wants says whether a value of a decision has to be keyed blind: what is kept back
// from this person, and every amount that is to be another than stands.
func (x *keyer) wants(field, typed string, dec Decision) bool {
	if dec.Action == SetType && dec.Type != x.doc.Type {
		return slices.Contains(review.Money(dec.Type), field)
	}
	if slices.Contains(x.work.blindFields(x.u), field) {
		return true
	}
	if !slices.Contains(review.Money(x.u.Type), field) {
		return false
	}
	value, err := review.Canonical(field, typed, x.u.Value("currency"), x.desk.Now())
	return err != nil || value != x.u.Value(field)
}

// blindOf are the fields of a document that by keys blind, with his keyings so far.
func blindOf(ctx context.Context, tx Tx, by bordereau.Principal, doc bordereau.Document, u *bordereau.Understanding) ([]BlindField, error) {
	work, err := tx.OpenWork(ctx, by, []string{doc.ID})
	if err != nil || u == nil || work[doc.ID].TaskID == "" {
		return nil, err
	}
	w := work[doc.ID]
	x := &keyer{tx: tx, by: by, doc: doc, u: u, work: w, task: Task{ID: w.TaskID, Kind: w.Kind}}
	if x.mine, err = tx.Keyings(ctx, w.TaskID, by.ID); err != nil {
		return nil, err
	}
	names := w.blindFields(u)
	for _, k := range x.mine {
		if !slices.Contains(names, k.Field) {
			names = append(names, k.Field)
		}
	}
	var out []BlindField
	for _, name := range names {
		b := BlindField{Field: name}
		mine := x.of(name)
		for i := range mine {
			k, err := x.answer(ctx, mine[:i+1])
			if err != nil {
				return nil, err
			}
			b.Keyed = append(b.Keyed, k)
		}
		out = append(out, b)
	}
	return out, nil
}
