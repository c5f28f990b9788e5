package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
)

// loaded fills the record with a month of a large house: 100,000 documents, 1,000,000
// events, 30,000 decisions, 5,000 tasks that wait, 2,000 entries on one day.
func loaded(b *testing.B) *house {
	b.Helper()
	h := newHouse(b)
	for _, s := range []string{
		`INSERT INTO objects SELECT 'o', 1, 'o', 'v', 'pdf', now()`,
		`INSERT INTO deposits (id, branch, channel, principal_id, principal_name, received_at, sequence, digest, signature)
			SELECT ('01a00000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, (g % 100)::text, 'api', 'p', 'p', timestamptz '2026-10-25' + g * interval '60 seconds', 1000000 + g, 'd', 's' FROM generate_series(1, 40000) g`,
		`INSERT INTO documents (id, deposit_id, ordinal, branch, file_name, format, sha256, size, version_id, state, type, received_at, understanding, text)
			SELECT ('01a00001-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, ('01a00000-0000-7000-8000-' || lpad(to_hex(1 + g % 40000), 12, '0'))::uuid, g, (g % 100)::text, 'f' || g || '.pdf', 'pdf', 'o', 1, 'v',
			CASE WHEN g % 20 = 0 THEN 'to_review' ELSE 'booked' END, 'type' || g % 20, timestamptz '2026-10-25' + g * interval '25 seconds', jsonb_build_object('fields', repeat('x', 600)), repeat('mot ', 200) FROM generate_series(1, 100000) g`,
		`INSERT INTO figures_documents SELECT id, branch, type, received_at, received_at + interval '1 minute', ordinal % 3 > 0, received_at + interval '10 minutes', CASE WHEN ordinal % 50 = 0 THEN 'rejected' ELSE 'decided' END FROM documents WHERE format = 'pdf'`,
		`INSERT INTO tasks (id, document_id, kind, state, priority, branch, reasons, created_at, due_at)
			SELECT ('01a00002-0000-7000-8000-' || right(id::text, 12))::uuid, id, CASE WHEN ordinal % 7 = 0 THEN 'second' ELSE 'first' END, CASE WHEN ordinal % 20 = 0 THEN 'open' ELSE 'done' END, 1, branch, '[]', received_at, received_at + interval '1 day' FROM documents WHERE ordinal % 20 = 0 OR ordinal % 3 = 0`,
		`INSERT INTO decisions (id, document_id, task_id, user_id, action, body, lease_id, document_version, outcome, seen, decided_at)
			SELECT ('01a00003-0000-7000-8000-' || right(t.id::text, 12))::uuid, document_id, t.id, (SELECT id FROM users WHERE login = 'alice'), 'confirm', '{}', t.id, 1, 'decided', '[]', t.created_at + interval '1 hour' FROM tasks t WHERE state = 'done'`,
		`INSERT INTO figures_decisions SELECT id, document_id, user_id, decided_at, 5 + random() * 30, 6, (random() * 1.2)::int FROM decisions`,
		`INSERT INTO figures_fields SELECT date '2026-10-25' + d, 'type' || t, 'field' || f, n, 100, 60, 3, 55 FROM generate_series(0, 29) d, generate_series(0, 19) t, generate_series(1, 8) f, generate_series(-1, 6) n`,
		`INSERT INTO events (id, at, kind, subject, document_id, actor, values_sha256)
			SELECT ('01a00004-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, timestamptz '2026-10-25' + g * interval '2.5 seconds', 'document.' || (ARRAY['received', 'screened', 'read', 'classified', 'passed', 'archived', 'booked', 'seen', 'taken', 'decided'])[1 + g % 10],
			'01a00001-0000-7000-8000-' || lpad(to_hex(1 + g / 10), 12, '0'), ('01a00001-0000-7000-8000-' || lpad(to_hex(1 + g / 10), 12, '0'))::uuid, CASE WHEN g % 10 > 6 THEN (SELECT id::text FROM users WHERE login = 'alice') ELSE 'system' END, '\x00' FROM generate_series(1, 999000) g`,
		`INSERT INTO event_values SELECT id, '\x00', '{"from": "read", "state": "classified", "version": 3, "by": "system"}' FROM events WHERE kind LIKE 'document.%'`,
		`DELETE FROM unsequenced`,
		`INSERT INTO leaves SELECT row_number() OVER (ORDER BY id) - 1, id, '\x00' FROM events`,
		`INSERT INTO journal_index SELECT l.sequence, e.at, e.kind, e.actor, e.subject, e.document_id FROM leaves l JOIN events e ON e.id = l.event_id`,
		`UPDATE counters SET value = (SELECT count(*) FROM leaves) WHERE name = 'figures_leaf'`,
		`INSERT INTO units (id, kind, deposit_id, state) SELECT ('01a00005-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'cheque_remittance', ('01a00000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'final' FROM generate_series(1, 20000) g`,
		`INSERT INTO entry_lines SELECT ('01a00006-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, n, '331', 'Valeurs', CASE WHEN n < 10 THEN 100 ELSE 0 END, CASE WHEN n = 10 THEN 900 ELSE 0 END, ('01a00001-0000-7000-8000-' || lpad(to_hex(g + n), 12, '0'))::uuid FROM generate_series(1, 20000) g, generate_series(1, 10) n`,
		`INSERT INTO entries (id, number, business_day, kind, unit_id, currency, amount_minor, body, content_sha256, created_at, feed_sequence, visible_at)
			SELECT ('01a00006-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, g, date '2026-11-14' + g / 2000, 'cheque_remittance', ('01a00005-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'EUR', 900, '{"decided_by": ["alice", "bob"]}', 'd', now(), g, now() FROM generate_series(1, 20000) g`,
		`INSERT INTO acknowledgements SELECT id, 'compta', CASE WHEN number % 500 = 0 THEN 'refused' ELSE 'accepted' END, 'r', now() FROM entries WHERE number % 3 > 0`,
		`INSERT INTO obligations (id, dossier_id, name, title, event, happened, due, source, to_confirm, state, opened_at)
			SELECT ('01a00007-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, (SELECT id FROM dossiers LIMIT 1), 'n' || g, 't', 'e', date '2026-01-01' + g % 300, date '2026-11-01' + g % 60, 's', false, 'open', now() FROM generate_series(1, 2000) g`,
		`VACUUM (ANALYZE)`,
	} {
		h.fill(s)
	}
	h.count() // fills the days
	h.fill(`VACUUM (ANALYZE) figures_days`)
	return h
}

// fill runs a statement as the owner: entry_lines come before their entries here.
func (h *house) fill(s string) {
	h.t.Helper()
	if len(s) > 24 && s[:24] == "INSERT INTO entry_lines " {
		h.sql("ALTER TABLE entry_lines DROP CONSTRAINT entry_lines_entry_id_fkey")
	}
	h.sql("%s", s)
}

// timed calls fn some times and gives the middle and the worst.
func timed(b *testing.B, name string, fn func() error) {
	b.Helper()
	var took []time.Duration
	for range 20 {
		begun := time.Now()
		if err := fn(); err != nil {
			b.Fatal(name, err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.Logf("%-44s p50 %7.1f ms   p95 %7.1f ms", name, float64(took[10].Microseconds())/1000, float64(took[18].Microseconds())/1000)
}

// BenchmarkPagesOnALoadedRecord measures what the pages of supervisors, auditors and
// booking ask: `go test ./desk -run NONE -bench LoadedRecord -benchtime 1x -v`.
func BenchmarkPagesOnALoadedRecord(b *testing.B) {
	h := loaded(b)
	alain := h.person("alain", bordereau.RoleAuditor)
	h.at(time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC))
	for b.Loop() {
		for _, n := range []int{1, 7, 30} {
			timed(b, fmt.Sprintf("supervision, %d days", n), func() error {
				_, err := h.Figures(b.Context(), h.sophie, h.LastDays(n))
				return err
			})
		}
		for name, f := range map[string]desk.JournalFilter{
			"journal": {}, "journal of a person": {Actor: "alice"}, "journal of a document": {Object: "01a00001-0000-7000-8000-0000000000ff"}, "journal of an action": {Kind: "document.decided"},
			"journal of a family": {Kind: "document."}, "journal of a day": {From: "2026-11-01", To: "2026-11-01"}, "journal of a rare action": {Kind: "dossier.opened"},
			"journal of a person and action": {Actor: "alice", Kind: "document.seen"}, "journal of a person who did no such thing": {Actor: "alice", Kind: "day.closed"},
		} {
			timed(b, name, func() error {
				_, err := h.SearchJournal(b.Context(), alain, f, desk.Cursor{})
				return err
			})
		}
		for name, f := range map[string]desk.EntryFilter{"entries of a day": {}, "refused entries of a day": {State: desk.EntryRefused}, "exported entries of a day": {State: desk.EntryExported}} {
			timed(b, name, func() error {
				_, err := h.DayEntries(b.Context(), alain, "2026-11-20", f, desk.Cursor{Limit: 25})
				return err
			})
		}
		timed(b, "totals of a day", func() error {
			_, err := h.Totals(b.Context(), alain, "2026-11-20")
			return err
		})
		timed(b, "open items", func() error {
			_, err := h.OpenItems(b.Context(), h.sophie, "open", desk.Cursor{})
			return err
		})
		timed(b, "own figures", func() error {
			_, err := h.OwnFigures(b.Context(), h.alice, h.LastDays(30))
			return err
		})
	}
}

// BenchmarkListsOfDossiers measures the list of case files over 4,000 papers of two pages of
// text each: `go test ./desk -run NONE -bench ListsOfDossiers -benchtime 1x -v`.
func BenchmarkListsOfDossiers(b *testing.B) {
	h := newHouse(b)
	for _, s := range []string{
		`INSERT INTO objects SELECT 'o', 1, 'o', 'v', 'pdf', now()`,
		`INSERT INTO deposits (id, branch, channel, principal_id, principal_name, received_at, sequence, digest, signature) VALUES ('01a00000-0000-7000-8000-000000000001', '12', 'api', 'p', 'p', now(), 1000000, 'd', 's')`,
		`INSERT INTO dossiers (id, ref, kind, kind_version, title, branch, status, opened_at)
			SELECT ('01a00008-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'B-' || lpad(g::text, 4, '0'), (ARRAY['mortgage', 'account_opening'])[1 + g % 2], 1, 't', '12', 'open', now() FROM generate_series(1, 100) g`,
		`INSERT INTO documents (id, deposit_id, ordinal, branch, file_name, format, sha256, size, version_id, state, type, received_at, dossier_id, understanding, text)
			SELECT ('01a00001-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, '01a00000-0000-7000-8000-000000000001', g, '12', 'f', 'pdf', 'o', 1, 'v', 'archived',
			(ARRAY['payslip', 'identity_card', 'tax_notice', 'bank_statement', 'proof_of_address', 'invoice', 'letter', 'bank_details'])[1 + g % 8], now(), ('01a00008-0000-7000-8000-' || lpad(to_hex(1 + g % 100), 12, '0'))::uuid,
			jsonb_build_object('type', 'payslip', 'fields', '[]'::jsonb), (SELECT string_agg(md5((g * 1000 + n)::text), ' ') FROM generate_series(1, 150) n) FROM generate_series(1, 4000) g`,
		`VACUUM (ANALYZE)`,
	} {
		h.fill(s)
	}
	for range b.N {
		timed(b, "the list, 25 of 100 dossiers", func() error {
			l, err := h.DossierList(b.Context(), h.alice, desk.DossierFilter{Status: "open"}, desk.Cursor{Limit: 25})
			if err == nil && len(l.Items) != 25 {
				err = fmt.Errorf("%d dossiers", len(l.Items))
			}
			return err
		})
		timed(b, "what one dossier lacks", func() error {
			_, err := h.Checklist(b.Context(), h.alice, "B-0002")
			return err
		})
	}
}
