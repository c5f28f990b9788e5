// Package ids makes the identifiers of records: UUID version 7 (RFC 9562 §5.7),
// which sort by the time they were made and tell nothing else.
package ids

import "github.com/google/uuid"

// New is a fresh UUIDv7 in its text form.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid says whether s is a UUID in the text form that New gives.
func Valid(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }
