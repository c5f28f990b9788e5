package desk

import (
	"context"
	"fmt"
	"io"

	"bordereau"
	"bordereau/dossier"
	"bordereau/intake"
	"bordereau/journal"
)

// ImportResult counts what an import brought.
type ImportResult struct {
	Customers int `json:"customers"`
	Accounts  int `json:"accounts"`
}

// importBatch is how many rows go to the record at a time.
const importBatch = 500

// ImportCustomers takes a list of customers and accounts over, format "csv" or
// "jsonl", whole or not at all; a row that is wrong is named in the error. The
// same list again changes nothing. The list is spooled, not held in memory.
func (d *Desk) ImportCustomers(ctx context.Context, by bordereau.Principal, format string, r io.Reader) (ImportResult, error) {
	var result ImportResult
	if err := allow(by, bordereau.RoleAdmin); err != nil {
		return result, err
	}
	spool, err := intake.Spool(d.SpoolDir)
	if err != nil {
		return result, fmt.Errorf("a list of customers: %w", err)
	}
	defer spool.Close()
	if _, err := io.Copy(spool, r); err != nil {
		return result, fmt.Errorf("spool a list of customers: %w", err)
	}
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := spool.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read a list of customers: %w", err)
		}
		var err error
		if result, err = d.importRecords(ctx, tx, spool, format); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Kind: "customers.imported", Subject: "customers", Actor: by.ID,
			Values: map[string]any{"customers": result.Customers, "accounts": result.Accounts}})
	})
	if err != nil {
		return ImportResult{}, err
	}
	return result, nil
}

func (d *Desk) importRecords(ctx context.Context, tx Tx, r io.Reader, format string) (ImportResult, error) {
	customers, accounts := map[string]bool{}, map[string]bool{}
	batch := make([]dossier.Record, 0, importBatch)
	first := map[int]bool{} // rows of batch at which their account is new to the list
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := tx.PutRecords(ctx, batch, first, d.Now())
		batch = batch[:0]
		clear(first)
		return err
	}
	for rec, err := range dossier.ParseCustomers(r, format) {
		if err != nil {
			return ImportResult{}, err
		}
		customers[rec.Customer.Ref] = true
		if a := rec.Account; a != nil && !accounts[a.IBAN] {
			accounts[a.IBAN], first[len(batch)] = true, true
		}
		if batch = append(batch, rec); len(batch) == importBatch {
			if err := flush(); err != nil {
				return ImportResult{}, err
			}
		}
	}
	return ImportResult{len(customers), len(accounts)}, flush()
}
