// Package card specifies national identity cards: the French ones of 1995 and
// 2021, and every card with a zone of ICAO 9303-5 or 9303-6.
package card

import (
	"context"

	"bordereau"
	"bordereau/classify/identity/mrz"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.IdentityCard, Name: "card", Label: "carte d'identité", Version: 3, Floor: 5,
	Cues: append([]spec.Cue{
		{Phrase: "carte nationale d'identité", Weight: 5, Where: spec.Top},
		{Phrase: "identity card", Weight: 3},
		{Phrase: "personalausweis", Weight: 3},
		{Phrase: "documento nacional de identidad", Weight: 4},
		{Phrase: "carta d'identità", Weight: 4},
		{Phrase: "république française", Weight: 0.5},
		{Phrase: "nationalité française", Weight: 1},
		{Phrase: "signature du titulaire", Weight: 1.5},
		{Phrase: "carte valable jusqu'au", Weight: 2},
		{Phrase: "nom d'usage", Weight: 1},
		{Phrase: "prénoms", Weight: 1},
		{Phrase: "né le", Weight: 0.5},
		{Phrase: "taille", Weight: 0.5},
		{Phrase: "passeport", Weight: -4, Where: spec.Top},
		{Phrase: "passport", Weight: -3, Where: spec.Top},
		{Phrase: "titre de séjour", Weight: -8},
		{Phrase: "residence permit", Weight: -8},
		{Phrase: "permis de conduire", Weight: -6},
		{Phrase: "contrat", Weight: -2},
	}, mrz.Against...),
	Look: func(ctx context.Context, s *spec.Sheet) []bordereau.Cue {
		return mrz.Cue(ctx, s, (*mrz.Zone).Card)
	},
	Steps: []spec.Step{
		mrz.Fields,
		mrz.Printed,
		spec.Take("expiry_date", spec.Date, spec.Right("carte valable jusqu'au", "date d'expiration", "expiry date"), spec.Below("date d'expir", "expiry date")),
		mrz.Number(9, 12), mrz.Whole, mrz.Issued,
		mrz.Validity,
	},
}
