package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"time"

	"bordereau"
	"bordereau/dossier"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// Letter is a letter that asks for what a dossier lacks. A person previews and
// releases it; nothing is sent by the machine.
type Letter struct {
	ID         string         `json:"id"`
	Dossier    string         `json:"dossier"`
	Content    dossier.Letter `json:"content"`
	State      string         `json:"state"` // draft, released
	SHA256     string         `json:"sha256"`
	DraftedAt  time.Time      `json:"drafted_at"`
	DraftedBy  string         `json:"drafted_by"`
	ReleasedAt *time.Time     `json:"released_at,omitempty"`
	ReleasedBy string         `json:"released_by,omitempty"`
}

// letterTx is what letters need of the record.
type letterTx interface {
	AddLetter(ctx context.Context, dossierID string, l Letter, pdf []byte) error
	// LetterByID reads a letter of a dossier that by may know of; NotFound. Locked it
	// stays as it is until the transaction ends.
	LetterByID(ctx context.Context, by bordereau.Principal, id string, lock bool) (Letter, []byte, error)
	// Letters of a dossier, latest first, at most limit.
	Letters(ctx context.Context, dossierID string, limit int) ([]Letter, error)
	// ReleaseLetter writes who released a draft; Conflicting when it is none.
	ReleaseLetter(ctx context.Context, id string, by string, at time.Time) error
}

// maxLetters bounds how many letters of a dossier are listed; an export has them all.
const (
	maxLetters = 100
	allLetters = math.MaxInt32
)

// letterFor composes the letter for what a dossier lacks today.
func (d *Desk) letterFor(ctx context.Context, tx Tx, x dossier.Dossier, lang string, day time.Time) (dossier.Letter, error) {
	now := d.Now()
	kind, pieces, err := d.filed(ctx, tx, x)
	if err != nil {
		return dossier.Letter{}, err
	}
	customers, err := tx.CustomersOf(ctx, x.ID)
	if err != nil {
		return dossier.Letter{}, err
	}
	to, err := kind.Recipient(x, customers, pieces, now.In(d.Location))
	if err != nil {
		return dossier.Letter{}, err
	}
	l, wanting := dossier.LetterFor(kind, x, to, dossier.Checklist(kind, x, pieces, now.In(d.Location)), lang, day)
	if !wanting {
		return l, bordereau.Errorf(bordereau.Conflicting, "Il ne manque rien à demander.")
	}
	return l, nil
}

// DraftLetter writes the letter for what a dossier lacks, in "fr" or "en".
func (d *Desk) DraftLetter(ctx context.Context, by bordereau.Principal, ref, lang string) (l Letter, err error) {
	if err := allowReviewer(by); err != nil {
		return l, err
	}
	if lang != "fr" && lang != "en" {
		return l, invalid("/lang", "La lettre s'écrit en français (fr) ou en anglais (en).")
	}
	if d.DrawLetter == nil {
		return l, bordereau.Errorf(bordereau.Unsupported, "Ce poste n'écrit pas de lettres.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.DossierByRef(ctx, by, ref)
		if err != nil {
			return err
		}
		content, err := d.letterFor(ctx, tx, x, lang, d.Now().In(d.Location))
		if err != nil {
			return err
		}
		pdf, err := d.DrawLetter(content)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(pdf)
		l = Letter{ID: ids.New(), Dossier: x.Ref, Content: content, State: "draft", SHA256: hex.EncodeToString(sum[:]),
			DraftedAt: d.Now().UTC().Truncate(time.Microsecond), DraftedBy: by.ID}
		if err := tx.AddLetter(ctx, x.ID, l, pdf); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "letter.drafted", Subject: l.ID, Actor: by.ID, Values: map[string]any{"dossier": x.Ref, "sha256": l.SHA256, "pieces": content.Pieces}})
	})
	return l, err
}

// ReleaseLetter says that a drafted letter may go out, where the dossier still lacks
// what it asks for.
func (d *Desk) ReleaseLetter(ctx context.Context, by bordereau.Principal, id string) (l Letter, err error) {
	if err := allowReviewer(by); err != nil {
		return l, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if l, _, err = tx.LetterByID(ctx, by, id, true); err != nil {
			return err
		}
		if l.State != "draft" {
			return bordereau.Errorf(bordereau.Conflicting, "Cette lettre est déjà validée.")
		}
		x, err := tx.DossierByRef(ctx, by, l.Dossier)
		if err != nil {
			return err
		}
		now, err := d.letterFor(ctx, tx, x, l.Content.Lang, d.Now().In(d.Location))
		if err != nil {
			return err
		}
		if !slices.Equal(now.Items, l.Content.Items) || !slices.Equal(now.To, l.Content.To) {
			return bordereau.Errorf(bordereau.Conflicting, "Le dossier a changé depuis : rédigez la lettre de nouveau.")
		}
		at := d.Now().UTC().Truncate(time.Microsecond)
		if err := tx.ReleaseLetter(ctx, id, by.ID, at); err != nil {
			return err
		}
		l.State, l.ReleasedAt, l.ReleasedBy = "released", &at, by.ID
		return tx.Record(ctx, journal.Event{Kind: "letter.released", Subject: l.ID, Actor: by.ID,
			Values: map[string]any{"dossier": l.Dossier, "sha256": l.SHA256, "pieces": l.Content.Pieces}})
	})
	return l, err
}

// LetterPDF reads a letter for a preview, or to be printed.
func (d *Desk) LetterPDF(ctx context.Context, by bordereau.Principal, id string) (pdf []byte, err error) {
	if err := allow(by, obligationReaders...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		_, pdf, err = tx.LetterByID(ctx, by, id, false)
		return err
	})
	return pdf, err
}

// Letters lists the letters of a dossier, latest first.
func (d *Desk) Letters(ctx context.Context, by bordereau.Principal, ref string) (list []Letter, err error) {
	if err := allow(by, obligationReaders...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.DossierByRef(ctx, by, ref)
		if err != nil {
			return err
		}
		list, err = tx.Letters(ctx, x.ID, maxLetters)
		return err
	})
	return list, err
}

// Body is a letter's content as the record keeps it.
func (l Letter) Body() ([]byte, error) { return json.Marshal(l.Content) }
