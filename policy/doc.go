// Package policy decides which proofs suffice. One pure, versioned policy says
// for each type of document which fields are needed and how well each must be
// proved; Statuses grades the fields, Decide says how many people a document
// needs. The command line, the workers, the benches and the clerks' station all
// ask this package and nothing else.
//
// A confidence of reading never makes anything pass: only proofs do. The one
// figure that counts is the confidence in the type, and only where a type cannot
// prove itself by a machine check; its fields must be proved all the same.
package policy
