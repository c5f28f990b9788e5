package desk

import (
	"context"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/dossier"
	"bordereau/journal"
)

// Told is what a person says has happened in a dossier.
type Told struct {
	Event   string `json:"event"`             // one of the events of the dossier's kind
	Day     string `json:"day"`               // YYYY-MM-DD
	Account string `json:"account,omitempty"` // IBAN, where the event is about one; the only one of the customers when empty
	Reason  string `json:"reason,omitempty"`  // where the event needs one
}

// TellDossier records an event of a dossier that no document shows: the heirs were
// paid, an account was closed. Told twice it is one event.
func (d *Desk) TellDossier(ctx context.Context, by bordereau.Principal, ref string, t Told) error {
	if err := allowReviewer(by); err != nil {
		return err
	}
	at, err := time.Parse(time.DateOnly, t.Day)
	switch {
	case err != nil:
		return invalid("/day", "Le jour s'écrit AAAA-MM-JJ.")
	case d.today() < t.Day:
		return invalid("/day", "Ce jour n'est pas encore venu.")
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.DossierByRef(ctx, by, ref)
		if err != nil {
			return err
		}
		kind, ok := dossier.KindOf(x)
		if _, known := kind.Events[t.Event]; !ok || !known {
			return invalid("/event", "Cet événement n'existe pas pour ce type de dossier.")
		}
		h := dossier.Happening{Event: t.Event, Day: at}
		switch kind.EventNeeds[t.Event] {
		case dossier.NeedsAccount:
			if h.Account, err = accountTold(ctx, tx, x, t.Account); err != nil {
				return err
			}
		case dossier.NeedsReason:
			if h.Note = strings.TrimSpace(t.Reason); h.Note == "" || len(h.Note) > maxNote {
				return invalid("/reason", "Indiquez le motif, en %d octets au plus.", maxNote)
			}
		}
		fresh, err := tx.AddDossierEvent(ctx, x.ID, h, by, d.Now())
		if err != nil || !fresh {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Kind: "dossier.happened", Subject: x.ID, Actor: by.ID,
			Values: map[string]any{"ref": x.Ref, "event": t.Event, "day": t.Day, "account": h.Account, "reason": h.Note}}); err != nil {
			return err
		}
		return d.oblige(ctx, tx, by, x, nil, nil)
	})
}

// accountTold is the account that an event is about: the one given, which may not be
// known yet, else the only one that the customers of the dossier hold.
func accountTold(ctx context.Context, tx Tx, x dossier.Dossier, given string) (string, error) {
	if given = strings.TrimSpace(given); given != "" {
		account, err := check.ParseIBAN(given)
		if err != nil {
			return "", invalid("/account", "Cet IBAN n'est pas valable : vérifiez sa clé.")
		}
		return account.Value, nil
	}
	accounts, err := tx.AccountsOf(ctx, x.ID)
	if err != nil {
		return "", err
	}
	if len(accounts) != 1 {
		return "", invalid("/account", "Indiquez l'IBAN du compte dont il s'agit.")
	}
	return accounts[0].IBAN, nil
}
