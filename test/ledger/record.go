package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
)

// record reads the database with a client that is not the desk's.
type record struct{ url string }

// rows decodes what a query selects.
func rows[T any](ctx context.Context, r record, query string) ([]T, error) {
	statement := "SELECT coalesce(json_agg(x), '[]') FROM (" + query + ") x"
	out, err := exec.CommandContext(ctx, "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", r.url, "-c", statement).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w%s", query, err, stderrOf(err))
	}
	var all []T
	if err := json.Unmarshal(out, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	return all, nil
}

func stderrOf(err error) string {
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return ": " + string(e.Stderr)
	}
	return ""
}

// count is the one number that a query selects.
func (r record) count(ctx context.Context, query string) (int64, error) {
	got, err := rows[struct {
		N int64 `json:"n"`
	}](ctx, r, query)
	if err != nil {
		return 0, err
	}
	if len(got) != 1 {
		return 0, fmt.Errorf("%s: %d rows", query, len(got))
	}
	return got[0].N, nil
}
