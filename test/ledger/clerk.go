package ledger

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"slices"
)

// Clerk is a person who settles whatever comes, as it is printed on the paper.
type Clerk struct {
	Base            string
	Login, Password string
	// Printed tells the values of a paper by the digest of its bytes.
	Printed func(sha256 string) (map[string]string, bool)

	Decided, Refused int
}

type clerkTask struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Document string `json:"document_id"`
	Type     string `json:"type"`
	LeaseID  string `json:"lease_id"`
	Version  int64  `json:"version"`
	Reasons  []struct {
		Field string `json:"field"`
		Rule  string `json:"rule"`
	} `json:"reasons"`
}

// Run works until ctx ends. The desk may be away at any time: then the clerk
// signs in again.
func (c *Clerk) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		who, err := c.signIn(ctx)
		if err == nil {
			err = c.shift(ctx, who)
		}
		_ = err // the desk is away or the session is over: begin again
		wait(ctx, pause)
	}
	return nil
}

func (c *Clerk) signIn(ctx context.Context) (*caller, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	who := &caller{base: c.Base, client: &http.Client{Jar: jar}}
	var s struct {
		CSRF string `json:"csrf"`
	}
	status, err := who.call(ctx, http.MethodPost, "/v1/sessions", map[string]string{"login": c.Login, "password": c.Password}, &s)
	if err != nil {
		return nil, err
	}
	if status != http.StatusCreated {
		return nil, fmt.Errorf("%s cannot sign in: %d", c.Login, status)
	}
	who.csrf = s.CSRF
	return who, nil
}

// shift works until something goes wrong.
func (c *Clerk) shift(ctx context.Context, who *caller) error {
	for ctx.Err() == nil {
		var x clerkTask
		status, err := who.call(ctx, http.MethodPost, "/v1/tasks/next", map[string]any{}, &x)
		switch {
		case err != nil:
			return err
		case status == http.StatusNoContent:
			wait(ctx, pause)
			continue
		case status != http.StatusOK:
			return fmt.Errorf("the next task: %d", status)
		}
		if err := c.settle(ctx, who, x); err != nil {
			return err
		}
	}
	return nil
}

// moneyFields are typed anew by a second person.
var moneyFields = []string{"amount", "debtor_iban", "creditor_iban", "iban", "slip_count", "slip_total"}

func (c *Clerk) settle(ctx context.Context, who *caller, x clerkTask) error {
	var doc struct {
		SHA256 string `json:"sha256"`
	}
	if status, err := who.call(ctx, http.MethodGet, "/v1/documents/"+x.Document, nil, &doc); err != nil || status != http.StatusOK {
		return fmt.Errorf("document %s: %d %w", x.Document, status, err)
	}
	d := map[string]any{"lease_id": x.LeaseID, "version": x.Version, "action": "reject", "reason": "irregular"}
	if printed, ok := c.Printed(doc.SHA256); ok {
		fields := map[string]string{}
		for _, r := range x.Reasons {
			if v, ok := printed[r.Field]; ok {
				fields[r.Field] = v
			}
		}
		for name, v := range printed {
			if x.Kind == "second" && slices.Contains(moneyFields, name) {
				fields[name] = v
			}
		}
		d = map[string]any{"lease_id": x.LeaseID, "version": x.Version, "action": "confirm", "fields": fields}
	}
	status, err := c.decide(ctx, who, x, d)
	if err == nil && status == http.StatusUnprocessableEntity {
		// An amount that no reading of the machine says is keyed a second time.
		status, err = c.decide(ctx, who, x, d)
	}
	if err == nil && status == http.StatusUnprocessableEntity || status == http.StatusBadRequest {
		// What is printed does not satisfy the desk: the paper goes back.
		status, err = c.decide(ctx, who, x, map[string]any{"lease_id": x.LeaseID, "version": x.Version, "action": "reject", "reason": "irregular"})
	}
	if err != nil {
		return err
	}
	if status/100 == 2 {
		c.Decided++
	} else {
		c.Refused++
	}
	return nil
}

// decide sends a decision, and once more when no answer came: the lease and the
// version make it the same decision.
func (c *Clerk) decide(ctx context.Context, who *caller, x clerkTask, d map[string]any) (int, error) {
	status, err := who.call(ctx, http.MethodPost, "/v1/tasks/"+x.ID+"/decision", d, nil)
	for try := 0; (err != nil || status >= 500) && try < 25 && wait(ctx, pause); try++ {
		status, err = who.call(ctx, http.MethodPost, "/v1/tasks/"+x.ID+"/decision", d, nil)
	}
	return status, err
}
