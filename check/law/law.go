// Package law is the dated table of the amounts and delays that the law, or the custom of
// banks, may change: a value as it stood on a day, with its source, and the calendars that
// count days. Pure: it knows nothing of documents.
package law

import (
	"bytes"
	_ "embed"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"bordereau"
	"gopkg.in/yaml.v3"
)

// Value is an amount or a delay as the law has it between two days, the last one
// included.
type Value struct {
	Name      string   `yaml:"name"`
	Value     string   `yaml:"value"` // digits, with a point before cents
	Unit      string   `yaml:"unit"`  // days, months, years, eur, percent
	Calendar  Calendar `yaml:"calendar"`
	ValidFrom string   `yaml:"valid_from"`
	ValidTo   string   `yaml:"valid_to"`
	Source    string   `yaml:"source"`
	ToConfirm bool     `yaml:"to_confirm"` // not read in the text itself
}

//go:embed values.yaml
var valuesFile []byte

var values = sync.OnceValue(func() []Value {
	list, err := parseValues(valuesFile)
	if err != nil {
		panic(fmt.Sprintf("the embedded table of values is wrong: %v", err)) // a test holds that it is not
	}
	return list
})

// Values lists the dated table of amounts and delays.
func Values() []Value { return slices.Clone(values()) }

// ValueOn finds a value as it stands on a day.
func ValueOn(name string, day time.Time) (Value, bool) {
	at := day.Format(time.DateOnly)
	for _, v := range values() {
		if v.Name == name && v.in(at) {
			return v, true
		}
	}
	return Value{}, false
}

func (v Value) in(day string) bool {
	return v.ValidFrom <= day && (v.ValidTo == "" || day <= v.ValidTo)
}

// Named says whether the table knows a name, and whether as a delay.
func Named(name string) (known, delay bool) {
	for _, v := range values() {
		if v.Name == name {
			return true, v.delay()
		}
	}
	return false, false
}

func (v Value) delay() bool { return v.Unit == "days" || v.Unit == "months" || v.Unit == "years" }

// Number is the value of an entry that was found right when the table was read.
func (v Value) Number() *big.Rat {
	n, _ := Decimal(v.Value)
	return n
}

// Count is a delay's whole number.
func (v Value) Count() int {
	n, err := strconv.Atoi(v.Value)
	if err != nil {
		return 0 // not a delay
	}
	return n
}

// After gives the day on which a delay that starts on the day of t ends. A delay in
// months ends on the day of the same number, or on the month's last (CPC art. 641).
func (v Value) After(t time.Time) time.Time {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	switch v.Unit {
	case "months":
		return addMonths(day, v.Count())
	case "years":
		return addMonths(day, 12*v.Count())
	}
	return v.Calendar.Add(day, v.Count())
}

func addMonths(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, day.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day.Day(), last)-1)
}

// Words say a delay in French.
func (v Value) Words() string {
	unit := map[string][2]string{"days": {"jour", "jours"}, "months": {"mois", "mois"}, "years": {"an", "ans"}}[v.Unit]
	if v.Count() > 1 {
		return v.Value + " " + unit[1]
	}
	return v.Value + " " + unit[0]
}

// decimal is the only form of number that a paper's value or the table may have. A
// balance may be a debt.
var decimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,4})?$`)

// Decimal reads a number as the table writes it: digits, with a point before cents.
func Decimal(s string) (*big.Rat, bool) {
	if !decimal.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func parseValues(data []byte) ([]Value, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var list []Value
	if err := dec.Decode(&list); err != nil {
		return nil, bordereau.Wrap(bordereau.Invalid, err, "the table of values is not readable")
	}
	for i, v := range list {
		if err := v.validate(); err != nil {
			return nil, bordereau.Wrap(bordereau.Invalid, err, "the value %q is wrong", v.Name)
		}
		for _, w := range list[:i] {
			if w.Name != v.Name {
				continue
			}
			if w.delay() != v.delay() || (w.ValidTo == "" || v.ValidFrom <= w.ValidTo) && (v.ValidTo == "" || w.ValidFrom <= v.ValidTo) {
				return nil, bordereau.Errorf(bordereau.Invalid, "the value %q has two meanings on one day", v.Name)
			}
		}
	}
	return list, nil
}

func (v Value) validate() error {
	if !Word.MatchString(v.Name) || v.Source == "" || !IsDate(v.ValidFrom) || v.ValidTo != "" && (!IsDate(v.ValidTo) || v.ValidTo < v.ValidFrom) {
		return fmt.Errorf("it needs name, source and valid_from, and ends no sooner than it begins")
	}
	if n, ok := Decimal(v.Value); !ok || n.Sign() < 0 {
		return fmt.Errorf("%q is not a number", v.Value)
	}
	switch v.Unit {
	case "days":
		if !v.Calendar.Known() {
			return fmt.Errorf("days need a calendar, %q is none", v.Calendar)
		}
	case "months", "years", "eur", "percent":
		if v.Calendar != "" {
			return fmt.Errorf("%s are counted by no calendar", v.Unit)
		}
	default:
		return fmt.Errorf("the unit %q is not known", v.Unit)
	}
	if n, err := strconv.Atoi(v.Value); v.delay() && (err != nil || n < 1 || n > 1000) {
		return fmt.Errorf("a delay is 1 to 1000 %s", v.Unit)
	}
	return nil
}

// Word is the form of names in the table, and of what asks it.
var Word = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
