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

// keyedBlind says of finds f that its amount is read on the picture: nothing proves it, or
// it is one of those that watched names.
const keyedBlind = `(f.blind OR f.document_id = ANY (coalesce(?::uuid[], '{}')))`

// watched are the documents of which some amount is read by one more person, and the slips
// of cheques that wait for somebody: their listing and their total tell what these say.
func (t *tx) watched(ctx context.Context) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT k.document_id::text FROM tasks k WHERE k.state = 'open' AND k.kind <> 'first'
		UNION SELECT k.document_id::text FROM samples k WHERE k.state = 'open'
		UNION SELECT p.id::text FROM tasks k JOIN documents c ON c.id = k.document_id JOIN documents p ON p.unit_id = c.unit_id
		WHERE k.state = 'open' AND p.type = 'remittance_slip'`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// asked is a search as SQL: the amount as the caller may know it, the conditions and their
// arguments.
type asked struct {
	amount, where string
	args          []any
	words         bool
}

// condition adds one more.
func (a asked) condition(text string, arg any) asked {
	a.args = append(a.args[:len(a.args):len(a.args)], arg)
	a.where += " AND " + strings.ReplaceAll(text, "?", "$"+itoa(len(a.args)))
	return a
}

// ask makes a search SQL over finds f; the arguments begin with those of findable.
func (t *tx) ask(ctx context.Context, by bordereau.Principal, s desk.Search) (asked, error) {
	a := asked{amount: `f.amount_minor`, where: findable, args: []any{by.ID, ownBranch(by), by.Role == bordereau.RoleSystem}, words: s.Match != ""}
	add := func(condition string, arg any) { a = a.condition(condition, arg) }
	if own := ownBranch(by); own != "" { // as findable says, by its index
		add(`f.branch = ?`, own)
	}
	if s.Match != "" {
		add(`f.words @@ ?::tsquery`, plain(s.Match))
	}
	if s.Blind {
		ids, err := t.watched(ctx)
		if err != nil {
			return a, err
		}
		a.args = append(a.args, ids)
		blind := strings.ReplaceAll(keyedBlind, "?", "$"+itoa(len(a.args)))
		a.amount = `CASE WHEN ` + blind + ` THEN NULL ELSE f.amount_minor END`
		switch {
		case s.AmountMin != nil || s.AmountMax != nil || s.Match != "" && s.Guarded == "":
			a.where += ` AND NOT ` + blind
		case s.Guarded != s.Match:
			add(`(NOT `+blind+` OR f.words @@ ?::tsquery)`, plain(s.Guarded))
		}
	}
	if s.Dossier != "" { // by its own index; one that is hidden is none
		add(`f.document_id = ANY (ARRAY(SELECT c.id FROM documents c JOIN dossiers r ON r.id = c.dossier_id WHERE r.ref = ? AND r.id NOT IN `+hiddenDossiers+`))`, plain(s.Dossier))
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
	if s.AmountMin != nil {
		add(`f.amount_minor >= ?`, *s.AmountMin)
	}
	if s.AmountMax != nil {
		add(`f.amount_minor <= ?`, *s.AmountMax)
	}
	if s.After != "" {
		add(`f.document_id < ?::uuid`, s.After)
	}
	return a, nil
}

const (
	firstWindow = 4096    // of the newest documents are looked through first for words
	lastWindow  = 1 << 17 // beyond so many all are
)

// Matches reads the newest of what a search finds, at most limit, the newest first. A
// dossier that is hidden from the caller is left out.
//
// Words have no order: to know the newest of all that hold one, all would be read. So they
// are looked for among the newest documents, a stretch of the key that their index is put
// together with, and then in as many as by these should hold enough. Misreadings are few,
// and dear to look for: all at once.
func (t *tx) Matches(ctx context.Context, by bordereau.Principal, s desk.Search, limit int) ([]desk.Match, error) {
	a, err := t.ask(ctx, by, s)
	if err != nil {
		return nil, err
	}
	for window := firstWindow; a.words && !s.Forgiven && window <= lastWindow; {
		from, err := t.behind(ctx, s.After, window)
		if err != nil {
			return nil, err
		}
		if from == "" {
			break
		}
		list, err := t.matches(ctx, a.condition(`f.document_id > ?::uuid`, from), limit)
		if err != nil || len(list) == limit {
			return list, err
		}
		window = max(4*window, window*limit/max(len(list), 1)*5/4)
	}
	return t.matches(ctx, a, limit)
}

// behind is the document that stands so many behind the newest, or behind the newest before
// one; empty where there are not so many.
func (t *tx) behind(ctx context.Context, before string, n int) (id string, err error) {
	err = t.QueryRow(ctx, `SELECT f.document_id::text FROM finds f WHERE f.document_id < coalesce(nullif($1, ''), 'ffffffff-ffff-ffff-ffff-ffffffffffff')::uuid
		ORDER BY f.document_id DESC OFFSET $2 LIMIT 1`, before, n).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// matches reads what facets are counted from. Words are looked for by bitmaps of indexes
// alone: of those that it has not counted the planner may think that they stand
// everywhere, and read the whole table for them. To compile a search, or to have it done by
// several processes, takes longer than to do it.
func (t *tx) matches(ctx context.Context, a asked, limit int) (list []desk.Match, err error) {
	const plan = `SELECT set_config('enable_seqscan', $1, true), set_config('enable_indexscan', $1, true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`
	var b pgx.Batch
	b.Queue(plan, map[bool]string{true: "off", false: "on"}[a.words])
	b.Queue(`SELECT f.document_id::text, f.branch, f.type, f.state, `+a.amount+`, f.received_at,
		CASE WHEN f.dossier_id IS NULL OR f.dossier_id IN `+hiddenDossiers+` THEN '' ELSE f.dossier_id::text END
		FROM finds f WHERE `+a.where+` ORDER BY f.document_id DESC LIMIT $`+itoa(len(a.args)+1), append(a.args[:len(a.args):len(a.args)], limit)...).Query(func(rows pgx.Rows) error {
		var err error
		list, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (m desk.Match, err error) {
			return m, r.Scan(&m.ID, &m.Branch, &m.Type, &m.State, &m.AmountMinor, &m.ReceivedAt, &m.DossierID)
		})
		return err
	})
	if a.words {
		b.Queue(plan, "on")
	}
	err = t.SendBatch(ctx, &b).Close()
	return list, err
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

// SetFound writes what a document is found by, values and all, and whether its amount is
// for those who type it to read on the picture alone.
func (t *tx) SetFound(ctx context.Context, documentID, words string, blind bool) error {
	_, err := t.Exec(ctx, `UPDATE finds SET words = $2::tsvector, blind = $3, stale = false WHERE document_id = $1`, documentID, plain(words), blind)
	return err
}

// AddFound adds values to what a document is found by, and says whether its amount is
// blind. What stands there already is not written anew.
func (t *tx) AddFound(ctx context.Context, documentID, values, has string, blind bool) error {
	_, err := t.Exec(ctx, `UPDATE finds SET blind = $4, words = CASE WHEN $2 = '' OR words @@ $3::tsquery THEN words ELSE words || $2::tsvector END
		WHERE document_id = $1 AND (blind <> $4 OR $2 <> '' AND words IS NOT NULL AND NOT words @@ $3::tsquery)`,
		documentID, plain(values), plain(has), blind)
	return err
}

// Stale are documents that are not found by all of what they say, after one.
func (t *tx) Stale(ctx context.Context, limit int) ([]string, error) {
	rows, err := t.Query(ctx, `SELECT document_id::text FROM finds WHERE stale ORDER BY document_id LIMIT $1 FOR UPDATE SKIP LOCKED`, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
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
