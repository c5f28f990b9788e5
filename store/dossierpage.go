package store

import (
	"context"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/desk"

	"github.com/jackc/pgx/v5"
)

// never is the day of what is not due.
const never = "9999-12-31"

// DossierRows lists dossiers. A row's key is its due day and its reference, or its
// reference alone.
func (t *tx) DossierRows(ctx context.Context, by bordereau.Principal, f desk.DossierFilter, after string, limit int) ([]desk.FoundDossier, error) {
	patterns := []string{}
	for _, w := range strings.Fields(check.Fold(plain(f.Words))) {
		patterns = append(patterns, holding(w))
	}
	holder := []string{}
	for _, w := range strings.Fields(check.Fold(plain(f.Holder))) {
		holder = append(holder, holding(w))
	}
	key := `r.ref`
	if f.ByDue {
		key = `(coalesce(o.due, '` + never + `') || ' ' || r.ref)`
	}
	rows, err := t.Query(ctx, `SELECT `+dossierColumns+`, coalesce(o.due, ''), `+key+`,
		ARRAY(SELECT coalesce(nullif(c.company_name, ''), trim(c.surname || ' ' || c.given_names)) FROM dossier_customers x
			JOIN customers c ON c.id = x.customer_id WHERE x.dossier_id = r.id ORDER BY c.ref)
		FROM dossiers r LEFT JOIN LATERAL (SELECT min(coalesce(b.due, b.not_before))::text AS due FROM obligations b
			WHERE b.dossier_id = r.id AND b.state = 'open') o ON true
		WHERE`+dossierVisible+`AND ($3 = '' OR `+key+` COLLATE "C" > $3) AND ($5 = '' OR r.kind = $5) AND ($6 = '' OR r.status = $6)
		AND (cardinality($4::text[]) = 0 OR upper(r.ref || ' ' || r.title || ' ' || coalesce((SELECT string_agg(c.ref || ' ' || c.search_name, ' ')
			FROM dossier_customers x JOIN customers c ON c.id = x.customer_id WHERE x.dossier_id = r.id), '')) LIKE ALL ($4::text[]))
		AND ($8 = '' OR r.branch = $8) AND ($9 = '' OR o.due < $9)
		AND (cardinality($10::text[]) = 0 OR EXISTS (SELECT FROM dossier_customers x JOIN customers c ON c.id = x.customer_id
			WHERE x.dossier_id = r.id AND upper(c.ref || ' ' || c.search_name) LIKE ALL ($10::text[])))
		ORDER BY `+key+` COLLATE "C" LIMIT $7`, ownBranch(by), by.ID, plain(after), patterns, f.Kind, f.Status, limit, f.Branch, f.DueBefore, holder)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (x desk.FoundDossier, err error) {
		x.Dossier, err = scanDossier(withExtra{r, []any{&x.Due, &x.Key, &x.Names}})
		return x, err
	})
}

// holding is the pattern of a text that holds a word.
func holding(word string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word) + "%"
}

// DossierTrail reads events of a dossier, its documents, letters and obligations.
func (t *tx) DossierTrail(ctx context.Context, dossierID string, limit int) ([]desk.TrailEvent, error) {
	rows, err := t.Query(ctx, `SELECT e.at, e.kind, coalesce(v.body->>'by', e.actor), coalesce(l.sequence, -1), e.subject,
			coalesce(e.document_id::text, ''), coalesce(d.file_name, '')
		FROM (SELECT * FROM events WHERE document_id IN (SELECT id FROM documents WHERE dossier_id = $1::text::uuid)
			UNION ALL SELECT * FROM events WHERE document_id IS NULL AND subject IN (
				SELECT $1::text UNION ALL SELECT id::text FROM letters WHERE dossier_id = $1::text::uuid UNION ALL SELECT id::text FROM obligations WHERE dossier_id = $1::text::uuid)) e
		LEFT JOIN event_values v ON v.event_id = e.id LEFT JOIN leaves l ON l.event_id = e.id LEFT JOIN documents d ON d.id = e.document_id
		ORDER BY e.id DESC LIMIT $2`, dossierID, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (e desk.TrailEvent, err error) {
		err = r.Scan(&e.At, &e.Kind, &e.Actor, &e.Sequence, &e.Subject, &e.DocumentID, &e.FileName)
		e.At = e.At.UTC()
		return e, err
	})
}

// DossierHistory reads events of a dossier, its letters and its obligations that are not
// of a document.
func (t *tx) DossierHistory(ctx context.Context, dossierID string) ([]desk.Happened, error) {
	return scanHistory(t.Query(ctx, `SELECT e.at, e.kind, coalesce(v.body->>'by', e.actor), coalesce(v.body, '{}') FROM events e
		LEFT JOIN event_values v ON v.event_id = e.id WHERE e.document_id IS NULL AND e.subject IN (
			SELECT $1::text UNION ALL SELECT id::text FROM letters WHERE dossier_id = $1::text::uuid UNION ALL SELECT id::text FROM obligations WHERE dossier_id = $1::text::uuid)
		ORDER BY e.id`, dossierID))
}

// DossierEntries reads the entries of the units in which a dossier's documents are.
func (t *tx) DossierEntries(ctx context.Context, dossierID string, limit int) ([]desk.EntryRow, error) {
	rows, err := t.Query(ctx, `SELECT e.id::text, e.number, e.business_day::text, e.kind, e.currency, e.amount_minor,
			coalesce((SELECT a.verdict FROM acknowledgements a WHERE a.entry_id = e.id ORDER BY a.acked_at DESC LIMIT 1), 'waiting'),
			coalesce((SELECT x.id::text FROM entries x WHERE x.reversal_of = e.id), ''), coalesce(e.reversal_of::text, '')
		FROM entries e LEFT JOIN entries o ON o.id = e.reversal_of
		WHERE coalesce(e.unit_id, o.unit_id) IN (SELECT unit_id FROM documents WHERE dossier_id = $1 AND unit_id IS NOT NULL)
		ORDER BY e.number DESC LIMIT $2`, dossierID, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (e desk.EntryRow, err error) {
		return e, r.Scan(&e.ID, &e.Number, &e.BusinessDay, &e.Kind, &e.Currency, &e.AmountMinor, &e.Verdict, &e.ReversedBy, &e.ReversalOf)
	})
}

// DossierQuestions reads questions about a dossier's documents.
func (t *tx) DossierQuestions(ctx context.Context, dossierID string, limit int) ([]desk.Question, error) {
	return scanQuestions(t.Query(ctx, `SELECT `+questionColumns+` FROM questions q JOIN documents d ON d.id = q.document_id
		WHERE d.dossier_id = $1 ORDER BY q.id DESC LIMIT $2`, dossierID, limit))
}
