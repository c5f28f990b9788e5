// Package classify understands a reading: of which type the document is, which
// fields it carries, what proves each of them, and which checks it passes. It
// decides nothing: the policy does, from the proofs.
//
// A type is known by its specification (package classify/spec), one folder in
// the folder of its family. Every decision can be explained from the
// understanding alone: see Explain.
package classify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"bordereau"
	"bordereau/check/twoddoc"
	"bordereau/classify/model"
	"bordereau/classify/spec"
)

// Zones reads a part of a page again, with an alphabet that is expected there:
// "mrz", "digits", "amount", "hand_amount", "hand_date", "hand", "code_line" or "text".
type Zones = spec.Zones

// Config says which types are known. Families gives the house's own.
type Config struct {
	Families []spec.Family
	Now      func() time.Time // the day on which freshness is judged
	// Trust is what signed codes are held against at the time; nil knows nobody.
	Trust func() *twoddoc.Trust
	// Learned stands beside the rules; nil leaves them alone.
	Learned *model.Model
}

// Classifier is safe for concurrent use.
type Classifier struct {
	types   []spec.Type
	now     func() time.Time
	trust   func() *twoddoc.Trust
	learned *model.Model
}

// New validates the specifications.
func New(cfg Config) (*Classifier, error) {
	if cfg.Now == nil {
		return nil, errors.New("classify: a clock is needed")
	}
	c := &Classifier{now: cfg.Now, trust: cfg.Trust, learned: cfg.Learned}
	names := map[string]bool{}
	for _, f := range cfg.Families {
		for _, t := range f.Types {
			if err := t.Validate(); err != nil {
				return nil, fmt.Errorf("classify: family %s: %w", f.Name, err)
			}
			if names[t.Name] {
				return nil, fmt.Errorf("classify: family %s: two specifications are named %q", f.Name, t.Name)
			}
			names[t.Name] = true
			c.types = append(c.types, t)
		}
	}
	if len(c.types) == 0 {
		return nil, errors.New("classify: no type is specified")
	}
	return c, nil
}

// Specs lists the specifications that are applied, "rib@1".
func (c *Classifier) Specs() []string {
	ids := make([]string, len(c.types))
	for i, t := range c.types {
		ids[i] = t.ID()
	}
	return ids
}

// The specifications of what no specification describes.
const (
	blankSpec   = "blank@1"
	unknownSpec = "unknown@1"
)

// narrow is the margin to the runner-up below which a type is said to be unclear.
const narrow = 0.2

// candidate is a type with what speaks for it.
type candidate struct {
	spec.Type
	score float64
	cues  []bordereau.Cue
}

// promising says whether a type falls just short of its floor and has something to be
// looked for that may speak for it: a cheque at the foot of its letter.
func (c candidate) promising() bool {
	return c.Look != nil && c.score < c.Floor && c.score >= 0.6*c.Floor
}

// Understand classifies a reading and takes its fields. z may be nil: then no
// part of a page is read again. It fails only when ctx is over.
func (c *Classifier) Understand(ctx context.Context, r bordereau.Reading, z Zones) (bordereau.Understanding, error) {
	if err := ctx.Err(); err != nil {
		return bordereau.Understanding{}, fmt.Errorf("understand: %w", err)
	}
	if u, ok := separator(r); ok {
		return finish(r, u), nil
	}
	if blank(r) {
		return finish(r, bordereau.Understanding{Type: bordereau.Blank, TypeConfidence: 1, Spec: blankSpec}), nil
	}
	sheet := spec.NewSheet(r, c.now())
	sheet.Zones = z
	ranked := c.rank(ctx, sheet)
	if err := ctx.Err(); err != nil {
		return bordereau.Understanding{}, fmt.Errorf("understand: %w", err)
	}
	if z != nil && (ranked[0].score < ranked[0].Floor || slices.ContainsFunc(ranked, candidate.promising)) {
		sheet.Thorough = true
		ranked = c.rank(ctx, sheet)
	}
	best := ranked[0]
	if best.score < best.Floor {
		u := bordereau.Understanding{Type: bordereau.Unknown, Spec: unknownSpec, Cues: best.cues}
		u.Checks = append(u.Checks, bordereau.Check{Rule: ruleType, Verdict: bordereau.Inconclusive,
			Detail: "aucun type n'atteint son seuil : " + standing(ranked)})
		u.Candidates = candidates(ranked)
		d := &spec.Draft{Sheet: sheet, Understanding: u}
		c.code2d(d)
		dossierCode(d)
		einvoice(d)
		c.second(r, &d.Understanding)
		return finish(r, d.Understanding), nil
	}
	confidence, margin := believe(ranked)
	d := &spec.Draft{Sheet: sheet, Understanding: bordereau.Understanding{
		Type: best.Type.Type, TypeConfidence: confidence, Spec: best.ID(), Cues: best.cues}}
	for _, step := range best.Steps {
		if err := step(ctx, d); err != nil {
			return bordereau.Understanding{}, fmt.Errorf("understand as %s: %w", best.ID(), err)
		}
		if err := ctx.Err(); err != nil {
			return bordereau.Understanding{}, fmt.Errorf("understand as %s: %w", best.ID(), err)
		}
	}
	c.code2d(d)
	dossierCode(d)
	einvoice(d)
	u := d.Understanding
	check := bordereau.Check{Rule: ruleType, Verdict: bordereau.Passed, Detail: "indices du type : " + standing(ranked)}
	switch {
	case d.Proved != "":
		u.TypeProved, u.TypeConfidence = true, max(u.TypeConfidence, 0.99)
		check.Detail = d.Proved + " ; " + check.Detail
	case margin < narrow:
		check.Verdict = bordereau.Inconclusive
	}
	if d.Proved == "" {
		u.Candidates = candidates(ranked)
	}
	u.Checks = slices.Insert(u.Checks, 0, check)
	c.second(r, &u)
	return finish(r, u), nil
}

// rank scores every type, the best first.
func (c *Classifier) rank(ctx context.Context, s *spec.Sheet) []candidate {
	all := make([]candidate, len(c.types))
	for i, t := range c.types {
		cand := candidate{Type: t}
		for _, cue := range t.Cues {
			if found, ok := s.Weigh(cue); ok {
				cand.cues = append(cand.cues, found)
			}
		}
		if t.Look != nil {
			cand.cues = append(cand.cues, t.Look(ctx, s)...)
		}
		for _, cue := range cand.cues {
			cand.score += cue.Weight
		}
		all[i] = cand
	}
	// Types are compared by their score; of equals the one that clears its own
	// floor by more is first, then the order of the list.
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if fa, fb := a.score >= a.Floor, b.score >= b.Floor; fa != fb {
			return fa
		}
		if a.score != b.score {
			return a.score > b.score
		}
		return a.score/a.Floor > b.score/b.Floor
	})
	return all
}

// believe turns scores into a figure from 0 to 1: strength score/(score+floor),
// times one half plus half the margin to the runner-up as a part of the score.
// It sorts and warns; it is no probability.
func believe(ranked []candidate) (confidence, margin float64) {
	best := ranked[0]
	margin = 1
	if len(ranked) > 1 {
		margin = min(1, (best.score-max(0, ranked[1].score))/best.score)
	}
	strength := best.score / (best.score + best.Floor)
	c := strength * (0.5 + 0.5*max(0, margin))
	return float64(int(c*1000+0.5)) / 1000, margin
}

// mostCandidates is how many types are named where none is proved.
const mostCandidates = 4

// candidates are the first types for which anything speaks.
func candidates(ranked []candidate) []bordereau.Type {
	var out []bordereau.Type
	for _, c := range ranked {
		if len(out) < mostCandidates && c.score > 0 && !slices.Contains(out, c.Type.Type) {
			out = append(out, c.Type.Type)
		}
	}
	return out
}

// standing is the first types with their scores: "RIB 14,5 ; facture 2 (seuil 5)".
func standing(ranked []candidate) string {
	var parts []string
	for i, cand := range ranked {
		if i == mostCandidates || i > 0 && cand.score <= 0 {
			break
		}
		part := fmt.Sprintf("%s %.4g", cand.Label, cand.score)
		if cand.score < cand.Floor {
			part += fmt.Sprintf(" (seuil %.4g)", cand.Floor)
		}
		parts = append(parts, strings.ReplaceAll(part, ".", ","))
	}
	return strings.Join(parts, " ; ")
}

// blank says that no page carries anything. A page without words that the
// recogniser did not call blank is not: somebody has to look at it.
func blank(r bordereau.Reading) bool {
	for _, p := range r.Pages {
		if !p.Blank || len(p.Words) > 0 {
			return false
		}
	}
	return len(r.Pages) > 0
}
