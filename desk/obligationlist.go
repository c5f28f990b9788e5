package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bordereau"
)

// ObligationFilter narrows a list of obligations; zero fields do not narrow.
type ObligationFilter struct {
	State   string // open, done, void
	Dossier string // its ref
	Until   string // due no later than this day
}

var obligationReaders = []bordereau.Role{bordereau.RoleClerk, bordereau.RoleSupervisor, bordereau.RoleAuditor}

// Obligations lists obligations, due soonest first.
func (d *Desk) Obligations(ctx context.Context, by bordereau.Principal, f ObligationFilter, c Cursor) (List[Obligation], error) {
	if err := allow(by, obligationReaders...); err != nil {
		return List[Obligation]{}, err
	}
	if f.State != "" && !slices.Contains([]string{obligationOpen, obligationDone, obligationVoid}, f.State) {
		return List[Obligation]{}, invalid("state", "Une obligation est ouverte (open), close (done) ou sans objet (void).")
	}
	limit := limitOf(c)
	var found []Obligation
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		found, err = tx.Obligations(ctx, by, f, c.After, limit+1)
		return err
	})
	for i := range found {
		found[i].Late = found[i].late(d.today())
	}
	return page(found, limit, func(o Obligation) string { return o.rank() + "." + o.ID }), err
}

// rank is the day by which obligations are ordered.
func (o Obligation) rank() string {
	if o.Due != "" {
		return o.Due
	}
	return o.NotBefore
}

// obligationColumns name what an export holds, in its order.
var obligationColumns = []string{"id", "dossier", "name", "title", "event", "account", "document_id", "happened", "not_before", "due", "source", "to_confirm",
	"state", "late", "done_on", "proof", "proof_document_id", "ended_by"}

func (o Obligation) record() []string {
	return []string{o.ID, o.Dossier, o.Name, o.Title, o.Event, o.Account, o.DocumentID, o.Happened, o.NotBefore, o.Due, o.Source, strconv.FormatBool(o.ToConfirm),
		o.State, strconv.FormatBool(o.Late), o.DoneOn, o.Proof, o.ProofID, o.EndedBy}
}

// ExportObligations writes all that a principal may know of as records: "csv" with a
// header, or "json", one array.
func (d *Desk) ExportObligations(ctx context.Context, by bordereau.Principal, f ObligationFilter, format string, w io.Writer) error {
	if format != "csv" && format != "json" {
		return invalid("format", "L'export se fait en csv ou en json.")
	}
	rows := []Obligation{}
	for c := (Cursor{Limit: 200}); ; {
		list, err := d.Obligations(ctx, by, f, c)
		if err != nil {
			return err
		}
		rows = append(rows, list.Items...)
		if c.After = list.Next; c.After == "" {
			break
		}
	}
	if format == "json" {
		return json.NewEncoder(w).Encode(rows)
	}
	if err := csvRow(w, obligationColumns); err != nil {
		return err
	}
	for _, o := range rows {
		if err := csvRow(w, o.record()); err != nil {
			return err
		}
	}
	return nil
}

// csvRow writes a row with all fields quoted (RFC 4180). A field that a spreadsheet
// would take for a formula begins with an apostrophe.
func csvRow(w io.Writer, fields []string) error {
	quoted := make([]string, len(fields))
	for i, f := range fields {
		if f != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(f)[0]) {
			f = "'" + f
		}
		quoted[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
	}
	_, err := fmt.Fprint(w, strings.Join(quoted, ","), "\r\n")
	return err
}
