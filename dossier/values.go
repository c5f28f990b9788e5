package dossier

import (
	"time"

	"bordereau/check/law"
)

// Value is an entry of the dated table of amounts and delays, Calendar what counts its days.
type (
	Value    = law.Value
	Calendar = law.Calendar
)

// The calendars.
const (
	CalendarDays = law.CalendarDays
	Ouvrables    = law.Ouvrables
	Ouvres       = law.Ouvres
	Target       = law.Target
)

// Values lists the dated table.
func Values() []Value { return law.Values() }

// ValueOn finds a value as it stands on a day.
func ValueOn(name string, day time.Time) (Value, bool) { return law.ValueOn(name, day) }
