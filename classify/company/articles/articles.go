// Package articles specifies articles of association (statuts), filed without fields.
package articles

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.ArticlesOfAssociation, Name: "articles", Label: "statuts", Version: 1, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "statuts", Weight: 5, Title: true},
		{Phrase: "statuts constitutifs", Weight: 3, Title: true},
		{Phrase: "statuts mis à jour", Weight: 3, Title: true},
		{Phrase: "les soussignés", Weight: 1},
		{Phrase: "la société a pour objet", Weight: 2.5},
		{Phrase: "dénomination sociale", Weight: 1},
		{Phrase: "le siège social est fixé", Weight: 2},
		{Phrase: "le capital social est fixé", Weight: 2},
		{Phrase: "parts sociales", Weight: 1},
		{Phrase: "gérance", Weight: 1},
		{Phrase: "exercice social", Weight: 1.5},
		{Phrase: "extrait kbis", Weight: -6, Title: true},
		{Phrase: "annonce légale", Weight: -6, Title: true},
		{Phrase: "contrat de travail", Weight: -5, Title: true},
	}...),
}
