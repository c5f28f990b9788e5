package classify

import (
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/classify/model"
)

// ruleLearned is what the learned classifier says beside the rules.
const ruleLearned = "learned_type"

// sure is how likely another type must be, and unlikely that of the rules, for a doubt
// to be raised or a type to be proposed. Likely or not, it lets nothing pass.
const (
	sure     = 0.95
	likely   = 0.2 // from where on a type is worth a clerk's look
	unlikely = 0.01
)

// second asks the learned classifier. It agrees, raises a doubt that a person settles, or
// proposes a type where the rules know none; it never changes the type, and a type that a
// machine check proved it does not contest.
func (c *Classifier) second(r bordereau.Reading, u *bordereau.Understanding) {
	if c.learned == nil || u.Type == bordereau.Blank {
		return
	}
	features := model.Features(r)
	ranked := c.learned.Predict(features)
	top, own := ranked[0], 0.0
	for _, s := range ranked {
		if s.Type == u.Type {
			own = s.Probability
		}
	}
	if !u.TypeProved && top.Type != bordereau.Unknown && top.Probability >= likely {
		u.Candidates = offer(u.Candidates, top.Type, u.Type == bordereau.Unknown && top.Probability >= sure)
	}
	k := bordereau.Check{Rule: ruleLearned, Verdict: bordereau.Inconclusive}
	said := fmt.Sprintf("%s à %.0f %% (%s)", c.label(top.Type), 100*top.Probability, reasons(c.learned.Why(features, top.Type, 5)))
	switch {
	case top.Type == u.Type:
		k.Verdict, k.Detail = bordereau.Passed, "le classifieur appris dit aussi "+said
	case top.Type == bordereau.Unknown:
		k.Detail = "le classifieur appris ne connaît pas de papier de cette sorte"
	case u.Type == bordereau.Unknown && top.Probability >= sure:
		k.Detail = "type proposé par le classifieur appris : " + said
	case u.Type == bordereau.Unknown || u.TypeProved || top.Probability < sure || own > unlikely || !c.learned.Knows(u.Type):
		k.Detail = "le classifieur appris hésite : " + said
	default:
		k.Verdict, k.Detail = bordereau.Failed, "le classifieur appris y voit un autre type : "+said
	}
	u.Checks = append(u.Checks, k)
}

// offer puts a type among the candidates: before all others, or behind them.
func offer(all []bordereau.Type, t bordereau.Type, first bool) []bordereau.Type {
	switch at := slices.Index(all, t); {
	case first:
		return slices.Insert(slices.DeleteFunc(all, func(x bordereau.Type) bool { return x == t }), 0, t)
	case at < 0:
		return append(all, t)
	}
	return all
}

// label is what clerks call a type.
func (c *Classifier) label(t bordereau.Type) string {
	for _, s := range c.types {
		if s.Type == t {
			return s.Label
		}
	}
	return "aucun type connu"
}

func reasons(list []model.Reason) string {
	parts := make([]string, len(list))
	for i, r := range list {
		parts[i] = r.Say()
	}
	return strings.Join(parts, ", ")
}
