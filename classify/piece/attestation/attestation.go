// Package attestation specifies attestations and certificates of offices and
// companies: filed as they are, without fields of their own.
package attestation

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.OtherPiece, Name: "attestation", Label: "attestation", Version: 2, Floor: 5,
	Cues: []spec.Cue{
		{Phrase: "attestation", Weight: 4, Title: true},
		{Phrase: "attestation de vigilance", Weight: 3, Title: true},
		{Phrase: "certificat", Weight: 3, Title: true},
		{Phrase: "attestation d'assurance", Weight: 4, Title: true},
		{Phrase: "certificat de qualification", Weight: 2, Title: true},
		{Phrase: "responsabilité civile professionnelle", Weight: 1},
		{Phrase: "carte professionnelle", Weight: 6, Title: true},
		{Phrase: "certifie que", Weight: 2},
		{Phrase: "atteste que", Weight: 2},
		{Phrase: "à jour de ses cotisations", Weight: 2},
		{Phrase: "obligations sociales", Weight: 2},
		{Phrase: "période de validité", Weight: 1},
		{Phrase: "attestation d'hébergement", Weight: -5},
		{Phrase: "attestation de titulaire de contrat", Weight: -5},
		{Phrase: "certificat de décès", Weight: -6},
		{Phrase: "acte de décès", Weight: -6},
		{Phrase: "héritiers", Weight: -5},
		{Phrase: "facture", Weight: -3, Title: true},
		{Phrase: "relevé d'identité bancaire", Weight: -5, Title: true},
		{Phrase: "salutations distinguées", Weight: -2},
	},
}
