// Package bordereau is the vocabulary of the back office: the words that cross
// from one room of the house to another. A deposit brings files, a file becomes
// documents, a document has pages, a page is read into words, words are
// understood as fields, and a field is worth what proves it.
//
// The package imports the standard library alone; every other package may
// import it.
package bordereau
