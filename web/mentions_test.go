package web_test

import (
	"fmt"
	"slices"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/web"
)

// What a cheque lacks is said in English too, and the reason that the sentence names is
// one that a clerk is offered for cheques.
func TestMissingMentionsAndTheirReasons(t *testing.T) {
	for what, reason := range map[string]string{
		"la signature du tireur": "Signature manquante", "la signature du tireur et la date": "Signature manquante",
		"la signature du tireur et la somme": "Signature manquante", "la signature du tireur, la date et la somme": "Signature manquante",
		"la date": "Document irrégulier", "la somme": "Document irrégulier", "la date et la somme": "Document irrégulier",
	} {
		if s := fmt.Sprintf("Il manque au chèque %s : il ne vaut pas comme chèque (CMF L131-2, L131-3). Regardez l'image, puis rejetez-le, motif « %s »", what, reason); !web.Known(s) || !web.Known(what) || !web.Known(reason) {
			t.Errorf("nobody says in English: %q", s)
		}
		if !slices.ContainsFunc(desk.RejectReasonsOf(bordereau.Cheque), func(r desk.RejectReason) bool { return r.French == reason && web.English(reason) == r.English }) {
			t.Errorf("%q is no reason for which cheques are rejected", reason)
		}
	}
	for fr, en := range map[string]string{
		"mention du chèque non lue : la date, la signature (CMF L131-2)": "mention of the cheque not read: the date, the signature (CMF L131-2)",
		"mention du chèque non lue : la date, autre (CMF L131-2)":        "mention of the cheque not read: la date, autre (CMF L131-2)",
	} {
		if got := web.English(fr); got != en {
			t.Errorf("%q is said %q", fr, got)
		}
	}
}
