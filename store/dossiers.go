package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"bordereau"
	"bordereau/check"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/ids"

	"github.com/jackc/pgx/v5"
)

const putCustomer = `INSERT INTO customers (id, ref, kind, surname, given_names, usage_name, company_name, birth_date, siren, address, search_name, updated_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, '')::text::date, $9, $10, $11, $12)
	ON CONFLICT (ref) DO UPDATE SET kind = excluded.kind, surname = excluded.surname, given_names = excluded.given_names,
	usage_name = excluded.usage_name, company_name = excluded.company_name, birth_date = excluded.birth_date, siren = excluded.siren,
	address = excluded.address, search_name = excluded.search_name, updated_at = excluded.updated_at`

const putAccount = `INSERT INTO accounts (iban, currency, label, updated_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (iban) DO UPDATE SET currency = excluded.currency, label = excluded.label, updated_at = excluded.updated_at`

func queueCustomer(b *pgx.Batch, c dossier.Customer, at time.Time) {
	b.Queue(putCustomer, ids.New(), c.Ref, c.Kind, c.Surname, c.GivenNames, c.UsageName, c.CompanyName, c.BirthDate, c.Siren, c.Address, c.SearchName(), at)
}

// PutCustomers adds customers or brings them up to date.
func (t *tx) PutCustomers(ctx context.Context, list []dossier.Customer, at time.Time) error {
	var b pgx.Batch
	for _, c := range list {
		queueCustomer(&b, c, at)
	}
	return t.SendBatch(ctx, &b).Close()
}

// PutRecords writes rows of a list of customers.
func (t *tx) PutRecords(ctx context.Context, list []dossier.Record, first map[int]bool, at time.Time) error {
	var b pgx.Batch
	for i, r := range list {
		queueCustomer(&b, r.Customer, at)
		if r.Account == nil {
			continue
		}
		b.Queue(putAccount, r.Account.IBAN, r.Account.Currency, r.Account.Label, at)
		if first[i] {
			b.Queue(`DELETE FROM account_holders WHERE iban = $1`, r.Account.IBAN)
		}
		b.Queue(`INSERT INTO account_holders SELECT $1, id FROM customers WHERE ref = $2 ON CONFLICT DO NOTHING`, r.Account.IBAN, r.Customer.Ref)
	}
	return t.SendBatch(ctx, &b).Close()
}

// PutAccounts adds accounts or brings them up to date; the holders given are all
// there are.
func (t *tx) PutAccounts(ctx context.Context, list []dossier.Account, at time.Time) error {
	for _, a := range list {
		var b pgx.Batch
		b.Queue(putAccount, a.IBAN, a.Currency, a.Label, at)
		b.Queue(`DELETE FROM account_holders h USING customers c WHERE c.id = h.customer_id AND h.iban = $1 AND c.ref <> ALL($2::text[])`, a.IBAN, a.Holders)
		var n int
		b.Queue(`WITH h AS (SELECT id FROM customers WHERE ref = ANY($2::text[])),
			i AS (INSERT INTO account_holders (iban, customer_id) SELECT $1, id FROM h ON CONFLICT DO NOTHING)
			SELECT count(*) FROM h`, a.IBAN, a.Holders).QueryRow(func(r pgx.Row) error { return r.Scan(&n) })
		if err := t.SendBatch(ctx, &b).Close(); err != nil {
			return err
		}
		if n != len(a.Holders) {
			return bordereau.Errorf(bordereau.Invalid, "Un titulaire du compte %s n'est pas connu.", masked(a.IBAN))
		}
	}
	return nil
}

func masked(iban string) string {
	if len(iban) < 8 {
		return "****"
	}
	return iban[:4] + "…" + iban[len(iban)-4:]
}

// AddDossier keeps a new dossier.
func (t *tx) AddDossier(ctx context.Context, x dossier.Dossier) error {
	facts, err := jsonText(x.Facts)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO dossiers (id, ref, kind, kind_version, title, branch, status, restricted, facts, version, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce(nullif($9::jsonb, 'null'), '{}'), $10, $11)`,
		x.ID, x.Ref, x.Kind, x.KindVersion, plain(x.Title), plain(x.Branch), x.Status, x.Restricted, facts, x.Version, x.OpenedAt)
	if broke(err, "dossiers_ref_key") {
		return bordereau.Wrap(bordereau.Conflicting, err, "Cette référence de dossier existe déjà.")
	}
	if err != nil {
		return err
	}
	return t.dossierPeople(ctx, x)
}

// dossierPeople writes who the customers and the readers are.
func (t *tx) dossierPeople(ctx context.Context, x dossier.Dossier) error {
	for _, p := range []struct {
		list                 []string
		remove, add, pointer string
		message              string
	}{
		{x.Customers, `DELETE FROM dossier_customers WHERE dossier_id = $1 AND customer_id NOT IN (SELECT id FROM customers WHERE ref = ANY($2::text[]))`,
			`WITH c AS (SELECT id FROM customers WHERE ref = ANY($2::text[])),
			i AS (INSERT INTO dossier_customers SELECT $1::uuid, id FROM c ON CONFLICT DO NOTHING) SELECT count(*) FROM c`,
			"/customers", "Un client de ce dossier n'est pas connu."},
		{x.Readers, `DELETE FROM dossier_readers WHERE dossier_id = $1 AND user_id NOT IN (SELECT id FROM users WHERE login = ANY($2::text[]))`,
			`WITH c AS (SELECT id FROM users WHERE login = ANY($2::text[])),
			i AS (INSERT INTO dossier_readers SELECT $1::uuid, id FROM c ON CONFLICT DO NOTHING) SELECT count(*) FROM c`,
			"/readers", "Une personne nommée n'est pas connue."},
	} {
		want := map[string]bool{}
		list := []string{}
		for _, s := range p.list {
			if s = plain(s); !want[s] {
				want[s], list = true, append(list, s)
			}
		}
		if _, err := t.Exec(ctx, p.remove, x.ID, list); err != nil {
			return err
		}
		var n int
		if err := t.QueryRow(ctx, p.add, x.ID, list).Scan(&n); err != nil {
			return err
		}
		if n != len(list) {
			return &bordereau.Error{Code: bordereau.Invalid, Message: p.message, Pointer: p.pointer}
		}
	}
	return nil
}

const dossierColumns = `r.id::text, r.ref, r.kind, r.kind_version, r.title, r.branch, r.status, r.restricted, r.facts, r.version, r.opened_at, r.closed_at,
	ARRAY(SELECT c.ref FROM dossier_customers x JOIN customers c ON c.id = x.customer_id WHERE x.dossier_id = r.id ORDER BY 1),
	ARRAY(SELECT u.login FROM dossier_readers x JOIN users u ON u.id = x.user_id WHERE x.dossier_id = r.id ORDER BY 1)`

// dossierVisible narrows dossiers r to what a principal may know of: $1 is the
// branch it is limited to, $2 its id.
const dossierVisible = ` ($1 = '' OR r.branch = $1) AND (NOT r.restricted OR $2 = 'system'
	OR EXISTS (SELECT FROM dossier_readers x WHERE x.dossier_id = r.id AND x.user_id::text = $2)) `

func scanDossier(r row) (dossier.Dossier, error) {
	var x dossier.Dossier
	err := r.Scan(&x.ID, &x.Ref, &x.Kind, &x.KindVersion, &x.Title, &x.Branch, &x.Status, &x.Restricted, &x.Facts, &x.Version, &x.OpenedAt, &x.ClosedAt,
		&x.Customers, &x.Readers)
	x.OpenedAt = x.OpenedAt.UTC()
	if errors.Is(err, pgx.ErrNoRows) {
		err = bordereau.Errorf(bordereau.NotFound, "Ce dossier n'existe pas.")
	}
	return x, err
}

func scanDossiers(rows pgx.Rows, err error) ([]dossier.Dossier, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (dossier.Dossier, error) { return scanDossier(r) })
}

// DossierByRef reads a dossier.
func (t *tx) DossierByRef(ctx context.Context, by bordereau.Principal, ref string) (dossier.Dossier, error) {
	return scanDossier(t.QueryRow(ctx, `SELECT `+dossierColumns+` FROM dossiers r WHERE`+dossierVisible+`AND r.ref = $3`, ownBranch(by), by.ID, plain(ref)))
}

// SetDossier writes a dossier anew.
func (t *tx) SetDossier(ctx context.Context, x dossier.Dossier) error {
	facts, err := jsonText(x.Facts)
	if err != nil {
		return err
	}
	tag, err := t.Exec(ctx, `UPDATE dossiers SET title = $3, branch = $4, status = $5, restricted = $6, facts = coalesce(nullif($7::jsonb, 'null'), '{}'),
		closed_at = $8, version = version + 1 WHERE id = $1 AND version = $2`,
		x.ID, x.Version, plain(x.Title), plain(x.Branch), x.Status, x.Restricted, facts, x.ClosedAt)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return bordereau.Errorf(bordereau.Conflicting, "Ce dossier a changé entre-temps. Affichez-le de nouveau.")
	}
	return t.dossierPeople(ctx, x)
}

// Dossiers lists dossiers by reference.
func (t *tx) Dossiers(ctx context.Context, by bordereau.Principal, words, after string, limit int) ([]dossier.Dossier, error) {
	patterns := []string{}
	for _, w := range strings.Fields(check.Fold(plain(words))) {
		patterns = append(patterns, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(w)+"%")
	}
	return scanDossiers(t.Query(ctx, `SELECT `+dossierColumns+` FROM dossiers r WHERE`+dossierVisible+`AND r.ref > $3
		AND (cardinality($4::text[]) = 0 OR r.names LIKE ALL ($4::text[]))
		ORDER BY r.ref LIMIT $5`, ownBranch(by), by.ID, plain(after), patterns, limit))
}

const customerColumns = `c.id::text, c.ref, c.kind, c.surname, c.given_names, c.usage_name, c.company_name, coalesce(c.birth_date::text, ''), c.siren, c.address`

// CustomersOf reads the customers of a dossier.
func (t *tx) CustomersOf(ctx context.Context, dossierID string) ([]dossier.Customer, error) {
	rows, err := t.Query(ctx, `SELECT `+customerColumns+` FROM dossier_customers x JOIN customers c ON c.id = x.customer_id WHERE x.dossier_id = $1 ORDER BY c.ref`, dossierID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (c dossier.Customer, err error) {
		return c, r.Scan(&c.ID, &c.Ref, &c.Kind, &c.Surname, &c.GivenNames, &c.UsageName, &c.CompanyName, &c.BirthDate, &c.Siren, &c.Address)
	})
}

// AccountsOf reads the accounts that the customers of a dossier hold.
func (t *tx) AccountsOf(ctx context.Context, dossierID string) ([]dossier.Account, error) {
	rows, err := t.Query(ctx, `SELECT a.iban, a.currency, a.label, ARRAY(SELECT c.ref FROM account_holders h JOIN customers c ON c.id = h.customer_id WHERE h.iban = a.iban ORDER BY 1)
		FROM accounts a WHERE EXISTS (SELECT FROM account_holders h JOIN dossier_customers x ON x.customer_id = h.customer_id
		WHERE h.iban = a.iban AND x.dossier_id = $1) ORDER BY 1`, dossierID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (a dossier.Account, err error) {
		return a, r.Scan(&a.IBAN, &a.Currency, &a.Label, &a.Holders)
	})
}

// Candidates are dossiers to which a document may belong.
func (t *tx) Candidates(ctx context.Context, branch string, s desk.Sought, limit int) ([]desk.Candidate, error) {
	rows, err := t.Query(ctx, `WITH found AS (
		SELECT customer_id, 0 AS rank FROM account_holders WHERE iban = ANY($2::text[])
		UNION ALL
		SELECT id, CASE WHEN birth_date = ANY($6::text[]::date[]) OR siren <> '' AND siren = ANY($7::text[]) THEN 0 ELSE 1 END
			FROM customers WHERE string_to_array(search_name, ' ') && $3::text[])
		SELECT `+dossierColumns+`, m.rank = 0 FROM dossiers r JOIN (SELECT dossier_id, min(rank) AS rank FROM (
			SELECT x.dossier_id, f.rank FROM found f JOIN dossier_customers x ON x.customer_id = f.customer_id
			UNION ALL SELECT id, 0 FROM dossiers WHERE ref = ANY($4::text[])) n GROUP BY 1) m ON m.dossier_id = r.id
		WHERE r.branch = $1 AND r.status = 'open' AND NOT r.restricted ORDER BY m.rank, r.ref LIMIT $5`, branch, s.Accounts, s.Words, s.Refs, limit, s.BirthDates, s.Sirens)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (c desk.Candidate, err error) {
		c.Dossier, err = scanDossier(withExtra{r, []any{&c.Keyed}})
		return c, err
	})
}

// Pieces are the documents of a dossier.
func (t *tx) Pieces(ctx context.Context, dossierID string, texts []bordereau.Type) ([]desk.Piece, error) {
	if texts == nil {
		texts = []bordereau.Type{}
	}
	rows, err := t.Query(ctx, `SELECT `+documentColumns+`, d.understanding, CASE WHEN d.type = ANY($2::text[]) THEN d.text ELSE '' END, (SELECT jsonb_agg(jsonb_build_object(
		'piece', w.piece, 'document', w.document_id, 'by', w.said_name, 'at', w.said_at, 'reason', w.reason) ORDER BY w.piece)
		FROM piece_words w WHERE w.document_id = d.id AND w.dossier_id = d.dossier_id)`+documentTables+`WHERE d.dossier_id = $1 ORDER BY d.id`, dossierID, texts)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (desk.Piece, error) {
		var p desk.Piece
		var err error
		p.Document, err = scanDocument(r, &p.Understanding, &p.Text, &p.Words)
		return p, err
	})
}

// AddPieceWord keeps a person's word about a document of a dossier, once.
func (t *tx) AddPieceWord(ctx context.Context, dossierID string, w dossier.Word, by string) (bool, error) {
	tag, err := t.Exec(ctx, `INSERT INTO piece_words (dossier_id, piece, document_id, reason, said_by, said_name, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		dossierID, w.Piece, w.Document, plain(w.Reason), by, plain(w.By), w.At)
	return tag.RowsAffected() == 1, err
}

// DeletePieceWord takes a word back.
func (t *tx) DeletePieceWord(ctx context.Context, dossierID, piece, documentID string) (bool, error) {
	tag, err := t.Exec(ctx, `DELETE FROM piece_words WHERE dossier_id = $1 AND piece = $2 AND document_id = $3`, dossierID, plain(piece), documentID)
	return tag.RowsAffected() == 1, err
}
