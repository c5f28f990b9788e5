// Package employment specifies contracts of employment, filed without fields.
package employment

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.EmploymentContract, Name: "employment", Label: "contrat de travail", Version: 1, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "contrat de travail", Weight: 6, Title: true},
		{Phrase: "contrat à durée indéterminée", Weight: 1.5},
		{Phrase: "l'employeur", Weight: 1},
		{Phrase: "le salarié", Weight: 1},
		{Phrase: "la salariée", Weight: 1},
		{Phrase: "période d'essai", Weight: 2},
		{Phrase: "durée du travail", Weight: 1.5},
		{Phrase: "rémunération mensuelle", Weight: 1.5},
		{Phrase: "convention collective", Weight: 1},
		{Phrase: "congés payés", Weight: 1},
		{Phrase: "il a été convenu", Weight: 1.5},
		{Phrase: "bulletin de paie", Weight: -6, Title: true},
		{Phrase: "bulletin de salaire", Weight: -6, Title: true},
		{Phrase: "net à payer", Weight: -4},
		{Phrase: "offre d'emploi", Weight: -6, Title: true},
		{Phrase: "statuts", Weight: -4, Title: true},
	}...),
}
