// Package codeline reads the magnetic code line of cheques from their pixels: it
// finds the row of characters, CMC-7 or E-13B, whichever way up, reads each character
// in ways that look at different things, and says of each how sure it is.
//
//   - by shape: what the character looks like at about 120 dpi, where single
//     bars melt; robust to noise, blur and low resolution;
//   - by its profile, at the resolution the page arrived in: which two of its six
//     gaps are wide (CMC-7), exact where the bars can be told apart, or how much ink
//     stands in each column (E-13B), which is what the font was made to be told by;
//   - by its print (CMC-7): what each pixel would be if a letter stood there, where how
//     ink becomes black is learned from the line; it reads what a threshold tore.
//
// The line of a French cheque is sought as a whole: its form is known.
//
// Where two agree a character is corroborated; nothing here proves it. The grammar
// of the line and its check key are held by the callers (package check), from what
// stands elsewhere on the paper.
package codeline

import "image"

// Line is a code line that was found on a page.
type Line struct {
	Chars    []Char
	Box      image.Rectangle // in pixels of the page
	Inverted bool            // the line stands on its head
	Font     string          // FontCMC7 or FontE13B

	likeness float32 // mean, to the characters that were read
	scale    float64 // of the pitch, in relation to the font's
}

// Char is one character as it was read.
type Char struct {
	Letter     byte
	Box        image.Rectangle
	Confidence float64 // 0 to 1, of all readers together
	Agreed     bool    // two readers saw this letter
	Runner     byte    // what it would be otherwise
	After      bool    // a blank stands before it

	voices voices
}

// Text is the line in letters and digits, a blank where the printed gap is wide.
func (l Line) Text() string {
	var b []byte
	for _, c := range l.Chars {
		if c.After {
			b = append(b, ' ')
		}
		b = append(b, c.Letter)
	}
	return string(b)
}
