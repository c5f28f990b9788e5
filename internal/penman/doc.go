// Package penman draws amounts in figures as hands write them on cheques, with known
// truth: in handwriting fonts (package script) and by strokes of a pen that it
// varies itself, slanted, thickened, warped, touching, in a ruled box on printed
// paper, as a scanner of 100 to 300 dpi sees them. What is trained on this is
// measured on hands and on damage that training never saw (Held).
package penman

// Version is raised with every change that changes what is drawn from a seed.
const Version = 4
