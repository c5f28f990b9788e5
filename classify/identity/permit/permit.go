// Package permit specifies residence permits: the European card (regulation (EC)
// 1030/2002), whose zone begins with IR, of older ones AR, and the receipt that
// stands for it (CESEDA R431-12), which has no zone.
package permit

import (
	"context"

	"bordereau"
	"bordereau/classify/identity/mrz"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.ResidencePermit, Name: "permit", Label: "titre de séjour", Version: 2, Floor: 5,
	Cues: append([]spec.Cue{
		{Phrase: "titre de séjour", Weight: 5, Where: spec.Top},
		{Phrase: "residence permit", Weight: 4, Where: spec.Top},
		{Phrase: "titre de séjour", Weight: 1},
		{Phrase: "residence permit", Weight: 1},
		{Phrase: "carte de résident", Weight: 4},
		{Phrase: "carte de séjour", Weight: 3},
		{Phrase: "récépissé de demande", Weight: 5, Title: true},
		{Phrase: "aufenthaltstitel", Weight: 5},
		{Phrase: "permesso di soggiorno", Weight: 5},
		{Phrase: "permiso de residencia", Weight: 5},
		{Phrase: "verblijfstitel", Weight: 5},
		{Phrase: "type de titre", Weight: 1.5},
		{Phrase: "type of permit", Weight: 1.5},
		{Phrase: "autorise son titulaire à travailler", Weight: 2},
		{Phrase: "remarques", Weight: 1},
		{Phrase: "remarks", Weight: 0.5},
		{Phrase: "république française", Weight: 0.5},
		{Phrase: "prénoms", Weight: 0.5},
		{Phrase: "nationalité", Weight: 0.5},
		{Phrase: "carte nationale d'identité", Weight: -5, Where: spec.Top},
		{Phrase: "passeport", Weight: -3, Where: spec.Top},
		{Phrase: "convocation", Weight: -4, Title: true},
		{Phrase: "rendez-vous", Weight: -3},
		{Phrase: "contrat de travail", Weight: -5},
	}, mrz.Against...),
	Look: func(ctx context.Context, s *spec.Sheet) []bordereau.Cue {
		return mrz.Cue(ctx, s, (*mrz.Zone).Permit)
	},
	Steps: []spec.Step{
		mrz.Fields,
		mrz.Printed,
		spec.Take("expiry_date", spec.Date, spec.Right("date d'expiration", "expiry date", "valable jusqu'au", "card expiry"), spec.Below("date d'expir", "expiry date", "card expiry")),
		mrz.Number(9), mrz.Whole, mrz.Issued,
		mrz.Validity,
	},
}
