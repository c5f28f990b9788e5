package desk

// peopleTx joins what the use cases of people do in a transaction: dossiers,
// review, units, entries, access.
type peopleTx interface{}

// People is what the use cases of people need from outside.
type People struct{}
