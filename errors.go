package bordereau

import (
	"errors"
	"fmt"
	"time"
)

// Code is what went wrong, for programs. Borders (HTTP, command line) map it to
// their own answers; rooms inside need no more than this.
type Code string

const (
	Invalid      Code = "invalid"          // the input is wrong; saying it again will not help
	Unsupported  Code = "unsupported_type" // not a PDF, TIFF, JPEG or PNG
	TooLarge     Code = "too_large"        // past a limit of size, pages or pixels
	Unreadable   Code = "unreadable"       // the right type, but damaged or encrypted
	NotFound     Code = "not_found"        // it does not exist, or not for this caller
	Conflicting  Code = "conflict"         // somebody else was first, or the state does not allow it
	KeyReused    Code = "key_reused"       // an idempotency key came again with other content
	Unauthorised Code = "unauthorised"     // nobody is signed in
	Forbidden    Code = "forbidden"        // signed in, but not allowed
	Quota        Code = "quota"            // this caller sent too much for now
	Busy         Code = "busy"             // the desk is full or a service is away; try again later
	TimedOut     Code = "timed_out"        // a limit of time was reached
	Exhausted    Code = "exhausted"        // a limit of memory was reached
	Crashed      Code = "crashed"          // a child died on it
	Internal     Code = "internal"         // our own mistake
)

// Error carries a code for programs and a sentence for people. Message is fit to
// be shown to a clerk or a branch; what only an operator should see is in Err.
type Error struct {
	Code    Code
	Message string
	Pointer string        // JSON pointer or form field the input error speaks of, if any
	Wait    time.Duration // until it is worth trying again, if that is known
	Err     error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Message, e.Err)
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error whose message is for people.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap keeps the cause for operators beside a message for people.
func Wrap(code Code, err error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// CodeOf is the code of the first Error in the chain, Internal if there is none,
// and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// MessageOf is a sentence that may be shown to people. Causes that are not ours
// are never shown: they may hold a customer's data.
func MessageOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return "Un incident technique est survenu de notre côté. Il est enregistré ; veuillez réessayer."
}

// Class is how a job's failure is treated.
type Class string

const (
	Transient Class = "transient" // network, storage, database: back-off, bounded by age, never counted
	Resource  Class = "resource"  // memory or time: once more, alone and smaller, then to a person
	Permanent Class = "permanent" // the file itself: to a person at once
	Bug       Class = "bug"       // a crash or our mistake: quarantine after three
)

// ClassOf sorts an error into how its job is treated.
func ClassOf(err error) Class {
	switch CodeOf(err) {
	case Busy, Quota:
		return Transient
	case TimedOut, Exhausted:
		return Resource
	case Invalid, Unsupported, TooLarge, Unreadable:
		return Permanent
	}
	return Bug
}
