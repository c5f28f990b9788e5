// Package ids makes the identifiers of records: UUID version 7 (RFC 9562 §5.7),
// which sort by the time they were made and tell nothing else.
package ids

import (
	"time"

	"github.com/google/uuid"
)

// New is a fresh UUIDv7 in its text form.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid says whether s is a UUID in the text form that New gives.
func Valid(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }

// MadeAt is when an id that New gave was made, and whether s is one.
func MadeAt(s string) (time.Time, bool) {
	id, err := uuid.Parse(s)
	if err != nil || !Valid(s) || id.Version() != 7 {
		return time.Time{}, false
	}
	sec, nsec := id.Time().UnixTime()
	return time.Unix(sec, nsec), true
}
