package cheque

import (
	"context"
	"fmt"
	"time"

	"bordereau"
	"bordereau/check/law"
	"bordereau/classify/spec"
)

// validity holds the date against the days of presentation, by the place of issue, and
// the year after them in which the drawee still pays (CMF L131-32, L131-59). A date to
// come does not keep the cheque from being paid (CMF L131-31).
func validity(_ context.Context, d *spec.Draft) error {
	const rule = "cheque_validity"
	day, err := time.Parse(time.DateOnly, d.Understanding.Value("date"))
	if err != nil {
		d.Check(rule, bordereau.Inconclusive, "la date du chèque n'a pas été lue")
		return nil
	}
	place := d.Understanding.Value("place")
	within := presentation(place)
	days := 0
	if v, ok := law.ValueOn(within, day); ok {
		days = v.Count()
	}
	last := lastDay(day, within)
	from := ""
	if within != inFrance {
		from = fmt.Sprintf(" (émis à %s : présenté en %d jours)", place, days)
	}
	today := time.Date(d.Now.Year(), d.Now.Month(), d.Now.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case day.After(today):
		d.Check(rule, bordereau.Inconclusive, fmt.Sprintf("daté du %s, dans l'avenir, ce qui n'empêche pas de le payer (CMF L131-31)", spec.SayDay(day)), "date")
	case today.After(last):
		d.Check(rule, bordereau.Failed, fmt.Sprintf("Le chèque, daté du %s, n'est payable que jusqu'au %s, %d jours et un an après%s (CMF L131-32, L131-59 ; 20 jours s'il est émis ailleurs en Europe, 70 hors d'Europe)",
			spec.SayDay(day), spec.SayDay(last), days, from), "date")
	default:
		d.Check(rule, bordereau.Passed, fmt.Sprintf("daté du %s, payable jusqu'au %s%s (CMF L131-32, L131-59)", spec.SayDay(day), spec.SayDay(last), from), "date")
	}
	return nil
}

// lastDay is the last on which a cheque is paid: the days of presentation, then the year,
// as the dated table has them on its day; before every rule of it, that day itself.
func lastDay(day time.Time, within string) time.Time {
	presented, ok := law.ValueOn(within, day)
	paid, ok2 := law.ValueOn("cheque_payment", day)
	if !ok || !ok2 {
		return day
	}
	return paid.After(presented.After(day))
}
