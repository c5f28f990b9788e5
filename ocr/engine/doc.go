// Package engine reads pages. It runs in a child process only: it links
// Tesseract (through gosseract) and Leptonica, which parse hostile bytes in C,
// cannot be cancelled, and may die on a file.
//
// A page is decoded once, turned upright, straightened, its background made
// even, reduced as far as its letters allow, and recognised ONCE; words, boxes
// and confidences come from that one result. Where the letters proved too small
// or the words too doubtful, it is recognised again at full size and the better
// of both readings is kept.
//
// Coordinates handed out are pixels of the page as displayed: upright,
// deskewed, at the resolution it arrived in.
package engine
