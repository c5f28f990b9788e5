// Package ledger is what stands outside the desk and holds it to its word: the
// branch's journal of every attempt and every answer, booking's own ledger of the
// feed, clerks, a site of processes and engines that can be hurt, and a checker
// that compares the three. The checker has its own SQL, its own S3 and its own
// JSON; it shares nothing with the desk but the format of what it checks.
package ledger
