// Package passport specifies passports: the page with a zone of ICAO 9303-4.
package passport

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/identity/mrz"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Passport, Name: "passport", Label: "passeport", Version: 3, Floor: 5,
	Cues: append([]spec.Cue{
		{Phrase: "passeport", Weight: 3},
		{Phrase: "passport", Weight: 3},
		{Phrase: "code du pays", Weight: 1.5},
		{Phrase: "country code", Weight: 1.5},
		{Phrase: "passport no", Weight: 1},
		{Phrase: "date of expiry", Weight: 1},
		{Phrase: "place of birth", Weight: 1},
		{Phrase: "autorité", Weight: 0.5},
		{Phrase: "authority", Weight: 0.5},
		{Phrase: "prénoms", Weight: 0.5},
		{Phrase: "given names", Weight: 0.5},
		{Phrase: "nationality", Weight: 0.5},
		{Phrase: "carte nationale d'identité", Weight: -4, Where: spec.Top},
		{Phrase: "titre de séjour", Weight: -6},
		{Phrase: "visa", Weight: -3},
	}, mrz.Against...),
	Look: func(ctx context.Context, s *spec.Sheet) []bordereau.Cue {
		return mrz.Cue(ctx, s, func(z *mrz.Zone) bool {
			// The P, or what it is misread for; a V is a visa.
			return z.Format == check.TD3 && strings.ContainsAny(z.MRZ.Lines[0][:1], "PFRB<")
		})
	},
	Steps: []spec.Step{mrz.Fields, mrz.Printed, mrz.Number(9), mrz.Whole, mrz.Issued, mrz.Validity},
}
