// Package review is the clerk's part of the work: the values that a person
// confirms or corrects become proofs, what a correction makes untrue loses its
// proofs, and two people are compared. Everything here is pure; tasks, leases and
// transactions are package desk's.
package review
