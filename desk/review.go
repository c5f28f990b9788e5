package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/internal/fault"
	"bordereau/internal/ids"
	"bordereau/policy"
	"bordereau/review"
)

// waitFor is how long a task that a clerk puts off stays away.
const waitFor = 30 * time.Minute

const maxNote = 1000

// Decide takes a person's decision on a leased task. The lease and the version
// that the person saw are the key of a retry: the same decision again has the
// same answer and no further effect. Invalid points to the field, in
// /fields/NAME; Conflicting says that somebody else was first or the lease ran
// out.
func (d *Desk) Decide(ctx context.Context, by bordereau.Principal, taskID string, dec Decision) (doc bordereau.Document, err error) {
	if err := allowReviewer(by); err != nil {
		return doc, err
	}
	if err := plausible(dec); err != nil {
		return doc, err
	}
	if dec.Action == Reopen {
		return d.reopenTask(ctx, by, taskID, dec)
	}
	if err := d.keyValues(ctx, by, taskID, dec); err != nil {
		return doc, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		seen, err := tx.Task(ctx, by, taskID)
		if err != nil {
			return err
		}
		if doc, err = tx.Document(ctx, seen.Document); err != nil {
			return err
		}
		if err := tx.LockDeposit(ctx, doc.DepositID); err != nil {
			return err
		}
		// Whoever retries is answered before the lease is asked for: it is over.
		made, err := tx.DecisionOf(ctx, dec.LeaseID, dec.Version)
		if err != nil {
			return err
		}
		if made != nil && made.By.ID == by.ID && made.TaskID == taskID {
			doc, err = tx.Document(ctx, made.DocumentID)
			return err
		}
		task, err := tx.LockTask(ctx, by, taskID, dec.LeaseID)
		if err != nil {
			return err
		}
		if doc, err = tx.LockDocument(ctx, task.Document); err != nil {
			return err
		}
		if doc.Version != dec.Version {
			return errChanged()
		}
		n, err := tx.ShownImages(ctx, doc.ID, dec.Seen)
		if err != nil {
			return err
		}
		if n != len(dec.Seen) {
			return invalid("/seen", "Une image vue n'est pas de ce document.")
		}
		v := &verdict{desk: d, tx: tx, by: by, task: task, dec: dec, doc: &doc, units: []string{doc.UnitID}}
		if err := v.take(ctx); err != nil {
			return err
		}
		return d.afterDecision(ctx, tx, v)
	})
	if err == nil {
		err = fault.Point("CP13")
	}
	return doc, err
}

// plausible refuses what no decision can be.
func plausible(dec Decision) error {
	switch {
	case dec.Action != Reopen && !ids.Valid(dec.LeaseID):
		return invalid("/lease_id", "Prenez d'abord cette tâche.")
	case len(dec.Note) > maxNote:
		return invalid("/note", "La note est trop longue.")
	case len(dec.Fields) > 200 || len(dec.Tries) > 200:
		return invalid("/fields", "Trop de champs.")
	case len(dec.Seen) > 1000:
		return invalid("/seen", "Trop d'images.")
	case len(dec.Pages) > 10_000:
		return invalid("/pages", "Trop de pages.")
	}
	slices.Sort(dec.Seen)
	if len(slices.Compact(dec.Seen)) != len(dec.Seen) {
		return invalid("/seen", "Une image est citée deux fois.")
	}
	return nil
}

// verdict is one decision on its way through.
type verdict struct {
	desk  *Desk
	tx    Tx
	by    bordereau.Principal
	task  Task
	dec   Decision
	doc   *bordereau.Document
	units []string       // to which the documents it ends belonged
	news  Reasons        // what this decision brought to light: the person has to know it first
	keys  *keyer         // what this person keyed blind
	with  []string       // ids of people whose earlier readings this decision agrees with
	said  map[string]any // what else the journal is told
}

func (v *verdict) take(ctx context.Context) error {
	switch v.dec.Action {
	case Confirm, SetType:
		return v.opinion(ctx)
	case Illegible:
		if len(v.dec.Fields) > 0 {
			return v.opinion(ctx)
		}
		v.dec.Reason = "illegible"
		return v.refuse(ctx, bordereau.EvReturned)
	case Return:
		return v.refuse(ctx, bordereau.EvReturned)
	case Reject:
		return v.refuse(ctx, bordereau.EvRejected)
	case Escalate:
		why := append(slices.Clone(v.task.Reasons), Reason{Rule: "escalated", Sentence: noted("Transmis à un responsable par "+v.by.Name, v.dec.Note)})
		return v.putOff(ctx, why, true, 0)
	case Wait:
		why := append(slices.Clone(v.task.Reasons), Reason{Rule: "waiting", Sentence: noted("Mis en attente par "+v.by.Name, v.dec.Note)})
		return v.putOff(ctx, why, false, waitFor)
	case Refile:
		return v.refile(ctx)
	case Separate:
		return v.separate(ctx)
	case Merge:
		return v.merge(ctx)
	}
	return invalid("/action", "Cette décision n'existe pas.")
}

// opinion confirms or corrects the values.
func (v *verdict) opinion(ctx context.Context) error {
	u, err := v.values(ctx)
	if err != nil {
		return err
	}
	if err := v.keyed(ctx, u); err != nil {
		return err
	}
	if names := v.illegible(); len(names) > 0 {
		return v.unread(ctx, u, names)
	}
	if ended, err := v.weighReaders(ctx, u); ended || err != nil {
		return err
	}
	if v.dec.Action == SetType && v.dec.Type != v.doc.Type {
		if !v.dec.Type.Known() || v.dec.Type == bordereau.Unknown {
			return invalid("/type", "Ce type de document n'existe pas.")
		}
		retype(u, v.dec.Type, v.by)
		if err := v.tx.ChangeDocument(ctx, v.doc, "type", v.by, map[string]any{"type": v.dec.Type}, func(c *bordereau.Document) { c.Type = v.dec.Type }); err != nil {
			return err
		}
	}
	changes, err := review.Apply(u, v.dec.Fields, v.by, v.desk.Now())
	if err != nil {
		return err
	}
	if changes, err = v.instrument(ctx, u, changes); err != nil {
		return err
	}
	if err := v.desk.file(ctx, v.tx, v.doc, u); err != nil {
		return err
	}
	if err := v.desk.verifyPayee(ctx, v.tx, *v.doc, u); err != nil {
		return err
	}
	return v.settle(ctx, u, changes)
}

// settle asks the policy again with this person's word in it.
func (v *verdict) settle(ctx context.Context, u *bordereau.Understanding, changes []review.Change) error {
	d, tx := v.desk, v.tx
	if err := d.keep(ctx, tx, *v.doc, u); err != nil {
		return err
	}
	// The values may have moved the document between units, or made its slip even.
	if err := d.joinUnits(ctx, tx, v.doc.DepositID); err != nil {
		return err
	}
	if err := d.weighUnits(ctx, tx, v.doc.DepositID); err != nil {
		return err
	}
	doc, err := tx.Document(ctx, v.doc.ID)
	if err != nil {
		return err
	}
	*v.doc = doc
	if u, err = v.values(ctx); err != nil {
		return err
	}
	machine, err := tx.MachineUnderstanding(ctx, doc.ID)
	if err != nil {
		return err
	}
	if machine == nil {
		machine = &bordereau.Understanding{}
	}
	persons := append([]string{v.by.ID}, v.with...)
	if v.task.Kind == "second" {
		first, err := tx.FirstOpinion(ctx, doc.ID)
		if err != nil {
			return err
		}
		persons = append(persons, first)
	}
	alone := v.alone()
	j := d.judgeWith(v.doc, u, policy.Circumstances{Persons: persons, ChangedIBAN: len(review.AccountsChanged(machine, u)) > 0, Alone: alone})
	for _, r := range j.reasons {
		// A slip that does not balance is held as a whole; its values may stand.
		if f := u.Field(r.Field); r.Field != "" && (f == nil || !proved(f) || r.Rule == "value_missing") {
			return invalid("/fields/"+r.Field, "%s", v.ask(r))
		}
	}
	if err := d.keep(ctx, tx, *v.doc, u); err != nil {
		return err
	}
	if len(v.news) > 0 {
		if err := v.takeBack(ctx, u, alone); err != nil {
			return err
		}
		return v.putOff(ctx, append(slices.Clone(v.task.Reasons), v.news...), false, 0)
	}
	if err := v.done(ctx); err != nil {
		return err
	}
	facts := map[string]any{"changes": masked(changes), "policy": d.Rules().Version, "lease": v.dec.LeaseID, "seen": v.dec.Seen, "keyed": v.keys.facts()}
	if j.people > 0 {
		return v.second(ctx, j, facts)
	}
	if err := d.decided(ctx, tx, v.doc, bordereau.EvDecided, v.by, d.UndoDelay, facts); err != nil {
		return err
	}
	return v.made(ctx)
}

// second leaves the document to another person.
func (v *verdict) second(ctx context.Context, j judgement, facts map[string]any) error {
	if err := v.tx.MoveDocument(ctx, v.doc, bordereau.EvFirstOpinion, v.by, facts, nil); err != nil {
		return err
	}
	why := j.reasons
	if len(why) == 0 {
		why = Reasons{{Rule: "second_eyes", Sentence: "Une deuxième personne doit valider ce document."}}
	}
	if _, err := v.desk.addTask(ctx, v.tx, *v.doc, "second", why); err != nil {
		return err
	}
	return v.made(ctx)
}

// proved says that the field has a person's word or is graded proved.
func proved(f *bordereau.Field) bool {
	return f.Status == bordereau.Proved || slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind == bordereau.ProofPerson })
}

// ask turns what the policy lacks into what the clerk has to do.
func (v *verdict) ask(r Reason) string {
	label := policy.Label(r.Field)
	if slices.Contains(v.keys.work.blindFields(v.keys.u), r.Field) {
		return label + " : saisissez la valeur lue sur l'image."
	}
	if r.Rule == "value_missing" || r.Rule == "field_missing" {
		return label + " : saisissez la valeur."
	}
	return label + " : confirmez ou corrigez la valeur."
}

// refile moves the document to another dossier; the task goes on.
func (v *verdict) refile(ctx context.Context) error {
	if v.doc.State != bordereau.InReview {
		return bordereau.Errorf(bordereau.Conflicting, "Un document en seconde validation ne change pas de dossier.")
	}
	if _, err := v.tx.DossierByRef(ctx, v.by, v.dec.Dossier); err != nil {
		if bordereau.CodeOf(err) == bordereau.NotFound {
			return invalid("/dossier", "Ce dossier n'existe pas.")
		}
		return err
	}
	u, err := v.values(ctx)
	if err != nil {
		return err
	}
	from := v.doc.Dossier
	if err := v.tx.MoveDocument(ctx, v.doc, bordereau.EvRefiled, v.by, map[string]any{"from_dossier": from, "dossier": v.dec.Dossier},
		func(c *bordereau.Document) { c.Dossier = v.dec.Dossier }); err != nil {
		return err
	}
	if err := v.tx.SetDossierWhy(ctx, v.doc.ID, []string{"Classé par " + v.by.Name + "."}); err != nil {
		return err
	}
	if err := v.desk.withdrawn(ctx, v.tx, v.by, v.doc.ID); err != nil {
		return err
	}
	if err := v.desk.file(ctx, v.tx, v.doc, u); err != nil {
		return err
	}
	v.desk.judge(v.doc, u, false)
	if err := v.desk.keep(ctx, v.tx, *v.doc, u); err != nil {
		return err
	}
	return v.made(ctx)
}

func (v *verdict) values(ctx context.Context) (*bordereau.Understanding, error) {
	u, err := v.tx.Understanding(ctx, v.doc.ID)
	if err == nil && u == nil {
		u = &bordereau.Understanding{Type: v.doc.Type, Fields: []bordereau.Field{}, Checks: []bordereau.Check{}}
	}
	return u, err
}

func (v *verdict) done(ctx context.Context) error {
	return v.tx.EndTask(ctx, v.task.ID, "done", v.desk.Now())
}

// EventNoted is the event of what a person wrote with a decision.
const EventNoted = "task.noted"

// made keeps the decision with the state that it led to, and tells the history what its
// person wrote.
func (v *verdict) made(ctx context.Context) error {
	if text := strings.TrimSpace(v.dec.Note); text != "" {
		if err := note(ctx, v.tx, *v.doc, EventNoted, v.by, map[string]any{"note": text}); err != nil {
			return err
		}
	}
	return v.tx.AddDecision(ctx, Made{ID: ids.New(), DocumentID: v.doc.ID, TaskID: v.task.ID, Kind: v.task.Kind, By: v.by,
		Decision: v.dec, Outcome: v.doc.State, At: v.desk.Now()})
}

// afterDecision lets the units go on that the document is in or was in.
func (d *Desk) afterDecision(ctx context.Context, tx Tx, v *verdict) error {
	units := slices.Concat(v.units, []string{v.doc.UnitID})
	slices.Sort(units)
	for _, id := range slices.Compact(units) {
		if id == "" {
			continue
		}
		if err := d.closeUnit(ctx, tx, id, v.by); err != nil {
			return err
		}
	}
	now, err := tx.Document(ctx, v.doc.ID)
	*v.doc = now
	return err
}

// masked tells the journal which fields were changed; the values themselves
// stand in the decision.
func masked(changes []review.Change) []string {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.Field
	}
	return names
}

// retype makes u another type, and keeps what is known of the file itself.
func retype(u *bordereau.Understanding, t bordereau.Type, by bordereau.Principal) {
	checks := u.Checks
	review.Retype(u, t, by)
	for _, c := range checks {
		if strings.HasPrefix(c.Rule, "reading:") {
			u.Checks = append(u.Checks, c)
		}
	}
}
