// Package e13b is the shape of magnetic characters (E-13B, ISO 1004-1, ANSI X9.27):
// what the reader of code lines looks for, and what its tests are drawn with. No font
// is needed: a character is a pattern of squares of 0.013 inch, seven wide and nine
// high, against the right edge of its cell.
package e13b

// Letters that a line may hold, in the order of Glyphs: the digits, and A to D for
// transit, amount, on-us and dash, as cheque readers print them.
const Letters = "0123456789ABCD"

const (
	Columns, Rows = 7, 9
	Unit          = 0.013 * 25.4 // side of a square, in millimetres
	Height        = Rows * Unit
	Width         = Columns * Unit
	Pitch         = 0.125 * 25.4 // from the right edge of one character to that of the next
)

// Glyph is one character from its top down; '#' is a printed square.
type Glyph [Rows]string

// Glyphs are the characters by their letter.
var Glyphs = map[rune]Glyph{
	'0': {
		"#######",
		"#     #",
		"#     #",
		"#     #",
		"#     #",
		"#     #",
		"#     #",
		"#     #",
		"#######",
	},
	'1': {
		"   ##  ",
		"    #  ",
		"    #  ",
		"    #  ",
		"    #  ",
		"   ####",
		"   ####",
		"   ####",
		"   ####",
	},
	'2': {
		"   ####",
		"      #",
		"      #",
		"      #",
		"   ####",
		"   #   ",
		"   #   ",
		"   #   ",
		"   ####",
	},
	'3': {
		"  #### ",
		"     # ",
		"     # ",
		"     # ",
		"  #####",
		"     ##",
		"     ##",
		"     ##",
		"  #####",
	},
	'4': {
		" ##    ",
		" ##    ",
		" ##    ",
		" ##    ",
		" ##    ",
		" ##  ##",
		" ######",
		"     ##",
		"     ##",
	},
	'5': {
		"  #####",
		"  #    ",
		"  #    ",
		"  #    ",
		"  #####",
		"      #",
		"      #",
		"      #",
		"  #####",
	},
	'6': {
		" ####  ",
		" #  #  ",
		" #     ",
		" #     ",
		" #     ",
		" ######",
		" #    #",
		" #    #",
		" ######",
	},
	'7': {
		"  #####",
		"  #   #",
		"  #   #",
		"      #",
		"    ###",
		"    #  ",
		"    #  ",
		"    #  ",
		"    #  ",
	},
	'8': {
		" ##### ",
		" #   # ",
		" #   # ",
		" #   # ",
		" ##### ",
		"##   ##",
		"##   ##",
		"##   ##",
		"#######",
	},
	'9': {
		" ######",
		" #    #",
		" #    #",
		" #    #",
		" ######",
		"     ##",
		"     ##",
		"     ##",
		"     ##",
	},
	'A': {
		"    ###",
		"    ###",
		"##  ###",
		"##     ",
		"##     ",
		"##     ",
		"##  ###",
		"    ###",
		"    ###",
	},
	'B': {
		"     ##",
		"     ##",
		"   # ##",
		"   #   ",
		"   #   ",
		"   #   ",
		"## #   ",
		"##     ",
		"##     ",
	},
	'C': {
		"       ",
		"    ###",
		"    ###",
		"# # ###",
		"# # ###",
		"# #    ",
		"# #    ",
		"# #    ",
		"       ",
	},
	'D': {
		"       ",
		"       ",
		"       ",
		"## ## #",
		"## ## #",
		"## ## #",
		"## ## #",
		"       ",
		"       ",
	},
}
