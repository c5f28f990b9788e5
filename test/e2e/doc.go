// Package e2e walks the desk from outside, as a branch, clerks, a supervisor and
// booking do: the built program, real engines, HTTP and the command line alone.
package e2e
