// Package cheque specifies the French cheque: what is typed on it, its code line, which
// is read from its bars and held against its printed key, what a pen drew on it, the
// signature, the crossing and the endorsement, and the figures that a hand wrote. Where things stand is told by what is
// printed: the code line gives the measure, labels part the form into columns.
package cheque

import (
	"bordereau"
	"bordereau/classify/spec"
)

// Type is the specification.
var Type = spec.Type{
	Type: bordereau.Cheque, Name: "cheque", Label: "chèque", Version: 16, Floor: 7, Look: magneticCue,
	Cues: []spec.Cue{
		{Phrase: "payez contre ce chèque", Weight: 6},
		{Phrase: "non endossable sauf au profit", Weight: 3},
		{Phrase: "établissement bancaire ou assimilé", Weight: 2},
		{Phrase: "contre ce chèque payez", Weight: 5},
		{Phrase: "payable en France", Weight: 2.5},
		{Phrase: "à rédiger exclusivement en euros", Weight: 2},
		{Phrase: "somme en toutes lettres", Weight: 1},
		{Phrase: "pay against this cheque", Weight: 6},
		{Phrase: "pay to the order of", Weight: 4},
		{Phrase: "chèque", Weight: 0.5},
		{Phrase: "bordereau de remise", Weight: -6, Title: true},
		{Phrase: "remise de chèques", Weight: -6},
		{Phrase: "nombre de chèques", Weight: -5},
		{Phrase: "total de la remise", Weight: -3},
		{Phrase: "ordre de virement", Weight: -6, Title: true},
		{Phrase: "relevé d'identité bancaire", Weight: -4, Title: true},
		{Phrase: "relevé de compte", Weight: -4, Title: true},
		{Phrase: "conditions générales", Weight: -3},
		{Phrase: "salutations distinguées", Weight: -2.5},
		{Phrase: "réclamation", Weight: -3},
		{Phrase: "je conteste", Weight: -3},
	},
	Steps: []spec.Step{
		ownCurrency,
		inType(figures, "amount_figures", "currency"),
		handwritten,
		inWords,
		unless(ruleHandwritten, wordsOnceMore),
		handWords,
		wordsOfHand,
		unless(ruleHandwritten, figuresOnceMore),
		unsureFigures,
		spec.WordsAgainstFigures("les lettres l'emportent (CMF L131-10)"),
		severalAmounts,
		sameHand,
		wordsUnseen,
		in(atRight, placeBefore), in(onBody, placeBefore), in(atRight, spec.Issue), in(onBody, spec.Issue),
		in(atRight, issued), in(onBody, issued), dateAgain, placeByDate, handDate,
		payeeInType, payeeOnceMore,
		payeeByHand,
		spec.Take("cheque_number", spec.Match(`CHEQUE +(?:N|NO|NUMERO|N0)? *(\d{7})\b`), spec.Everywhere),
		in(onAll, spec.Take("cheque_number", spec.Match(`\b(?:N|NO) +(\d{7})\b`), spec.Everywhere)),
		printedKey,
		codeLine,
		unless(ruleHandDate, validity),
		in(onAll, spec.Take("bank", spec.BankName, spec.Bank)),
		in(onAll, drawer),
		handNames,
		signature,
		crossing,
		endorsement, // of the other page
		mentions,
	},
}

// issued takes the date, from behind its label or wherever it stands.
var issued = spec.Take("date", spec.Date, spec.Right("fait à", "le", "date"), spec.Everywhere)
