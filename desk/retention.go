package desk

import (
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/dossier"
)

// leastRetention is the lock of what is archived now, in years, while the event
// that its retention counts from has not happened.
const leastRetention = 1

// retention is what locks a document that is archived now: the known end of the
// longest rule for its type, and never less than a year. A lock is lengthened
// as the events happen that retention counts from, and never shortened.
func retention(doc bordereau.Document, at time.Time) archive.Retention {
	at = at.UTC().Truncate(time.Second)
	r := archive.Retention{Until: at.AddDate(leastRetention, 0, 0)}
	rules := dossier.RetentionFor(doc.Type, at)
	if len(rules) == 0 {
		rules = dossier.RetentionFor(bordereau.Unknown, at)
	}
	for _, rule := range rules {
		r.Rules = append(r.Rules, archive.Rule{Class: rule.Class, Years: rule.Years, From: rule.Start, Norm: rule.Source, Since: rule.ValidFrom})
		var end time.Time
		switch rule.Start {
		case "year_end":
			end = time.Date(at.Year()+1+rule.Years, 1, 1, 0, 0, 0, 0, time.UTC)
		case "received":
			end = doc.ReceivedAt.UTC().Truncate(time.Second).AddDate(rule.Years, 0, 0)
		}
		if end.After(r.Until) {
			r.Until = end
		}
	}
	return r
}
