package store

import (
	"context"
	"errors"
	"strings"

	"bordereau"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// hiddenDossiers are the restricted dossiers that the principal whose id is $1 does not
// read: few, and worked out once a query.
const hiddenDossiers = `(SELECT h.id FROM dossiers h WHERE h.restricted AND NOT EXISTS (
	SELECT FROM dossier_readers x WHERE x.dossier_id = h.id AND x.user_id::text = $1))`

// findable is visible, told of finds f by $1, the principal, $2, its branch, and $3,
// whether it is the system: NOT IN over the hidden ones, where visible asks each row.
const findable = `($3::bool OR CASE WHEN $2::text <> '' THEN f.branch = $2 ELSE
	(f.dossier_id IS NULL OR f.dossier_id NOT IN ` + hiddenDossiers + `) AND (f.state <> 'split' OR f.document_id NOT IN
	(SELECT c.part_of FROM documents c WHERE c.part_of IS NOT NULL AND c.dossier_id IN ` + hiddenDossiers + `)) END)`

// conditions are those of a search, of finds f; the arguments begin with those of findable.
func conditions(by bordereau.Principal, s desk.Search) (string, []any) {
	args := []any{by.ID, ownBranch(by), by.Role == bordereau.RoleSystem}
	where := []string{findable}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, strings.ReplaceAll(condition, "?", "$"+itoa(len(args))))
	}
	if s.Match != "" {
		add(`f.words @@ ?::tsquery`, plain(s.Match))
	}
	if s.Dossier != "" { // by its own index; one that is hidden is none
		add(`f.document_id IN (SELECT c.id FROM documents c JOIN dossiers r ON r.id = c.dossier_id WHERE r.ref = ? AND r.id NOT IN `+hiddenDossiers+`)`, plain(s.Dossier))
	}
	if s.Type != "" {
		add(`f.type = ?`, string(s.Type))
	}
	if s.State != "" {
		add(`f.state = ?`, string(s.State))
	}
	if s.Branch != "" {
		add(`f.branch = ?`, plain(s.Branch))
	}
	if !s.From.IsZero() {
		add(`f.received_at >= ?`, s.From)
	}
	if !s.To.IsZero() {
		add(`f.received_at < ?`, s.To)
	}
	if s.Blind && (s.AmountMin != nil || s.AmountMax != nil) {
		where = append(where, `NOT f.blind`)
	}
	if s.AmountMin != nil {
		add(`f.amount_minor >= ?`, *s.AmountMin)
	}
	if s.AmountMax != nil {
		add(`f.amount_minor <= ?`, *s.AmountMax)
	}
	if s.After != "" {
		add(`f.document_id < ?::uuid`, s.After)
	}
	return strings.Join(where, " AND "), args
}

// Matches reads what a search finds, at most limit, in no order: what facets are counted
// from. A dossier that is hidden from the caller is left out.
func (t *tx) Matches(ctx context.Context, by bordereau.Principal, s desk.Search, limit int) ([]desk.Match, error) {
	// Of words that it has not counted the planner may think that they stand everywhere,
	// and read the whole table for them.
	if err := t.byIndex(ctx, s.Match != ""); err != nil {
		return nil, err
	}
	where, args := conditions(by, s)
	rows, err := t.Query(ctx, `SELECT f.document_id::text, f.branch, f.type, f.state, CASE WHEN f.blind AND $`+itoa(len(args)+2)+` THEN NULL ELSE f.amount_minor END, f.received_at,
		CASE WHEN f.dossier_id IS NULL OR f.dossier_id IN `+hiddenDossiers+` THEN '' ELSE f.dossier_id::text END
		FROM finds f WHERE `+where+` LIMIT $`+itoa(len(args)+1), append(args, limit, s.Blind)...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (m desk.Match, err error) {
		return m, r.Scan(&m.ID, &m.Branch, &m.Type, &m.State, &m.AmountMinor, &m.ReceivedAt, &m.DossierID)
	})
	if err == nil && s.Match != "" {
		err = t.byIndex(ctx, false)
	}
	return list, err
}

// byIndex lets the planner of this transaction use nothing but bitmaps of indexes, or
// whatever it likes. To compile a search takes longer than to do it.
func (t *tx) byIndex(ctx context.Context, only bool) error {
	like := "on"
	if only {
		like = "off"
	}
	_, err := t.Exec(ctx, `SELECT set_config('enable_seqscan', $1, true), set_config('enable_indexscan', $1, true), set_config('jit', 'off', true)`, like)
	return err
}

// Newest reads the ids of what a search finds, the newest first.
func (t *tx) Newest(ctx context.Context, by bordereau.Principal, s desk.Search, limit int) ([]string, error) {
	where, args := conditions(by, s)
	rows, err := t.Query(ctx, `SELECT f.document_id::text FROM finds f WHERE `+where+` ORDER BY f.document_id DESC LIMIT $`+itoa(len(args)+1), append(args, limit)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// FoundDocuments reads documents that were found, with the beginning of their text. The
// caller's rights are asked again.
func (t *tx) FoundDocuments(ctx context.Context, by bordereau.Principal, ids []string) (map[string]desk.Found, error) {
	rows, err := t.Query(ctx, `SELECT `+documentColumns+`, `+hiddenFrom("$1")+`, left(d.text, 100000), d.understanding, coalesce(g.key, ''), coalesce(g.version_id, ''), coalesce(g.sha256, '')`+
		documentTables+`LEFT JOIN readings g ON g.document_id = d.id AND g.generation = d.generation WHERE d.id = ANY($4::uuid[]) AND `+visible("$1", "$2", "$3"),
		by.ID, ownBranch(by), by.Role == bordereau.RoleSystem, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]desk.Found{}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (f desk.Found, err error) {
		f.Document, err = scanSeen(r, &f.Text, &f.Understanding, &f.ReadingKey, &f.ReadingVersion, &f.ReadingSHA256)
		return f, err
	})
	for _, f := range list {
		out[f.ID] = f
	}
	return out, err
}

// SetFound adds to what a document is found by, and says whether its amount is for those
// who type it to read on the picture alone. What stands there already is not written anew.
func (t *tx) SetFound(ctx context.Context, documentID, values, has string, blind bool) error {
	_, err := t.Exec(ctx, `UPDATE finds SET blind = $4, words = CASE WHEN $2 = '' OR words @@ $3::tsquery THEN words ELSE words || $2::tsvector END
		WHERE document_id = $1 AND (blind <> $4 OR $2 <> '' AND words IS NOT NULL AND NOT words @@ $3::tsquery)`,
		documentID, plain(values), plain(has), blind)
	return err
}

// DossierRefs are the references of dossiers by id.
func (t *tx) DossierRefs(ctx context.Context, ids []string) (map[string]string, error) {
	rows, err := t.Query(ctx, `SELECT id::text, ref FROM dossiers WHERE id = ANY($1::uuid[])`, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	var id, ref string
	_, err = pgx.ForEachRow(rows, []any{&id, &ref}, func() error {
		out[id] = ref
		return nil
	})
	return out, err
}

// DossiersOfAccount are the references of the dossiers of an account's holders, as far as
// the caller may know of them.
func (t *tx) DossiersOfAccount(ctx context.Context, by bordereau.Principal, iban string, limit int) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT DISTINCT r.ref FROM account_holders a JOIN dossier_customers x ON x.customer_id = a.customer_id
		JOIN dossiers r ON r.id = x.dossier_id WHERE`+dossierVisible+`AND a.iban = $3 ORDER BY r.ref LIMIT $4`, ownBranch(by), by.ID, plain(iban), limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// EntryNumbered is the id and business day of the entry of a number, empty for none.
func (t *tx) EntryNumbered(ctx context.Context, number int64) (id, day string, err error) {
	err = t.QueryRow(ctx, `SELECT id::text, business_day::text FROM entries WHERE number = $1`, number).Scan(&id, &day)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", "", nil
	}
	return id, day, err
}
