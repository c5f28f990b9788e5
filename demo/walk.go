package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bordereau"
	"bordereau/internal/courier"
	"bordereau/internal/specimen"
)

// view is a document as the desk tells it.
type view struct {
	ID            string                   `json:"id"`
	State         bordereau.State          `json:"state"`
	Type          bordereau.Type           `json:"type"`
	Version       int64                    `json:"version"`
	Dossier       string                   `json:"dossier"`
	DuplicateOf   string                   `json:"duplicate_of"`
	Unit          string                   `json:"booking_unit"`
	ReasonText    string                   `json:"reason_text"`
	Understanding *bordereau.Understanding `json:"understanding"`
	Reasons       []struct {
		Field    string `json:"field"`
		Rule     string `json:"rule"`
		Sentence string `json:"sentence"`
	} `json:"reasons"`
	EntryNumber int64 `json:"entry_number"`
}

// prepare imports the customers and opens the dossiers that the post belongs to.
func (d *demonstration) prepare(ctx context.Context, post specimen.Mail) error {
	csv := filepath.Join(d.data, "demo-customers.csv")
	f, err := os.OpenFile(csv, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(specimen.CustomersCSV(f, post.Customers), f.Close()); err != nil {
		return err
	}
	out, err := d.tool(ctx, "import", "customers", "--data", d.data, csv)
	if err != nil {
		return err
	}
	fmt.Print(out)
	supervisor := d.as(d.logins.Keys["supervisor"])
	for _, dos := range post.Dossiers {
		err := supervisor.call(ctx, http.MethodPost, "/v1/dossiers", map[string]any{
			"ref": dos.Ref, "kind": dos.Type, "title": dos.Label, "branch": branch, "customers": []string{dos.Customer},
		}, nil)
		var said *refusal
		if errors.As(err, &said) && said.Status == http.StatusConflict {
			continue // opened by an earlier run with the same seed
		}
		if err != nil {
			return err
		}
	}
	fmt.Printf("%d dossiers opened\n", len(post.Dossiers))
	return nil
}

// send delivers the post with the branch's courier.
func (d *demonstration) send(ctx context.Context, post specimen.Mail) ([]sent, error) {
	tmp, err := os.MkdirTemp("", "bordereau-post-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	k, err := courier.New(courier.Config{Server: d.server, Key: d.logins.Keys["branch"], GiveUp: time.Minute})
	if err != nil {
		return nil, err
	}
	var papers []sent
	for _, dep := range post.Deposits {
		p := courier.Parcel{Name: dep.Reference, Declaration: courier.Declaration{
			Dossier: dep.Dossier, Kind: dep.Kind, SlipTotal: dep.SlipTotal, Reference: dep.Reference,
		}}
		if dep.SlipCount > 0 {
			p.Declaration.SlipCount = &dep.SlipCount
		}
		for _, f := range dep.Files {
			path := filepath.Join(tmp, f.Name)
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				return nil, err
			}
			p.Files = append(p.Files, path)
		}
		got, err := k.Send(ctx, p)
		if err != nil {
			return nil, err
		}
		if got.Refusal != "" {
			return nil, fmt.Errorf("deposit %s was refused: %s", dep.Reference, got.Refusal)
		}
		for i, f := range dep.Files {
			papers = append(papers, sent{File: f, Deposit: got.Deposit, Document: got.Documents[i].ID})
		}
		fmt.Printf("\rsent %d papers ", len(papers))
	}
	fmt.Println()
	return papers, nil
}

// settle waits until no document is in the machine's hands.
func (d *demonstration) settle(ctx context.Context, papers []sent) (map[string]view, error) {
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		views, err := d.views(ctx, papers)
		if err != nil {
			return nil, err
		}
		busy := 0
		for _, v := range views {
			// A decided document of a slip waits for its slip, not for the machine.
			if v.State.Machine() && (v.State != bordereau.Decided || v.Unit == "") {
				busy++
			}
		}
		fmt.Printf("\rread and checked: %d of %d ", len(papers)-busy, len(papers))
		if busy == 0 {
			fmt.Println()
			return views, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%d papers are still being worked on: %w", busy, ctx.Err())
		case <-tick.C:
		}
	}
}

func (d *demonstration) views(ctx context.Context, papers []sent) (map[string]view, error) {
	auditor := d.as(d.logins.Keys["auditor"])
	views := map[string]view{}
	for _, p := range papers {
		var v view
		if err := auditor.call(ctx, http.MethodGet, "/v1/documents/"+p.Document, nil, &v); err != nil {
			return nil, err
		}
		views[p.Document] = v
	}
	return views, nil
}

// booked are the types that entries come from.
var booked = []bordereau.Type{bordereau.RemittanceSlip, bordereau.Cheque, bordereau.TransferOrder}

// clerk signs in as the first clerk and settles what waits of the types that are
// booked, confirming what the drawn truth says is printed. Everything else, the
// second pair of eyes and the slips that do not balance are left for the visitor.
func (d *demonstration) clerk(ctx context.Context, papers []sent) (int, error) {
	who := d.logins.of("camille")
	c, err := d.signIn(ctx, who.Login, who.Password)
	if err != nil {
		return 0, err
	}
	truths := map[string]specimen.Truth{}
	for _, p := range papers {
		truths[p.Document] = p.Truth
	}
	settled := 0
	for _, deposit := range deposits(papers) { // what waits from an earlier run is the visitor's
		for _, kind := range booked {
			for {
				var t task
				if err := c.call(ctx, http.MethodPost, "/v1/tasks/next", map[string]any{"type": kind, "deposit": deposit}, &t); err != nil {
					return settled, err
				}
				if t.ID == "" {
					break
				}
				truth := truths[t.Document]
				if truth.Unreadable {
					if err := c.call(ctx, http.MethodPost, "/v1/tasks/"+t.ID+"/release", map[string]string{"lease_id": t.LeaseID}, nil); err != nil {
						return settled, err
					}
					break
				}
				err := c.call(ctx, http.MethodPost, "/v1/tasks/"+t.ID+"/decision", t.decision(truth), nil)
				if said, ok := errors.AsType[*refusal](err); ok && said.Status == http.StatusUnprocessableEntity {
					// An amount that no reading of the machine says is keyed a second time.
					err = c.call(ctx, http.MethodPost, "/v1/tasks/"+t.ID+"/decision", t.decision(truth), nil)
				}
				if err != nil {
					return settled, fmt.Errorf("%s: %w", truth.File, err)
				}
				settled++
			}
		}
	}
	return settled, nil
}

// deposits are those of the papers, in the order they were sent.
func deposits(papers []sent) []string {
	var ids []string
	for _, p := range papers {
		if !slices.Contains(ids, p.Deposit) {
			ids = append(ids, p.Deposit)
		}
	}
	return ids
}

// decision confirms the fields that the policy wants a person for; a cheque whose
// amounts differ is refused (CMF L131-10 is for a person to apply).
func (t task) decision(truth specimen.Truth) map[string]any {
	d := map[string]any{"lease_id": t.LeaseID, "version": t.Version, "action": "confirm"}
	if slices.Contains(truth.Wrong, "amount_words") {
		d["action"], d["reason"], d["note"] = "reject", "amounts_differ", "Les lettres et les chiffres diffèrent."
		return d
	}
	if slices.Contains(truth.Wrong, "iban") {
		d["action"], d["reason"], d["note"] = "reject", "irregular", "La clé de l'IBAN imprimé ne convient pas."
		return d
	}
	fields := map[string]string{}
	for _, r := range t.Reasons {
		name := r.Field
		if name == "amount_words" || name == "amount_figures" {
			name = "amount" // of which they are two readings
		}
		if v, printed := truth.Fields[name]; printed {
			fields[name] = v
		}
	}
	d["fields"] = fields
	return d
}

type task struct {
	ID       string         `json:"id"`
	Document string         `json:"document_id"`
	Type     bordereau.Type `json:"type"`
	LeaseID  string         `json:"lease_id"`
	Version  int64          `json:"version"`
	Reasons  []struct {
		Field string `json:"field"`
	} `json:"reasons"`
}
