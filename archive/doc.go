// Package archive keeps papers so that they are evidence: the object store with
// its lock, how long each type is retained and why, the text form (ALTO) and the
// manifest that names every digest of what was sealed.
package archive
