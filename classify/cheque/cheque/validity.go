package cheque

import (
	"context"
	"fmt"
	"time"

	"bordereau"
	"bordereau/classify/spec"
)

// presentation is how many days a cheque that is issued and payable in metropolitan
// France may be presented for payment (CMF L131-32). Where it is issued elsewhere in
// Europe it is 20, else 70; the place is not known for certain from the paper, so a
// person grants those.
const presentation = 8

// validity holds the date against the days of presentation and the year after them
// in which the drawee still pays (CMF L131-59). A date to come does not keep the
// cheque from being paid (CMF L131-31).
func validity(_ context.Context, d *spec.Draft) error {
	const rule = "cheque_validity"
	day, err := time.Parse(time.DateOnly, d.Understanding.Value("date"))
	if err != nil {
		d.Check(rule, bordereau.Inconclusive, "la date du chèque n'a pas été lue")
		return nil
	}
	last := lastDay(day)
	today := time.Date(d.Now.Year(), d.Now.Month(), d.Now.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case day.After(today):
		d.Check(rule, bordereau.Inconclusive, fmt.Sprintf("daté du %s, dans l'avenir, ce qui n'empêche pas de le payer (CMF L131-31)", spec.SayDay(day)), "date")
	case today.After(last):
		d.Check(rule, bordereau.Failed, fmt.Sprintf("Le chèque, daté du %s, n'est payable que jusqu'au %s, un an et huit jours après (CMF L131-32, L131-59 ; 20 ou 70 jours au lieu de 8 s'il est émis hors de France métropolitaine)",
			spec.SayDay(day), spec.SayDay(last)), "date")
	default:
		d.Check(rule, bordereau.Passed, fmt.Sprintf("daté du %s, payable jusqu'au %s (CMF L131-32, L131-59)", spec.SayDay(day), spec.SayDay(last)), "date")
	}
	return nil
}

// lastDay is the last on which a cheque is paid: the days of presentation, then a
// year. A year from 29 February ends on the 28th (CPC 641).
func lastDay(day time.Time) time.Time {
	end := day.AddDate(0, 0, presentation)
	if year := end.AddDate(1, 0, 0); year.Month() == end.Month() {
		return year
	}
	return end.AddDate(1, 0, -1)
}
