// Package border is what both HTTP rooms, the API and the clerks' pages, do at
// the door: who is asking (a machine key or a person's session), whether the
// access table lets them in, whether a form was sent by our own page, how the
// bytes of a delivery are taken in without holding a file in memory, and how an
// error becomes a sentence that a person understands.
//
// It knows Fiber on behalf of these two rooms; nobody else imports it.
package border
