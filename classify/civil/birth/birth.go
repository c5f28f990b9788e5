// Package birth specifies acts of birth and their extracts, filed without fields.
package birth

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.BirthCertificate, Name: "birth", Label: "acte de naissance", Version: 1, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "acte de naissance", Weight: 6, Title: true},
		{Phrase: "extrait d'acte de naissance", Weight: 2, Title: true},
		{Phrase: "copie intégrale", Weight: 1.5},
		{Phrase: "officier de l'état civil", Weight: 2},
		{Phrase: "du sexe masculin", Weight: 2},
		{Phrase: "du sexe féminin", Weight: 2},
		{Phrase: "filiation", Weight: 1},
		{Phrase: "mentions marginales", Weight: 1},
		{Phrase: "délivré selon procédé informatisé", Weight: 1},
		{Phrase: "livret de famille", Weight: -6, Title: true},
		{Phrase: "acte de décès", Weight: -5, Title: true},
		{Phrase: "acte de mariage", Weight: -4, Title: true},
		{Phrase: "est décédé", Weight: -3},
		{Phrase: "est décédée", Weight: -3},
		{Phrase: "héritiers", Weight: -4},
		{Phrase: "acte de notoriété", Weight: -6, Title: true},
	}...),
}
