// Package letter specifies letters that are nothing more particular.
package letter

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Cues are what makes a letter a letter, whatever it is about.
var Cues = []spec.Cue{
	{Phrase: "madame, monsieur", Weight: 2.5},
	{Phrase: "veuillez agréer", Weight: 2.5},
	{Phrase: "je vous prie d'agréer", Weight: 1.5},
	{Phrase: "salutations distinguées", Weight: 2},
	{Phrase: "sentiments distingués", Weight: 2},
	{Phrase: "meilleures salutations", Weight: 2},
	{Phrase: "considération distinguée", Weight: 2},
	{Phrase: "cordialement", Weight: 1.5},
	{Phrase: "lettre recommandée", Weight: 1.5},
	{Phrase: "objet", Weight: 1.5},
	{Phrase: "dear sir", Weight: 2.5},
	{Phrase: "yours faithfully", Weight: 2.5},
	{Phrase: "yours sincerely", Weight: 2.5},
	{Phrase: "je vous", Weight: 0.5},
	{Phrase: "vous trouverez", Weight: 0.5},
	{Phrase: "pièces jointes", Weight: 0.5},
	{Phrase: "monsieur le directeur", Weight: 1.5},
}

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Letter, Name: "letter", Label: "courrier", Version: 1, Floor: 4,
	Cues: append([]spec.Cue{
		{Phrase: "je conteste", Weight: -3},
		{Phrase: "réclamation", Weight: -2},
		{Phrase: "remerciements", Weight: 4},
		{Phrase: "remercier", Weight: 1},
		{Phrase: "félicitations", Weight: 2},
	}, Cues...),
	Steps: []spec.Step{Subject, Date},
}

// Subject is the line behind "Objet".
var Subject = spec.Take("subject", spec.Text, spec.Right("objet", "subject"), spec.Below("objet"))

// Date is the day a letter is dated: behind the place ("Lyon, le 3 mars 2026"), or the first one.
var Date = spec.Take("date", spec.Date, spec.Dated, spec.Everywhere)
