package desk

import (
	"fmt"
	"time"

	"bordereau"
)

// Answer is what a register of oppositions says of a cheque, in the words of the
// FNCI (CMF L131-86).
type Answer string

const (
	Green        Answer = "green"  // nothing is known against it
	Red          Answer = "red"    // irregular: lost, stolen, false, closed account, banned holder
	Orange       Answer = "orange" // an opposition that names no numbers
	White        Answer = "white"  // the register does not know such a line
	NotConsulted Answer = "not_consulted"
)

// Opposition is an answer, and since when there is a reason for it.
type Opposition struct {
	Answer Answer
	Since  time.Time // the zero time where nothing is known
}

// Oppositions is a register of oppositions. It is asked within a transaction: it
// answers at once, and NotConsulted where it cannot.
type Oppositions interface {
	Consult(i Instrument) Opposition
}

// ruleOpposition names the check that nothing is known against a cheque.
const ruleOpposition = "opposition"

// opposition asks the register of a cheque, nil for one whose line is not read.
func (d *Desk) opposition(i *Instrument) (bordereau.Check, Answer) {
	c := bordereau.Check{Rule: ruleOpposition, Verdict: bordereau.Inconclusive}
	if i == nil {
		c.Detail = lineUnread + " : les oppositions n'ont pas été consultées"
		return c, White
	}
	o := Opposition{Answer: NotConsulted}
	if d.Oppositions != nil {
		o = d.Oppositions.Consult(*i)
	}
	since := ""
	if !o.Since.IsZero() {
		since = " depuis le " + o.Since.Format("02/01/2006")
	}
	switch o.Answer {
	case Green:
		c.Verdict, c.Detail = bordereau.Passed, "aucune opposition connue sur ce chèque (réponse verte)"
	case Red:
		c.Verdict, c.Detail = bordereau.Failed, fmt.Sprintf("Ce chèque est signalé irrégulier%s (réponse rouge : perte, vol, faux, compte clos ou interdiction) : ne le payez pas sans l'avis d'un responsable.", since)
	case Orange:
		c.Verdict, c.Detail = bordereau.Failed, fmt.Sprintf("Une opposition qui ne dit pas sur quels numéros pèse sur ce compte%s (réponse orange) : demandez à la banque tirée avant de payer ce chèque.", since)
	case White:
		c.Detail = "le fichier des oppositions ne connaît pas cette ligne CMC-7 (réponse blanche)"
	default:
		o.Answer, c.Detail = NotConsulted, "aucun fichier d'oppositions n'a été consulté"
	}
	return c, o.Answer
}
