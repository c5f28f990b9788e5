// Package visa specifies visas with a zone of ICAO 9303-7. They are filed among the
// other papers: no account is opened on a visa.
package visa

import (
	"context"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/identity/mrz"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.OtherPiece, Name: "visa", Label: "visa", Version: 2, Floor: 5,
	Cues: append([]spec.Cue{
		{Phrase: "visa", Weight: 3, Title: true},
		{Phrase: "visa", Weight: 1},
		{Phrase: "nombre d'entrées", Weight: 1.5},
		{Phrase: "number of entries", Weight: 1.5},
		{Phrase: "durée du séjour", Weight: 1.5},
		{Phrase: "duration of stay", Weight: 1.5},
		{Phrase: "issuing post", Weight: 1},
		{Phrase: "états Schengen", Weight: 1.5},
		{Phrase: "valable pour", Weight: 1},
		{Phrase: "valid for", Weight: 1},
		{Phrase: "titre de séjour", Weight: -5},
		{Phrase: "carte", Weight: -2},
		{Phrase: "formulaire", Weight: -3},
		{Phrase: "demande de visa", Weight: -6},
	}, mrz.Against...),
	Look: func(ctx context.Context, s *spec.Sheet) []bordereau.Cue {
		return mrz.Cue(ctx, s, func(z *mrz.Zone) bool { return z.Format == check.MRVA || z.Format == check.MRVB })
	},
	Steps: []spec.Step{mrz.Fields, mrz.Printed, mrz.Whole, mrz.Validity},
}
