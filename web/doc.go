// Package web is the desk's application for people: branches deposit and follow,
// clerks validate, supervisors release and close, readers search. Pages are
// rendered on the server and work without any script; what they say stands in
// one catalogue (catalogue.go).
//
// Like the API it owns no rules of the trade: it shows what the desk knows and
// hands on what people decide.
package web
