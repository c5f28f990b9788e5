// Package dossier is the customer's file: who the customers are and what
// accounts they hold, which pieces a dossier needs and which are there, what a
// document proves or contradicts when it is held against the file, which dossier
// a document belongs to, and how long it has to be kept.
//
// All of it is pure logic over values; the package stores nothing.
//
// Types of dossier are data: one YAML file each under kinds/, with its pieces,
// conditions, cross-checks, deadlines and examples that a test runs. Amounts and
// delays stand in check/law/values.yaml, how long each type of document is kept in
// retention.yaml, both dated and with their source.
//
// Customers and accounts come from the bank's own files: ParseCustomers reads
// them as CSV or JSON lines. docs/formats/customers.md describes the columns.
package dossier
