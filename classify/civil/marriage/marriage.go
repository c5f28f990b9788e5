// Package marriage specifies acts of marriage and their extracts, filed without fields.
package marriage

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.MarriageCertificate, Name: "marriage", Label: "acte de mariage", Version: 1, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "acte de mariage", Weight: 6, Title: true},
		{Phrase: "extrait d'acte de mariage", Weight: 2, Title: true},
		{Phrase: "ont comparu publiquement", Weight: 3},
		{Phrase: "unis par le mariage", Weight: 3},
		{Phrase: "futurs époux", Weight: 2},
		{Phrase: "mariage célébré", Weight: 2},
		{Phrase: "contrat de mariage", Weight: 1},
		{Phrase: "officier de l'état civil", Weight: 2},
		{Phrase: "copie intégrale", Weight: 1},
		{Phrase: "livret de famille", Weight: -8, Title: true},
		{Phrase: "enfant", Weight: -2},
		{Phrase: "acte de décès", Weight: -5, Title: true},
		{Phrase: "acte de naissance", Weight: -4, Title: true},
		{Phrase: "héritiers", Weight: -4},
		{Phrase: "acte de notoriété", Weight: -6, Title: true},
		{Phrase: "vous faire part", Weight: -5},
	}...),
}
