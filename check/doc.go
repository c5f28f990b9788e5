// Package check holds the keys and grammars of the trade: what a bank can hold
// against a value that was read, without knowing anything else. IBAN and RIB,
// the key of a cheque's code line, the digits of an MRZ, the numbers of
// companies and people, amounts and dates as they are printed and written out,
// and the comparison of names.
//
// Everything here is pure: no clock, no file, no network. Functions named
// Parse… are strict and return an error whose sentence a clerk can read;
// functions named Read… accept what a reader confuses (0 for O) and say whether
// a key chose a character, because such a key proves nothing any more.
package check
