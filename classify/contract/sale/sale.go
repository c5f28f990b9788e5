// Package sale specifies preliminary agreements on a sale of property (compromis,
// promesse de vente), filed without fields.
package sale

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.SaleAgreement, Name: "sale", Label: "compromis de vente", Version: 1, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "compromis de vente", Weight: 5, Title: true},
		{Phrase: "promesse de vente", Weight: 4, Title: true},
		{Phrase: "promesse synallagmatique de vente", Weight: 5, Title: true},
		{Phrase: "promesse unilatérale de vente", Weight: 5, Title: true},
		{Phrase: "vendeur", Weight: 1.5},
		{Phrase: "acquéreur", Weight: 1.5},
		{Phrase: "condition suspensive", Weight: 2},
		{Phrase: "conditions suspensives", Weight: 1},
		{Phrase: "prix de vente", Weight: 1},
		{Phrase: "acte authentique", Weight: 1},
		{Phrase: "désignation du bien", Weight: 1.5},
		{Phrase: "se rétracter", Weight: 1},
		{Phrase: "à vendre", Weight: -4, Title: true},
		{Phrase: "frais d'agence", Weight: -3},
		{Phrase: "facture", Weight: -4, Title: true},
		{Phrase: "acte de notoriété", Weight: -6, Title: true},
		{Phrase: "offre de prêt", Weight: -6, Title: true},
	}...),
}
