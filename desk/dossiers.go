package desk

import (
	"context"
	"regexp"
	"slices"
	"time"

	"bordereau"
	"bordereau/dossier"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// dossierTx is what customers and dossiers need.
type dossierTx interface {
	// PutCustomers adds customers, or brings them up to date by their reference.
	PutCustomers(ctx context.Context, list []dossier.Customer, at time.Time) error
	// PutAccounts does so with accounts and their holders, who must be known.
	PutAccounts(ctx context.Context, list []dossier.Account, at time.Time) error
	// PutRecords writes rows of a list: customers and accounts brought up to date,
	// and one holder a row. The holders that an account had are forgotten at its
	// row in first.
	PutRecords(ctx context.Context, list []dossier.Record, first map[int]bool, at time.Time) error
	AddDossier(ctx context.Context, x dossier.Dossier) error // Conflicting when the reference is taken
	// DossierByRef reads a dossier that by may know of; NotFound.
	DossierByRef(ctx context.Context, by bordereau.Principal, ref string) (dossier.Dossier, error)
	// SetDossier writes what changes where the version still is x's; Conflicting.
	SetDossier(ctx context.Context, x dossier.Dossier) error
	Dossiers(ctx context.Context, by bordereau.Principal, words, after string, limit int) ([]dossier.Dossier, error)
	// Holders of a dossier: its customers, and the accounts they hold.
	CustomersOf(ctx context.Context, dossierID string) ([]dossier.Customer, error)
	AccountsOf(ctx context.Context, dossierID string) ([]dossier.Account, error)
	// Candidates are the open dossiers of a branch, none restricted, that a document may
	// speak of; those found by a key first, at most limit.
	Candidates(ctx context.Context, branch string, s Sought, limit int) ([]Candidate, error)
	// Pieces are the documents filed in a dossier with their current values; those of some
	// types with their text, which is long.
	Pieces(ctx context.Context, dossierID string, texts []bordereau.Type) ([]Piece, error)
	// AddPieceWord keeps a person's word about a document of a dossier; false where the
	// piece has one already.
	AddPieceWord(ctx context.Context, dossierID string, w dossier.Word, by string) (bool, error)
	// DeletePieceWord takes it back; false where there is none.
	DeletePieceWord(ctx context.Context, dossierID, piece, documentID string) (bool, error)
}

// Sought is what a document gives to find its dossier by.
type Sought struct {
	Accounts   []string // IBANs that a customer may hold
	Words      []string // one of which a customer's name has
	BirthDates []string // of a customer of such a name
	Sirens     []string // of a company of such a name
	Refs       []string // words that may be a dossier's reference
}

// Candidate is a dossier that was found. Keyed says that more than a word of a name did.
type Candidate struct {
	Dossier dossier.Dossier
	Keyed   bool
}

// Piece is a document in a dossier.
type Piece struct {
	Document      bordereau.Document
	Understanding *bordereau.Understanding
	Text          string // what stands on it
	Words         []dossier.Word
}

var (
	dossierWriters = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAdmin}
	dossierReaders = []bordereau.Role{bordereau.RoleBranch, bordereau.RoleReader, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}
	dossierRef     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$`)
)

// PutCustomer adds a customer or brings one up to date, by the reference.
func (d *Desk) PutCustomer(ctx context.Context, by bordereau.Principal, c dossier.Customer) error {
	if err := allow(by, bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAdmin); err != nil {
		return err
	}
	if err := c.Validate(); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.PutCustomers(ctx, []dossier.Customer{c}, d.Now()); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "customer.put", Subject: c.Ref, Actor: by.ID})
	})
}

// CreateDossier opens a dossier.
func (d *Desk) CreateDossier(ctx context.Context, by bordereau.Principal, v DossierView) (out DossierView, err error) {
	if err := allow(by, dossierWriters...); err != nil {
		return out, err
	}
	if by.Role == bordereau.RoleBranch {
		if v.Branch != "" && v.Branch != by.Branch {
			return out, invalid("/branch", "Un dossier s'ouvre dans votre agence.")
		}
		v.Branch = by.Branch
	}
	kind, known := dossier.KindNamed(v.Kind)
	switch {
	case !dossierRef.MatchString(v.Ref):
		return out, unusableRef()
	case !known:
		return out, invalid("/kind", "Ce type de dossier n'existe pas.")
	case v.Branch == "":
		return out, invalid("/branch", "Indiquez l'agence du dossier.")
	case v.Status != "" && v.Status != "open":
		return out, invalid("/status", "Un dossier s'ouvre ouvert.")
	}
	if v.Title == "" {
		v.Title = kind.Title
	}
	x := dossier.Dossier{ID: ids.New(), Ref: v.Ref, Kind: v.Kind, KindVersion: kind.Version, Title: v.Title, Branch: v.Branch, Status: "open",
		Restricted: v.Restricted, Readers: v.Readers, Customers: v.Customers, OpenedAt: d.Now().UTC().Truncate(time.Microsecond), Version: 1, Facts: v.Facts}
	if err := checkDossier(by, x, x.Restricted); err != nil {
		return out, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.AddDossier(ctx, x); bordereau.CodeOf(err) == bordereau.Conflicting {
			return unusableRef()
		} else if err != nil {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Kind: "dossier.opened", Subject: x.ID, Actor: by.ID,
			Values: map[string]any{"ref": x.Ref, "kind": x.Kind, "branch": x.Branch, "restricted": x.Restricted, "customers": x.Customers}}); err != nil {
			return err
		}
		return d.oblige(ctx, tx, by, x, nil, nil)
	})
	return viewOf(x), err
}

// unusableRef answers alike for a reference that is badly made and for one that is taken:
// whoever may not know of a dossier does not learn from it that there is one.
func unusableRef() error {
	return invalid("/ref", "Cette référence ne peut pas servir : donnez-en une autre, de 1 à 64 lettres, chiffres, points, barres ou tirets.")
}

// checkDossier refuses what no dossier can be. Who may know of a dossier is
// decided by supervisors.
func checkDossier(by bordereau.Principal, x dossier.Dossier, secrecy bool) error {
	switch {
	case len(x.Title) > 200 || len(x.Branch) > 64:
		return invalid("/title", "Le titre ou l'agence est trop long.")
	case len(x.Customers) > 50 || len(x.Readers) > 50 || len(x.Facts) > 50:
		return invalid("/customers", "Trop de clients, de lecteurs ou de réponses.")
	case secrecy && by.Role != bordereau.RoleSupervisor && by.Role != bordereau.RoleSystem:
		return bordereau.Errorf(bordereau.Forbidden, "Seul un responsable décide de l'accès restreint d'un dossier.")
	case x.Restricted && len(x.Readers) == 0:
		return invalid("/readers", "Nommez au moins une personne qui peut lire ce dossier.")
	case !x.Restricted && len(x.Readers) > 0:
		return invalid("/readers", "Un dossier qui n'est pas restreint n'a pas de lecteurs nommés.")
	}
	return nil
}

// Dossier reads one dossier.
func (d *Desk) Dossier(ctx context.Context, by bordereau.Principal, ref string) (v DossierView, err error) {
	if err := allow(by, dossierReaders...); err != nil {
		return v, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.DossierByRef(ctx, by, ref)
		v = viewOf(x)
		return err
	})
	return v, err
}

// Dossiers lists dossiers by reference; words narrow to those whose reference,
// title or customers hold them all.
func (d *Desk) Dossiers(ctx context.Context, by bordereau.Principal, words string, c Cursor) (List[DossierView], error) {
	if err := allow(by, dossierReaders...); err != nil {
		return List[DossierView]{}, err
	}
	limit := limitOf(c)
	var found []DossierView
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		list, err := tx.Dossiers(ctx, by, words, c.After, limit+1)
		found = nil
		for _, x := range list {
			found = append(found, viewOf(x))
		}
		return err
	})
	return page(found, limit, func(v DossierView) string { return v.Ref }), err
}

// ChangeDossier writes a dossier anew where Version still is the one that was
// read. Its reference and kind stay.
func (d *Desk) ChangeDossier(ctx context.Context, by bordereau.Principal, v DossierView) (out DossierView, err error) {
	if err := allow(by, dossierWriters...); err != nil {
		return out, err
	}
	if v.Status != "open" && v.Status != "closed" {
		return out, invalid("/status", "Un dossier est ouvert ou fermé.")
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		was, err := tx.DossierByRef(ctx, by, v.Ref)
		if err != nil {
			return err
		}
		if was.Version != v.Version {
			return bordereau.Errorf(bordereau.Conflicting, "Ce dossier a changé entre-temps. Affichez-le de nouveau.")
		}
		is := was
		is.Title, is.Status, is.Restricted, is.Readers, is.Customers, is.Facts = v.Title, v.Status, v.Restricted, v.Readers, v.Customers, v.Facts
		if v.Branch != "" && v.Branch != was.Branch {
			if by.Role == bordereau.RoleBranch {
				return invalid("/branch", "Un dossier change d'agence par le back office.")
			}
			is.Branch = v.Branch
		}
		slices.Sort(is.Readers)
		secrecy := is.Restricted != was.Restricted || !slices.Equal(is.Readers, was.Readers)
		if err := checkDossier(by, is, secrecy); err != nil {
			return err
		}
		switch {
		case is.Status == "closed" && was.Status == "open":
			at := d.Now().UTC().Truncate(time.Microsecond)
			is.ClosedAt = &at
		case is.Status == "open":
			is.ClosedAt = nil
		}
		if err := tx.SetDossier(ctx, is); err != nil {
			return err
		}
		is.Version++
		out = viewOf(is)
		if err := tx.Record(ctx, journal.Event{Kind: "dossier.changed", Subject: is.ID, Actor: by.ID, Values: map[string]any{
			"ref": is.Ref, "status": is.Status, "branch": is.Branch, "restricted": is.Restricted, "readers": is.Readers, "customers": is.Customers}}); err != nil {
			return err
		}
		return d.oblige(ctx, tx, by, is, nil, nil)
	})
	return out, err
}

func viewOf(x dossier.Dossier) DossierView {
	customers := x.Customers
	if customers == nil {
		customers = []string{}
	}
	return DossierView{Ref: x.Ref, Kind: x.Kind, Title: x.Title, Branch: x.Branch, Status: x.Status, Restricted: x.Restricted,
		Readers: x.Readers, Customers: customers, Facts: x.Facts, Version: x.Version, OpenedAt: x.OpenedAt, ClosedAt: x.ClosedAt}
}

// Checklist says what a dossier has and what it lacks.
func (d *Desk) Checklist(ctx context.Context, by bordereau.Principal, ref string) (lines []dossier.Line, err error) {
	if err := allow(by, dossierReaders...); err != nil {
		return nil, err
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.DossierByRef(ctx, by, ref)
		if err != nil {
			return err
		}
		_, lines, err = d.lines(ctx, tx, x, d.Now())
		return err
	})
	return lines, err
}
