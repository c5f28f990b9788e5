package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordereau"
	"bordereau/policy"
	"bordereau/review"
)

// keyed completes the decision with what the person keyed blind, and refuses a blind
// value that was not, whatever the client sends.
func (v *verdict) keyed(ctx context.Context, u *bordereau.Understanding) error {
	x := &keyer{desk: v.desk, tx: v.tx, by: v.by, task: v.task, doc: *v.doc, u: u}
	if err := x.load(ctx); err != nil {
		return err
	}
	x.u, v.keys = u, x
	given := maps.Clone(v.dec.Fields)
	if given == nil {
		given = map[string]string{}
	}
	if v.dec.Action == Illegible {
		for name := range given {
			given[name] = review.IllegibleMark
		}
	}
	for _, k := range x.mine {
		if _, ok := given[k.Field]; !ok && x.settled(k.Field) != nil {
			given[k.Field] = x.settled(k.Field).Value
		}
	}
	unproved, hidden := review.Unproved(u), review.Hidden(u, x.work.blindFields(u))
	for name, typed := range given {
		if typed = strings.TrimSpace(typed); typed == "" && slices.Contains(hidden, name) {
			delete(given, name) // an empty input says nothing of what the person was not shown
			continue
		}
		if !slices.Contains(unproved, name) && !strings.HasPrefix(name, "lines[") && review.Telling(name, unproved) {
			return invalid("/fields/"+name, "Saisissez le montant lui-même : ses chiffres et ses lettres en sont deux lectures.")
		}
		if typed != review.IllegibleMark && (typed == "" || !x.wants(name, typed, v.dec)) {
			continue
		}
		value, err := x.canonical(name, typed)
		if err != nil {
			return err
		}
		if last := x.settled(name); last == nil || last.Value != value {
			return invalid("/fields/"+name, "%s : saisissez la valeur lue sur l'image.", policy.Label(name))
		}
	}
	v.dec.Fields = given
	return nil
}

// facts tell the journal how each blind value was keyed, without the values.
func (x *keyer) facts() map[string]any {
	if len(x.mine) == 0 {
		return nil
	}
	out := map[string]any{}
	for _, k := range x.mine {
		out[k.Field] = map[string]any{"outcome": k.Outcome, "tries": k.Try, "agreed": k.Agreed}
	}
	return out
}

// with names the fields of which the person's last word has an outcome.
func (x *keyer) with(o review.Outcome) (names []string) {
	for _, k := range x.mine {
		if last := x.settled(k.Field); last != nil && last.Outcome == o && !slices.Contains(names, k.Field) {
			names = append(names, k.Field)
		}
	}
	return names
}

// alone names the amounts with which this person stays alone.
func (v *verdict) alone() []string { return v.keys.with(review.SecondReader) }

// illegible names the fields that this person cannot read.
func (v *verdict) illegible() (names []string) {
	for name, value := range v.dec.Fields {
		if strings.TrimSpace(value) == review.IllegibleMark {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// takeBack takes a lone word back before the task is put off: it counts for nothing
// until somebody else says the same.
func (v *verdict) takeBack(ctx context.Context, u *bordereau.Understanding, names []string) error {
	if len(names) == 0 {
		return nil
	}
	for _, name := range names {
		if f := u.Field(name); f != nil {
			review.Withdraw(f, bordereau.ProofPerson)
		}
	}
	v.desk.judge(v.doc, u, false)
	return v.desk.keep(ctx, v.tx, *v.doc, u)
}

// unread leaves fields that this person cannot read to another one. What a second
// person cannot read either goes back to the branch, to be scanned again.
func (v *verdict) unread(ctx context.Context, u *bordereau.Understanding, names []string) error {
	earlier, err := v.tx.Earlier(ctx, v.task.ID)
	if err != nil {
		return err
	}
	twice := map[string]any{}
	var labels []string
	for _, name := range names {
		for _, e := range earlier {
			if e.Field == name && e.Illegible && e.UserID != v.by.ID {
				twice[name] = []string{e.Name, v.by.Name}
				labels = append(labels, strings.ToLower(policy.Label(name)))
				break
			}
		}
	}
	if len(twice) > 0 {
		v.dec.Reason, v.said = "illegible", map[string]any{"illegible": twice}
		if strings.TrimSpace(v.dec.Note) == "" {
			v.dec.Note = strings.Join(labels, ", ")
		}
		return v.refuse(ctx, bordereau.EvReturned)
	}
	alone := v.alone()
	read := maps.Clone(v.dec.Fields)
	maps.DeleteFunc(read, func(name, _ string) bool { return slices.Contains(names, name) || slices.Contains(alone, name) })
	if v.task.Kind == "first" && v.dec.Action == Confirm {
		changes, err := review.Apply(u, read, v.by, v.desk.Now())
		if err != nil {
			return err
		}
		if _, err := v.instrument(ctx, u, changes); err != nil {
			return err
		}
		v.desk.judge(v.doc, u, false)
		if err := v.desk.keep(ctx, v.tx, *v.doc, u); err != nil {
			return err
		}
	}
	why := append(slices.Clone(v.task.Reasons), v.news...)
	var readings []EarlierReading
	for _, name := range names {
		why = append(why, Reason{Field: name, Rule: "illegible", Sentence: policy.Label(name) + " : illisible pour " + v.by.Name + ", une autre personne lit ce champ."})
		readings = append(readings, EarlierReading{UserID: v.by.ID, Field: name, Illegible: true})
	}
	for _, name := range alone {
		readings = append(readings, EarlierReading{UserID: v.by.ID, Field: name, Value: v.keys.settled(name).Value})
	}
	if err := v.putOff(ctx, why, false, 0); err != nil {
		return err
	}
	return v.tx.AddEarlier(ctx, v.task.ID, readings)
}

// weighReaders holds this person's word against those that others gave before. ended
// says that the task went on to somebody else.
func (v *verdict) weighReaders(ctx context.Context, u *bordereau.Understanding) (ended bool, err error) {
	if v.task.Kind == "second" {
		names, err := v.differences(u)
		if err != nil || len(names) == 0 {
			return false, err
		}
		return true, v.disagree(ctx, u, names)
	}
	earlier, err := v.tx.Earlier(ctx, v.task.ID)
	if err != nil || len(earlier) == 0 {
		return false, err
	}
	if v.task.Kind == "third" {
		if lone := v.keys.with(review.ThirdReader); len(lone) > 0 {
			return true, v.undecided(ctx, lone)
		}
	}
	return false, v.agree(earlier)
}

// agree finds whose readings this decision says again; every field that others differed
// on has to be read.
func (v *verdict) agree(earlier []EarlierReading) error {
	said := map[string]bool{}
	for _, e := range earlier {
		if e.Illegible {
			continue
		}
		value := ""
		if e.Field == "type" {
			value = string(v.typed())
		} else {
			k := v.keys.settled(e.Field)
			if k == nil {
				return invalid("/fields/"+e.Field, "%s : saisissez la valeur lue sur l'image.", policy.Label(e.Field))
			}
			value = k.Value
		}
		if same, ok := said[e.UserID]; !ok || same {
			said[e.UserID] = value == e.Value
		}
	}
	for id, same := range said {
		if same {
			v.with = append(v.with, id)
		}
	}
	slices.Sort(v.with)
	return nil
}

// typed is the type that the document has by this decision.
func (v *verdict) typed() bordereau.Type {
	if v.dec.Action == SetType {
		return v.dec.Type
	}
	return v.doc.Type
}

// differences names what a second reader's word differs in from the first's; the values
// that become money have to be given.
func (v *verdict) differences(u *bordereau.Understanding) ([]string, error) {
	if v.typed() != v.doc.Type {
		return []string{"type"}, nil
	}
	for _, name := range review.BookingFields(v.doc.Type) {
		if v.keys.settled(name) == nil && u.Value(name) != "" {
			return nil, invalid("/fields/"+name, "%s : saisissez la valeur, sans reprendre celle de votre collègue.", policy.Label(name))
		}
	}
	return review.Differences(u, v.dec.Fields, u.Value("currency"), v.desk.Now())
}

// disagree leaves the document to a third person, who is neither of the two. Neither
// word counts any more.
func (v *verdict) disagree(ctx context.Context, u *bordereau.Understanding, names []string) error {
	first, err := v.tx.FirstOpinion(ctx, v.doc.ID)
	if err != nil {
		return err
	}
	var readings []EarlierReading
	var labels []string
	for _, name := range names {
		was, is := u.Value(name), ""
		if name == "type" {
			was, is = string(v.doc.Type), string(v.dec.Type)
			labels = append(labels, "le type du document")
		} else {
			if is, err = review.Canonical(name, v.dec.Fields[name], u.Value("currency"), v.desk.Now()); err != nil {
				return err
			}
			labels = append(labels, strings.ToLower(policy.Label(name)))
		}
		readings = append(readings, EarlierReading{UserID: first, Field: name, Value: was}, EarlierReading{UserID: v.by.ID, Field: name, Value: is})
		if f := u.Field(name); f != nil {
			review.Withdraw(f, bordereau.ProofPerson)
		}
	}
	v.desk.judge(v.doc, u, false)
	if err := v.desk.keep(ctx, v.tx, *v.doc, u); err != nil {
		return err
	}
	if err := v.done(ctx); err != nil {
		return err
	}
	why := Reasons{{Rule: "second_differs", Sentence: fmt.Sprintf("Les deux lectures diffèrent : %s. Une troisième personne départage.", strings.Join(labels, ", "))}}
	if err := v.desk.toReview(ctx, v.tx, v.doc, bordereau.EvDisagreed, v.by, "third", why); err != nil {
		return err
	}
	if err := v.made(ctx); err != nil {
		return err
	}
	task, err := v.tx.OpenTask(ctx, v.doc.ID)
	if err != nil {
		return err
	}
	return v.tx.AddEarlier(ctx, task, readings)
}

// undecided leaves to a supervisor what even a third person reads otherwise.
func (v *verdict) undecided(ctx context.Context, names []string) error {
	var readings []EarlierReading
	for _, name := range names {
		readings = append(readings, EarlierReading{UserID: v.by.ID, Field: name, Value: v.keys.settled(name).Value})
	}
	why := append(slices.Clone(v.task.Reasons), Reason{Rule: "third_differs", Sentence: "La troisième lecture diffère aussi : un responsable décide."})
	if err := v.putOff(ctx, why, true, 0); err != nil {
		return err
	}
	return v.tx.AddEarlier(ctx, v.task.ID, readings)
}
