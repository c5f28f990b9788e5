package dossier

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"
	"time"

	"bordereau"
	"bordereau/check/law"
	"gopkg.in/yaml.v3"
)

// RetentionRule is one line of the dated table.
type RetentionRule struct {
	Class     string           `yaml:"class"`
	Types     []bordereau.Type `yaml:"types"`
	Start     string           `yaml:"start"` // relation_end, year_end, received, closed...
	Years     int              `yaml:"years"`
	ValidFrom string           `yaml:"valid_from"`
	ValidTo   string           `yaml:"valid_to"`
	Source    string           `yaml:"source"`
}

//go:embed retention.yaml
var retentionFile []byte

var retentionRules = sync.OnceValue(func() []RetentionRule {
	rules, err := parseRetention(retentionFile)
	if err != nil {
		panic(fmt.Sprintf("the embedded retention table is wrong: %v", err)) // a test holds that it is not
	}
	return rules
})

func parseRetention(data []byte) ([]RetentionRule, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var rules []RetentionRule
	if err := dec.Decode(&rules); err != nil {
		return nil, bordereau.Wrap(bordereau.Invalid, err, "the retention table is not readable")
	}
	for _, r := range rules {
		if r.Class == "" || r.Start == "" || r.Years < 1 || r.Source == "" || len(r.Types) == 0 || !law.IsDate(r.ValidFrom) || r.ValidTo != "" && !law.IsDate(r.ValidTo) {
			return nil, bordereau.Errorf(bordereau.Invalid, "the retention class %q needs types, start, years, valid_from and source", r.Class)
		}
		for _, t := range r.Types {
			if !t.Known() {
				return nil, bordereau.Errorf(bordereau.Invalid, "the retention class %s names the type %q", r.Class, t)
			}
		}
	}
	return rules, nil
}

func knownClass(class string) bool {
	for _, r := range retentionRules() {
		if r.Class == class {
			return true
		}
	}
	return false
}

// RetentionFor lists the rules for a type in force on a day.
func RetentionFor(t bordereau.Type, day time.Time) []RetentionRule {
	at := day.Format(time.DateOnly)
	var out []RetentionRule
	for _, r := range retentionRules() {
		if at < r.ValidFrom || r.ValidTo != "" && at > r.ValidTo {
			continue
		}
		for _, x := range r.Types {
			if x == t {
				out = append(out, r)
			}
		}
	}
	return out
}

// RetainUntil is the last day on which a document must be kept, with the norm that
// says so, when its time starts at start (the event that RetentionFor names; for
// year_end any day of the year). The longest of the rules in force that day counts.
// A type the table does not know is kept as correspondence.
func RetainUntil(t bordereau.Type, start time.Time) (until time.Time, source string) {
	rules := RetentionFor(t, start)
	if len(rules) == 0 {
		rules = RetentionFor(bordereau.Unknown, start)
	}
	for _, r := range rules {
		from := start
		if r.Start == "year_end" {
			from = time.Date(start.Year(), time.December, 31, 0, 0, 0, 0, start.Location())
		}
		if u := from.AddDate(r.Years, 0, 0); u.After(until) {
			until, source = u, r.Source
		}
	}
	if source == "" { // before every rule of the table: the common time limit all the same
		return start.AddDate(5, 0, 0), "C. civ. 2224"
	}
	return until, source
}
