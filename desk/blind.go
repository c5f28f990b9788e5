package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"bordereau"
	"bordereau/entry"
	"bordereau/review"
)

// Money of a booking unit that nothing proves, and what a hand wrote, is keyed by a
// clerk from the picture: whoever is shown what the machine read agrees with it. So
// those who may key it see it nowhere before they have: not in the fields, not in the
// text of a check or a reason, and not in what would restore the balance of the slip.
const (
	blindCheck   = "Ce contrôle porte sur une valeur que vous lisez sur l'image."
	blindBalance = "Les chèques et le bordereau ne s'équilibrent pas. Un montant n'est pas encore prouvé : lisez-le sur l'image."
	blindAmount  = "Si le montant de ce chèque se lisait autrement, la remise s'équilibrerait : lisez-le sur l'image."
	blindTotal   = "Si le total du bordereau se lisait autrement, la remise s'équilibrerait : lisez-le sur l'image."
	blindCount   = "La remise s'équilibrerait avec un chèque de plus ou de moins."
)

// typesByHand says whether a principal is one of those who key what is blind.
func typesByHand(by bordereau.Principal) bool { return slices.Contains(reviewers, by.Role) }

// OpenWork is what a document asks of one person: while it is not settled, which fields
// were read before by others, and what became of the person's own keyings; afterwards,
// which fields an open sample has keyed again. It has no task while the machine still
// has it.
type OpenWork struct {
	Settled  bool
	Sampled  []string
	TaskID   string
	Kind     string
	Earlier  []string
	Outcomes map[string]review.Outcome // of the last keying, by field
}

// blindFields are those that the reader of a document keys without seeing them.
func (w OpenWork) blindFields(u *bordereau.Understanding) []string {
	if w.Settled {
		return slices.Clone(w.Sampled)
	}
	names := review.Unproved(u)
	switch w.Kind {
	case "second":
		names = append(names, review.BookingFields(u.Type)...)
	case "third":
		names = append(names, w.Earlier...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// curtain is what of some documents one person must not see.
type curtain struct {
	hidden  map[string][]string // fields, by document
	secrets []string            // values that no text may quote
}

// draw finds what by must not see of the documents with these values.
func draw(ctx context.Context, tx Tx, by bordereau.Principal, values map[string]*bordereau.Understanding) (c curtain, err error) {
	c.hidden = map[string][]string{}
	if !typesByHand(by) || len(values) == 0 {
		return c, nil
	}
	work, err := tx.OpenWork(ctx, by, slices.Sorted(maps.Keys(values)))
	if err != nil {
		return c, err
	}
	lines := false // the listing of a slip says what its cheques are worth
	for id, u := range values {
		w, open := work[id]
		if u == nil || !open {
			continue
		}
		names := slices.DeleteFunc(w.blindFields(u), func(name string) bool {
			o := w.Outcomes[name]
			return o == review.Agrees || o == review.Compare
		})
		hidden := slices.DeleteFunc(review.Hidden(u, names), func(name string) bool {
			o := w.Outcomes[name]
			return o == review.Agrees || o == review.Compare
		})
		if len(names) > 0 || len(hidden) > 0 {
			c.hidden[id] = hidden
		}
		lines = lines || u.Type == bordereau.Cheque && len(names) > 0
	}
	for id, u := range values {
		if u == nil {
			continue
		}
		if lines && u.Type == bordereau.RemittanceSlip {
			for i := range u.Fields {
				if name := u.Fields[i].Name; strings.HasPrefix(name, "lines[") && !slices.Contains(c.hidden[id], name) {
					c.hidden[id] = append(c.hidden[id], name)
				}
			}
		}
		for _, name := range c.hidden[id] {
			if f := u.Field(name); f != nil {
				c.secrets = append(c.secrets, slices.Concat([]string{f.Value, f.Raw}, f.Alternatives)...)
			}
		}
	}
	c.secrets = slices.DeleteFunc(c.secrets, func(s string) bool { return len(squeeze(s)) < 3 })
	return c, nil
}

// closed says whether anything is hidden.
func (c curtain) closed() bool { return len(c.hidden) > 0 }

// squeeze leaves of a text what is compared with a value: without blanks, the comma of
// amounts a point, capitals.
func squeeze(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\t', '\u00a0', '\u202f':
			return -1
		case ',':
			return '.'
		}
		return r
	}, s))
}

// quotes says whether a text says a hidden value, with its decimals or, where they are
// noughts, without.
func (c curtain) quotes(text string) bool {
	squeezed := squeeze(text)
	return slices.ContainsFunc(c.secrets, func(secret string) bool {
		s := squeeze(secret)
		if strings.Contains(squeezed, s) {
			return true
		}
		whole, decimals, ok := strings.Cut(s, ".")
		return ok && strings.Trim(decimals, "0") == "" && (strings.Contains(squeezed, whole+"€") || strings.Contains(squeezed, whole+"EUR"))
	})
}

// values is an understanding without the hidden values, and without what checks,
// proofs and cues say of them.
func (c curtain) values(id string, u *bordereau.Understanding) *bordereau.Understanding {
	if u == nil || !c.closed() {
		return u
	}
	hidden := c.hidden[id]
	out := *u
	out.Fields, out.Checks = slices.Clone(u.Fields), slices.Clone(u.Checks)
	for i := range out.Fields {
		f := &out.Fields[i]
		if slices.Contains(hidden, f.Name) {
			f.Value, f.Raw, f.Alternatives, f.AlternativeConfidences, f.Ink, f.Proofs = "", "", nil, nil, nil, []bordereau.Proof{}
			continue
		}
		f.Proofs = slices.Clone(f.Proofs)
		for k := range f.Proofs {
			if c.quotes(f.Proofs[k].Detail) {
				f.Proofs[k].Detail = blindCheck
			}
		}
	}
	for i := range out.Checks {
		if tells(out.Checks[i], hidden) || c.quotes(out.Checks[i].Detail) {
			out.Checks[i].Detail = blindCheck
		}
		if out.Checks[i].Rule == ruleBalance && out.Checks[i].Verdict != bordereau.Passed {
			out.Checks[i].Detail = blindBalance
		}
	}
	out.Cues = slices.DeleteFunc(slices.Clone(u.Cues), func(q bordereau.Cue) bool { return c.quotes(q.Phrase) })
	return &out
}

// tells says whether the text of a check may quote one of the fields.
func tells(c bordereau.Check, hidden []string) bool {
	return !review.RuleOfHand(c.Rule) && slices.ContainsFunc(c.Fields, func(name string) bool { return slices.Contains(hidden, name) })
}

// reasons are reasons without what they say of hidden values.
func (c curtain) reasons(id string, reasons Reasons, u *bordereau.Understanding) Reasons {
	if !c.closed() || u == nil {
		return reasons
	}
	out := slices.Clone(reasons)
	for i := range out {
		rule, failed := strings.CutPrefix(out[i].Rule, "check_failed:")
		switch {
		case rule == ruleBalance:
			out[i].Sentence = blindBalance
		case failed && slices.ContainsFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == rule && tells(k, c.hidden[id]) }),
			c.quotes(out[i].Sentence):
			out[i].Sentence = blindCheck
		}
	}
	return out
}

// history is a history without what its facts say of hidden values.
func (c curtain) history(all []Happened) []Happened {
	if !c.closed() {
		return all
	}
	out := slices.Clone(all)
	for i := range out {
		out[i].Facts = maps.Clone(out[i].Facts)
		maps.DeleteFunc(out[i].Facts, func(name string, v any) bool {
			text, ok := v.(string)
			return name == "was" || name == "is" || name == "note" || ok && c.quotes(text)
		})
	}
	return out
}

// explanations leaves of what would restore a balance where to look again. What is
// to be read there follows from the amounts, and with it the one that is hidden.
func (c curtain) explanations(all []Explanation) []Explanation {
	if !c.closed() {
		return all
	}
	out := slices.Clone(all)
	for i := range out {
		x := &out[i]
		sentence := blindCount
		switch x.Field {
		case "amount":
			sentence = blindAmount
		case "slip_total":
			sentence = blindTotal
		}
		x.Explanation = entry.Explanation{Cause: x.Cause, Ordinal: x.Ordinal, Number: x.Number, Field: x.Field, Sentence: sentence}
	}
	return out
}

// valuesAround are the values of a document and of all that are booked with it.
func valuesAround(ctx context.Context, tx Tx, doc bordereau.Document, u *bordereau.Understanding) (map[string]*bordereau.Understanding, error) {
	if doc.UnitID == "" {
		return map[string]*bordereau.Understanding{doc.ID: u}, nil
	}
	return tx.UnitValues(ctx, doc.UnitID)
}

// blindDocument hides in a document what its reader is to key.
func blindDocument(ctx context.Context, tx Tx, by bordereau.Principal, v *DocumentView) error {
	if !typesByHand(by) || v.Understanding == nil {
		return nil
	}
	values, err := valuesAround(ctx, tx, v.Document, v.Understanding)
	if err != nil {
		return err
	}
	c, err := draw(ctx, tx, by, values)
	if err != nil {
		return err
	}
	v.Hidden = c.hidden[v.ID]
	v.Reasons = c.reasons(v.ID, v.Reasons, v.Understanding)
	v.Understanding = c.values(v.ID, v.Understanding)
	v.History = c.history(v.History)
	v.Explanations = c.explanations(v.Explanations)
	v.Blind, err = blindOf(ctx, tx, by, v.Document, values[v.ID])
	return err
}

// blindUnit hides what is keyed blind in what a unit waits for, in its declared total
// and in its explanations.
func blindUnit(ctx context.Context, tx Tx, by bordereau.Principal, u *Unit) error {
	if !typesByHand(by) || u.State != unitOpen && u.State != unitHeld {
		return nil
	}
	values, err := tx.UnitValues(ctx, u.ID)
	if err != nil {
		return err
	}
	c, err := draw(ctx, tx, by, values)
	if err != nil || !c.closed() {
		return err
	}
	u.Explanations = c.explanations(u.Explanations)
	if u.HeldFor != "" {
		u.HeldFor = blindBalance
	}
	for id := range c.hidden {
		if values[id].Type == bordereau.RemittanceSlip && slices.Contains(c.hidden[id], "slip_total") {
			u.Declared = nil
		}
	}
	return nil
}

// blindTasks hides in tasks what by is to key: in their reasons, and their amounts.
func blindTasks(ctx context.Context, tx Tx, by bordereau.Principal, tasks []Task) error {
	if !typesByHand(by) || len(tasks) == 0 {
		return nil
	}
	ids := make([]string, len(tasks))
	for i := range tasks {
		ids[i] = tasks[i].Document
	}
	values, err := tx.Values(ctx, ids)
	if err != nil {
		return err
	}
	c, err := draw(ctx, tx, by, values)
	if err != nil {
		return err
	}
	for i := range tasks {
		t := &tasks[i]
		u := values[t.Document]
		if u == nil {
			continue
		}
		if slices.ContainsFunc(c.hidden[t.Document], func(name string) bool { return slices.Contains(review.Money(u.Type), name) }) {
			t.AmountMinor = nil
		}
		slip := slices.ContainsFunc(t.Reasons, func(r Reason) bool { return r.Rule == "check_failed:"+ruleBalance })
		around := c
		if slip && t.UnitID != "" {
			unit, err := tx.UnitValues(ctx, t.UnitID)
			if err != nil {
				return err
			}
			if around, err = draw(ctx, tx, by, unit); err != nil {
				return err
			}
		}
		t.Reasons = around.reasons(t.Document, t.Reasons, u)
	}
	return nil
}

// legible refuses the text of a document to who keys values of it blind: it says them.
func legible(ctx context.Context, tx Tx, by bordereau.Principal, id string) error {
	if !typesByHand(by) {
		return nil
	}
	values, err := tx.Values(ctx, []string{id})
	if err != nil {
		return err
	}
	c, err := draw(ctx, tx, by, values)
	if err == nil && c.closed() {
		err = bordereau.Errorf(bordereau.Forbidden, "Ce texte se lit sur l'image tant que ses montants ne sont pas prouvés.")
	}
	return err
}

// blindFound takes the text off documents of which the caller keys values blind.
func blindFound(ctx context.Context, tx Tx, by bordereau.Principal, found []Found) error {
	if !typesByHand(by) || len(found) == 0 {
		return nil
	}
	ids := make([]string, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	values, err := tx.Values(ctx, ids)
	if err != nil {
		return err
	}
	c, err := draw(ctx, tx, by, values)
	if err != nil {
		return err
	}
	for i := range found {
		if _, kept := c.hidden[found[i].ID]; kept {
			found[i].Text = ""
		}
	}
	return nil
}
