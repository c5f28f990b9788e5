// Package specimen draws documents whose truth is known: cheques, slips,
// identity papers, bills, orders and letters of people, companies and banks that
// do not exist. They feed the demonstration, the tests and the load.
//
// A drawing follows from its Spec alone: the same Spec gives the same bytes (on
// one architecture; floating point may round otherwise on another). A sheet is laid out once in millimetres and then put down
// either as pixels (a scan) or as the content of a born-digital PDF, so that
// both show the same words in the same places.
//
// Cheques come in many forms (Layouts names them, Spec.Layout asks for one, else the
// seed chooses), at any of Resolutions, typed or, with Spec.Hand, in a handwriting face
// of the machine. Truth.Areas says where on the paper their fields stand, Truth.Crossed
// whether they are crossed; Defects.Unsigned leaves the signature out,
// Undated, Unplaced and Unsummed the date, the place and the amount. Forms, hands and
// ways to sign of seeds above HeldOut are never those of seeds below. Spec.Back adds the
// back with its endorsement, GradedCheque draws what happens to cheques, Remittance binds a
// slip with its cheques into one file, and OnA4 lays up to three on one page; the documents
// of such files are Truth.Parts.
//
// Nothing drawn can be taken for a real paper: bank codes begin with 1999, BIC
// codes with ZZ, post codes with 99, towns and banks are invented, and identity
// papers say SPECIMEN.
package specimen
