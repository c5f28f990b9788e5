// Package entry makes the verified entries that booking consumes: an immutable
// record of balanced lines, its content digest, its business day, and the sum
// that has to hold before a remittance slip may become one.
//
// Everything here is pure. Numbers, places in the feed and acknowledgements are
// given by the transactions of package desk.
package entry
