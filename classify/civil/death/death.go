// Package death specifies the act of death (acte de décès, copie intégrale), which opens
// an estate (C. civ. 79). The medical certificate is another paper.
package death

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.DeathCertificate, Name: "death", Label: "acte de décès", Version: 2, Floor: 6,
	Cues: spec.NotALetter([]spec.Cue{
		{Phrase: "acte de décès", Weight: 6, Title: true},
		{Phrase: "copie intégrale d'acte de décès", Weight: 3, Title: true},
		{Phrase: "registre des actes de décès", Weight: 5},
		{Phrase: "copie intégrale", Weight: 1.5},
		{Phrase: "officier de l'état civil", Weight: 2},
		{Phrase: "est décédé", Weight: 2},
		{Phrase: "est décédée", Weight: 2},
		{Phrase: "date du décès", Weight: 1},
		{Phrase: "lieu du décès", Weight: 1},
		{Phrase: "mentions marginales", Weight: 1},
		{Phrase: "sur la déclaration de", Weight: 1.5},
		{Phrase: "déclarant", Weight: 1},
		{Phrase: "certificat de décès", Weight: -4},
		{Phrase: "cause du décès", Weight: -4},
		{Phrase: "acte de notoriété", Weight: -6, Title: true},
		{Phrase: "héritiers", Weight: -4},
		{Phrase: "ayants droit", Weight: -4},
		{Phrase: "acte de naissance", Weight: -4, Title: true},
		{Phrase: "acte de mariage", Weight: -4, Title: true},
		{Phrase: "livret de famille", Weight: -6, Title: true},
		{Phrase: "avis de décès", Weight: -5, Title: true},
		{Phrase: "vous faire part", Weight: -5},
	}...),
	Steps: []spec.Step{
		spec.Take("deceased", name, deceased...),
		spec.Agree("deceased", name, spec.SameName, "le nom est le même en tête et dans le texte de l'acte", deceased...),
		spec.Take("death_date", spec.AnyDate, died...),
		spec.Agree("death_date", spec.AnyDate, nil, "la même date est écrite à deux endroits de l'acte", died...),
		spec.Take("birth_date", spec.AnyDate, spec.Right("date de naissance"), spec.Sentence(`\bNEE? (?:A [^,.;]{2,50}? )?LE ([^,.;]{6,70})`)),
		spec.Take("birth_place", spec.Name, spec.Right("lieu de naissance"),
			spec.Sentence(`\bNEE? A ([A-Z][A-Z' -]{1,40}?) LE\b`, `\bNEE? LE [^,.;]{6,70}? A ([A-Z][A-Z' -]{1,40}?)(?:[,.;]| DOMICILIEE?\b| DEMEURANT\b| FILS\b| FILLE\b| EPOU)`)),
		spec.Take("place", spec.Name, spec.Right("commune du décès", "lieu du décès", "commune de", "ville de"),
			spec.Sentence(`\b(?:COMMUNE|VILLE|MAIRIE) DE ([A-Z][A-Z' -]{2,40}?)(?:[,.]| ETAT| ACTE| No)`)),
		spec.Take("document_number", spec.Count, spec.Right("acte n°", "numéro de l'acte"), spec.Sentence(`(?:^| )No? ?\.? ?(\d{1,4}) `)),
		spec.Take("issue_date", spec.AnyDate, spec.Sentence(`(?:DELIVREE?|POUR COPIE CONFORME)\b[^.;]{0,90}? LE ([^.;]{8,40})`)),
		spec.InOrder("dates_in_order", "la naissance, le décès et la copie de l'acte", "birth_date", "death_date", "issue_date"),
	},
}

var name = spec.Except(spec.Holder, "nom", "prénoms", "commune", "date", "acte", "survenu", "déclarant")

// The sentences of an act; a reader loses commas, or takes them for full stops.
var deceased = []spec.Finder{
	spec.Right("nom et prénoms", "nom du défunt"),
	spec.Sentence(`\bDECES DE ?:? ([A-Z][A-Z' -]{3,60}?) (?:SURVENU|LE|NEE?)\b`, `\bDECEDEE?\b.{0,160}?[,:.;] ([A-Z][A-Z' -]{3,60}?)[,.;]? NEE? (?:LE|A)\b`,
		`\bHEURES? ([A-Z][A-Z' -]{3,60}?)[,.;]? NEE? (?:LE|A)\b.{5,320}?\bDECEDEE?\b`,
		`(?:^|[,:.;] )([A-Z][A-Z' -]{3,60}?)[,.;]? NEE? (?:LE|A)\b.{5,320}?\bDECEDEE?\b`),
}

var died = []spec.Finder{
	spec.Right("date du décès", "survenu le"),
	spec.Sentence(`\bLE ([^,.;:]{6,70}?)[,.]? A [^,.;]{1,30}? ?(?:HEURES?|H)\b`, `\bDECEDEE?,? LE ([^,.;]{6,60})`, `\bDECES DE [A-Z' -]{2,60} LE (\d[^,.;]{6,14})`),
}
