// Package api is the HTTP border for programs: branches deposit, clerks' tools
// take tasks, booking reads the feed. Every route stands in one access table
// (table.go), every answer in one OpenAPI document (openapi.yaml), and every
// error is a problem+json with a sentence that a person understands.
//
// It owns no rules of the trade: it takes a request apart, asks the desk, and
// writes what the desk says.
package api
