package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/model"
	"bordereau/desk"
	"bordereau/internal/ids"
)

// What clerks named is handed to who teaches the classifier: that alone, without what lies
// in restricted dossiers, with the names that the paper holds; and it is known that it was.
func TestWhatClerksNamedIsHandedOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clerk := bordereau.Principal{ID: ids.New(), Name: "clara", Role: bordereau.RoleClerk, Person: true}
	must(t, o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
		return tx.AddUser(ctx, desk.User{ID: clerk.ID, Login: clerk.Name, Name: clerk.Name, Role: clerk.Role}, "x", o.Now())
	}))
	const papers = 13
	for i := range papers {
		o.mustSend(paperFile(fmt.Sprintf("letter account_holder=Odette_Brissac\nOdette Brissac conteste le débit numéro %d", i)))
	}
	o.work(desk.StageRead)
	last := ""
	for i := range papers {
		task, err := o.NextTask(t.Context(), clerk, desk.TaskFilter{})
		if err != nil || task == nil {
			t.Fatal(task, err)
		}
		dec := desk.Decision{Action: desk.SetType, Type: bordereau.Complaint, LeaseID: task.LeaseID, Version: task.Version}
		if i == 0 {
			dec.Action, dec.Type = desk.Confirm, ""
		}
		if _, err := o.Decide(t.Context(), clerk, task.ID, dec); err != nil {
			t.Fatal(err)
		}
		last = task.Document
	}
	o.sql(`INSERT INTO dossiers (id, ref, kind, kind_version, branch, restricted, opened_at) VALUES ('%[1]s', 'SECRET', 'account_opening', 1, '12', true, now());
		UPDATE documents SET dossier_id = '%[1]s' WHERE id = '%[2]s'`, ids.New(), last)

	var pages model.Nameless
	n, err := o.Corrections(t.Context(), o.auditor, func(c desk.Named) error {
		if c.Type != bordereau.Complaint || c.Group == "" || !slices.Contains(c.About, "Odette Brissac") || len(c.Reading.Pages) != 1 {
			t.Errorf("%+v", c)
		}
		pages.Add(c.Type, c.Group, c.Reading, c.About)
		return nil
	})
	if err != nil || n != papers-2 {
		t.Fatalf("%d papers: %v", n, err)
	}
	for _, c := range pages.Corrections() {
		if said := strings.Join(c.Features, " "); !strings.Contains(said, "w:CONTESTE") || strings.Contains(said, "BRISSAC") {
			t.Errorf("%v", c.Features)
		}
	}
	for _, by := range []bordereau.Principal{o.branch, clerk} {
		if _, err := o.Corrections(t.Context(), by, func(desk.Named) error { return nil }); code(err) != bordereau.Forbidden {
			t.Errorf("%s: %v", by.Name, err)
		}
	}
	if n := o.sql("SELECT count(*) FROM events WHERE kind = 'corrections.exported'"); n != "1" {
		t.Error(n, "events")
	}
}
