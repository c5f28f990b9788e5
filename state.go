package bordereau

import "fmt"

// State is where a document stands in the bank's work. Where a machine stands
// with it is the job's state, a different thing.
type State string

const (
	Received     State = "received"      // stored, receipt given; intake put it here
	Screened     State = "screened"      // a child opened it within the limits
	Read         State = "read"          // its pages are words
	Classified   State = "classified"    // type, fields and checks are known
	ToReview     State = "to_review"     // waits for a clerk, because something is not proved
	InReview     State = "in_review"     // a clerk holds its lease
	SecondReview State = "second_review" // one clerk decided, another has to look too
	Decided      State = "decided"       // its values are settled; can still be reopened until it is final
	Archived     State = "archived"      // sealed in the archive; an end for what is not booked
	Booked       State = "booked"        // archived, and its entry stands in the booking feed

	Rejected    State = "rejected"    // refused with a coded reason
	Returned    State = "returned"    // sent back to the branch, to be scanned again
	Duplicate   State = "duplicate"   // the same bytes were deposited before for the same dossier
	Split       State = "split"       // its pages are other documents now: several of a file's, or one with more pages
	Quarantined State = "quarantined" // the machine gave up; redrive brings it back
	Destroyed   State = "destroyed"   // retention over
)

// States lists every state, in the order of a document's life.
var States = []State{
	Received, Screened, Read, Classified, ToReview, InReview, SecondReview, Decided, Archived, Booked,
	Rejected, Returned, Duplicate, Split, Quarantined, Destroyed,
}

// Event is what moves a document from one state to another.
type Event string

const (
	EvScreened     Event = "screened"      // the child opened the file
	EvRead         Event = "read"          // its pages were recognised
	EvClassified   Event = "classified"    // its type and fields were worked out
	EvPassed       Event = "passed"        // the policy lets it through: at once, or when a later balance proves what was lacking
	EvReview       Event = "review_needed" // the policy wants a person
	EvTaken        Event = "taken"         // a clerk leased its task
	EvGivenBack    Event = "given_back"    // released, or the lease ran out
	EvFirstOpinion Event = "first_opinion" // decided by one, the policy wants a second
	EvDisagreed    Event = "disagreed"     // the second clerk saw it otherwise: starts anew
	EvDecided      Event = "decided"       // its values are settled
	EvReopened     Event = "reopened"      // the decision was undone before it was final
	EvRestored     Event = "restored"      // what had undone its decision was undone itself
	EvArchived     Event = "archived"      // sealed in the archive
	EvBooked       Event = "booked"        // its booking unit's entry became visible
	EvRefiled      Event = "refiled"       // moved to another dossier; no evidence is rewritten
	EvRejected     Event = "rejected"
	EvReturned     Event = "returned"
	EvDuplicate    Event = "duplicate_found"
	EvSplit        Event = "split"
	EvMerged       Event = "merged"    // its pages belong to another document of its file
	EvGaveUp       Event = "gave_up"   // the machine failed for good
	EvRedriven     Event = "redriven"  // a person brings it back from quarantine
	EvDestroyed    Event = "destroyed" // its retention is over
)

// Events lists every event.
var Events = []Event{
	EvScreened, EvRead, EvClassified, EvPassed, EvReview, EvTaken, EvGivenBack, EvFirstOpinion, EvDisagreed,
	EvDecided, EvReopened, EvRestored, EvArchived, EvBooked, EvRefiled, EvRejected, EvReturned, EvDuplicate, EvSplit, EvMerged,
	EvGaveUp, EvRedriven, EvDestroyed,
}

var transitions = map[State]map[Event]State{
	Received:     {EvScreened: Screened, EvDuplicate: Duplicate, EvGaveUp: Quarantined, EvReview: ToReview},
	Screened:     {EvRead: Read, EvGaveUp: Quarantined, EvReview: ToReview},
	Read:         {EvClassified: Classified, EvGaveUp: Quarantined},
	Classified:   {EvPassed: Decided, EvReview: ToReview, EvSplit: Split, EvGaveUp: Quarantined},
	ToReview:     {EvTaken: InReview, EvPassed: Decided, EvRestored: Decided, EvRefiled: ToReview, EvMerged: Split},
	InReview:     {EvGivenBack: ToReview, EvFirstOpinion: SecondReview, EvDecided: Decided, EvRejected: Rejected, EvReturned: Returned, EvSplit: Split, EvMerged: Split, EvRefiled: InReview},
	SecondReview: {EvDecided: Decided, EvDisagreed: ToReview, EvRejected: Rejected, EvReturned: Returned},
	Decided:      {EvReopened: ToReview, EvArchived: Archived, EvRejected: Rejected, EvRefiled: Decided, EvMerged: Split},
	Archived:     {EvBooked: Booked, EvRefiled: Archived, EvDestroyed: Destroyed},
	Booked:       {EvRefiled: Booked, EvDestroyed: Destroyed},
	Rejected:     {EvReopened: ToReview, EvDestroyed: Destroyed},
	Returned:     {EvDestroyed: Destroyed},
	Duplicate:    {EvDestroyed: Destroyed},
	Split:        {EvDestroyed: Destroyed},
	Quarantined:  {EvRedriven: Received, EvRejected: Rejected, EvReturned: Returned, EvDestroyed: Destroyed},
}

// Next is the state that an event leads to. An event that has no business in a
// state is a Conflicting error: somebody else was first, or the caller is mistaken.
func Next(s State, e Event) (State, error) {
	if to, ok := transitions[s][e]; ok {
		return to, nil
	}
	return "", Wrap(Conflicting, fmt.Errorf("a document that is %s cannot be %s", s, e), "L'état de ce document ne permet pas cette action ; affichez-le de nouveau.")
}

// Machine says whether a job, not a person, has to move the document on.
func (s State) Machine() bool {
	switch s {
	case Received, Screened, Read, Classified, Decided:
		return true
	}
	return false
}

// End says whether nothing but refiling, destruction and a refusal's being undone in
// time can follow.
func (s State) End() bool {
	switch s {
	case Archived, Booked, Rejected, Returned, Duplicate, Split, Destroyed:
		return true
	}
	return false
}

// ForBranch is where a state becomes words that a branch understands, in French; of
// a document ask the document.
func (s State) ForBranch() string {
	switch s {
	case Received, Screened:
		return "Reçu, en attente de lecture"
	case Read, Classified:
		return "Lu, contrôle en cours"
	case ToReview:
		return "À valider par le back office"
	case InReview, SecondReview:
		return "En cours de validation"
	case Decided:
		return "Validé"
	case Archived:
		return "Classé au dossier"
	case Booked:
		return "Comptabilisé"
	case Rejected:
		return "Rejeté"
	case Returned:
		return "À numériser à nouveau"
	case Duplicate:
		return "Déjà reçu (doublon)"
	case Split:
		return "Séparé en plusieurs documents"
	case Quarantined:
		return "Illisible par la machine, examiné par le back office"
	case Destroyed:
		return "Détruit (durée de conservation écoulée)"
	}
	return string(s)
}
