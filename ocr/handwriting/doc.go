// Package handwriting reads an amount that a hand wrote in figures into the box of a
// cheque. What it says is a reading and never a proof: the words of the cheque or the
// balance of its slip prove an amount, or a person.
//
// The crop is made clean (paper, waves and rules of the box go), set upright, taken
// apart into pieces, more than there are figures; a small network (package net) says
// of every run of pieces which figure, sign or nothing it is; and the way through all
// pieces that is likeliest and reads as an amount is the answer, with the ways that
// give other amounts behind it. Where it is not sure enough it abstains.
//
// The network is trained by `make train-digits` on what package penman draws, and
// the weights carry a record of it (weights.json).
package handwriting
