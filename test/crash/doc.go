// Package crash kills, freezes and starves the desk's processes and engines while
// a branch deposits, clerks decide and booking reads, and then holds what is left
// against the branch's journal and booking's ledger.
package crash
