package store_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/testkit"
)

// Cheques that were read before instruments were kept are found by their code line.
func TestTheMigrationFindsTheInstrumentsOfOldCheques(t *testing.T) {
	t.Parallel()
	app, owner := testkit.Databases(t)
	s := open(t, app)
	deposit := "0193a1b2-0000-7000-8000-00000000000a"
	lines := map[string]string{"0193a1b2-0000-7000-8000-000000000001": "C0048541 C075000004908D 241410518989A",
		"0193a1b2-0000-7000-8000-000000000002": "c0048541c075000004908d241410518989a 000001000b",
		"0193a1b2-0000-7000-8000-000000000003": "C0048541 C0750000", "0193a1b2-0000-7000-8000-000000000004": ""}
	var docs []bordereau.Document
	for id := range lines {
		docs = append(docs, bordereau.Document{ID: id, DepositID: deposit, Branch: "1", State: bordereau.Received, Version: 1, SHA256: strings.Repeat("0", 63) + id[len(id)-1:], ReceivedAt: time.Now()})
	}
	err := s.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		d := bordereau.Deposit{ID: deposit, Branch: "1", ReceivedAt: time.Now(), Receipt: bordereau.Receipt{Sequence: 1}}
		if err := tx.InsertDeposit(ctx, desk.NewDeposit{Deposit: d, Documents: docs}); err != nil {
			return err
		}
		for id, line := range lines {
			u := &bordereau.Understanding{Type: bordereau.Cheque, Fields: []bordereau.Field{{Name: "date"}, {Name: "code_line", Value: line}}}
			if err := tx.SetUnderstanding(ctx, id, u, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	migration, err := os.ReadFile("migrations/00004_instruments.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, fill, _ := strings.Cut(string(migration), "NOT NULL;\n")
	fill, _, _ = strings.Cut(fill, "-- +goose Down")
	testkit.SQL(t, owner, "UPDATE documents SET type = 'cheque'")
	testkit.SQL(t, owner, fill)
	want := desk.Instrument{Zone: "075000004908", Internal: "241410518989", Number: "0048541"}.String()
	if got := testkit.SQL(t, owner, "SELECT coalesce(instrument, '-') FROM documents ORDER BY id"); got != want+"\n"+want+"\n-\n-" {
		t.Error(got)
	}
}
