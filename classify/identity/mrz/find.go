// Package mrz finds the machine readable zone of identity papers among the words
// of a page (ICAO 9303-3 §4.2), however dirty it was read, and takes its fields.
package mrz

import (
	"context"
	"regexp"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// Zone is a machine readable zone that was found.
type Zone struct {
	check.MRZ
	Page   int
	Lines  []spec.Span // the words of each line, left to right
	Reread bool        // the zone was read again with its own alphabet
}

// Box holds the whole zone.
func (z *Zone) Box() bordereau.Box {
	var b bordereau.Box
	for _, l := range z.Lines {
		b = b.Union(l.Box())
	}
	return b
}

// fits counts the check digits that fit. The filler in place of one, over a part that is
// empty, is none.
func (z *Zone) fits() int {
	n := 0
	for _, d := range z.Digits {
		if d.OK && !d.UsedUp && d.Printed != '<' {
			n++
		}
	}
	return n
}

// Sound says that the lines are a zone at all: enough digits fit (by chance one line in
// ten has a digit that does), or one does and what no digit covers is as the norm wants it. A
// paper whose digits were printed wrong has a zone all the same.
func (z *Zone) Sound() bool {
	switch {
	case z == nil:
		return false
	case z.fits() >= 2 && 2*z.fits() >= len(z.Digits)-1:
		return true
	}
	return z.fits() >= 1 && strings.ContainsAny(z.Code[:min(1, len(z.Code))], "PIACV") && z.known() && z.Surname != ""
}

// known says that issuing state and nationality are codes of the norm.
func (z *Zone) known() bool { return check.MRZState(z.State) && check.MRZState(z.Nationality) }

// line is a line of the page that may belong to a zone.
type line struct {
	words   spec.Span
	text    string // as check.RepairMRZ wants it: capitals, digits, fillers
	fillers int
	box     bordereau.Box
}

// Find finds the zone of a sheet, nil if there is none. It asks for the band to be
// read again with the alphabet "mrz" where the first reading is not clean.
func Find(ctx context.Context, s *spec.Sheet) *Zone {
	key := "mrz"
	if s.Thorough {
		key = "mrz, thoroughly"
	}
	return spec.Once(s, key, func() *Zone { return find(ctx, s) })
}

func find(ctx context.Context, s *spec.Sheet) *Zone {
	var best *Zone
	band := map[int]bordereau.Box{}
	for _, p := range s.Reading.Pages {
		lines := linesOf(s, p.Number)
		best = better(best, decode(lines, p.Number, s))
		for _, either := range lines {
			if l := either[len(either)-1]; l.fillers >= 3 {
				band[p.Number] = band[p.Number].Union(l.box)
			}
		}
	}
	if s.Zones == nil || best.clean(s) {
		return best
	}
	for i, p := range s.Reading.Pages {
		if i == 2 {
			break // identity papers have two sides
		}
		box, ok := band[p.Number], false
		if best != nil && best.Page == p.Number {
			box = best.Box()
		}
		if box.Empty() {
			// Nothing like a zone was read: an empty box has it looked for on the
			// whole page, on what speaks of identity.
			ok = hinted(s, p.Number)
		} else {
			// Two more lines either way: those without fillers were not told from text.
			h := max(6*s.LetterHeight(p.Number), 3*box.H)
			box = clip(bordereau.Box{X: 0, Y: box.Y - h, W: p.Width, H: box.H + 2*h}, p)
			ok = !box.Empty()
		}
		if !ok {
			continue
		}
		words, err := s.Zones.Read(ctx, p.Number, box, "mrz")
		if err != nil {
			continue // a second opinion that cannot be had leaves the first
		}
		if z := reread(words, p.Number, s); z != nil && (z.Sound() && (!best.Sound() || z.Valid() || !best.Valid() || best.KeyUsed()) || best == nil) {
			best = z
		}
	}
	return best
}

// clean says that a zone which was read with the page needs no second look: nothing
// in it was repaired, every digit fits, and what no digit covers is printed elsewhere or
// is a code of the norm.
func (z *Zone) clean(s *spec.Sheet) bool {
	return z != nil && z.Valid() && len(z.Repairs) == 0 && z.known() && z.coded() && len(z.unprinted(s)) == 0
}

// reread puts the ways together in which each line of a zone was read.
func reread(words []bordereau.Word, page int, s *spec.Sheet) *Zone {
	var lines []line
	var ways [][]string
	for _, w := range words {
		if w.Line < 1 || w.Line > 20 {
			continue
		}
		for len(lines) < w.Line {
			lines, ways = append(lines, line{}), append(ways, nil)
		}
		l := &lines[w.Line-1]
		if width := len(w.Text); l.words == nil || (width == 30 || width == 36 || width == 44) && w.Confidence > l.words.Confidence() {
			l.words = spec.Span{{Word: w, Page: page}}
		}
		ways[w.Line-1] = append(ways[w.Line-1], w.Text)
	}
	var best *Zone
	for i := range ways {
		for n := 3; n >= 2; n-- {
			if i+n > len(ways) {
				continue
			}
			m, err := check.ReadMRZ(ways[i:i+n], s.Now)
			if err != nil {
				continue
			}
			z := &Zone{MRZ: m, Page: page, Reread: true}
			for _, l := range lines[i : i+n] {
				z.Lines = append(z.Lines, l.words)
			}
			if z.Sound() {
				best = better(best, z)
			}
		}
	}
	return best
}

// Against are cues of papers that only speak of identity papers, or show a copy
// of one among other things.
var Against = []spec.Cue{
	{Phrase: "facture", Weight: -4},
	{Phrase: "madame, monsieur", Weight: -4},
	{Phrase: "objet", Weight: -2},
	{Phrase: "pièces à fournir", Weight: -5},
	{Phrase: "photocopie", Weight: -2},
	{Phrase: "justificatif", Weight: -3},
	{Phrase: "IBAN", Weight: -3},
}

// hints are words of identity papers in which a zone was not read at all.
var hints = []string{"passeport", "passport", "carte nationale d'identité", "identity card", "nationalité", "nationality",
	"date of birth", "given names", "prénoms", "date de naissance", "personalausweis", "reisepass", "carte valable"}

func hinted(s *spec.Sheet, page int) bool {
	words := 0
	for _, w := range s.Words {
		if w.Page == page {
			words++
		}
	}
	if words > 250 {
		return false // a letter, not a card
	}
	if s.Thorough {
		return true
	}
	for _, h := range hints {
		for _, p := range s.Find(h) {
			if p.Page == page {
				return true
			}
		}
	}
	return false
}

func clip(b bordereau.Box, p bordereau.Page) bordereau.Box {
	x, y := max(0, b.X), max(0, b.Y)
	return bordereau.Box{X: x, Y: y, W: min(p.Width, b.X+b.W) - x, H: min(p.Height, b.Y+b.H) - y}
}

// better prefers the zone more of whose digits fit, then the one with fewer repairs.
func better(a, b *Zone) *Zone {
	switch {
	case b == nil:
		return a
	case a == nil, b.fits() > a.fits():
		return b
	case b.fits() == a.fits() && b.Valid() && !a.Valid():
		return b
	case b.fits() == a.fits() && b.Valid() == a.Valid() && len(b.Repairs) < len(a.Repairs):
		return b
	}
	return a
}

// linesOf gives the lines of a page that may belong to a zone, top to bottom: each
// row whole, and the cell of it that is most like one, as something else may stand
// beside the zone.
func linesOf(s *spec.Sheet, page int) [][]line {
	var out [][]line
	for i, r := range s.Rows {
		if r.Page != page || len(r.Words) > 60 {
			continue
		}
		length, like := 0, r.Digits >= 10
		for _, w := range r.Words {
			length += len(s.Words[w].Text)
			like = like || strings.ContainsAny(s.Words[w].Text, "<«‹≪([{€£¢")
		}
		if !like || length < 24 || length > 200 {
			continue
		}
		var either []line
		words := s.RowSpan(i)
		if l, ok := candidate(words); ok {
			either = append(either, l)
		}
		var best line
		if cells := s.Cells(words); len(cells) > 1 {
			for _, c := range cells {
				if l, ok := candidate(c); ok && (best.text == "" || l.fillers > best.fillers) {
					best = l
				}
			}
		}
		if best.text != "" {
			either = append(either, best)
		}
		if len(either) > 0 {
			out = append(out, either)
		}
	}
	return out
}

// fillers are what recognisers read for the filler.
var fillers = strings.NewReplacer("«", "<<", "‹", "<", "≪", "<<", "(", "<", "[", "<", "{", "<", "€", "<", "£", "<", "¢", "<", "É", "<", "é", "<")

// small are small letters that stand for fillers among fillers.
var small = strings.NewReplacer("c", "<", "k", "<", "e", "<")

// candidate says whether words can be a line of a zone: 26 to 50 characters of
// its alphabet, in few words, with fillers or many digits.
func candidate(words spec.Span) (line, bool) {
	if len(words) == 0 {
		return line{}, false
	}
	var b strings.Builder
	raw, digits := 0, 0
	text := fillers.Replace(words.Text())
	real := strings.Count(text, "<")
	if real > 0 {
		text = small.Replace(text) // OCR-B has no small letters
	}
	for _, r := range strings.ToUpper(text) {
		if r == ' ' {
			continue
		}
		raw++
		switch {
		case r == '<', r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			digits++
			b.WriteRune(r)
		}
		if raw > 80 {
			return line{}, false
		}
	}
	l := line{words: words, text: unmask(b.String()), box: words.Box()}
	l.fillers = real
	n := len(l.text)
	if n < 24 || n > 52 || raw-n > 3 {
		return line{}, false
	}
	return l, l.fillers >= 3 || digits >= 10 && digits < n-2 && len(words) <= 4
}

var run = regexp.MustCompile(`<<<[<A-Z]*$`)

// unmask writes fillers where nothing else can stand: behind three of them up to
// the end of a line, no name and no number begins again. Then it writes the fillers behind a line's last digit that were read as K, A or U.
// These count 20, 10 and 30 in the check digits, and so as nothing at all: no
// digit would ever find them. A K alone among fillers is one; a line of names, which
// holds no digit, may have an initial there and is left.
func unmask(text string) string {
	if at := run.FindStringIndex(text); at != nil {
		text = text[:at[0]] + strings.Repeat("<", len(text)-at[0])
	}
	b := []byte(text)
	for i := strings.LastIndexAny(text, "0123456789") + 1; i > 0 && i < len(b); i++ {
		if (b[i] == 'K' || b[i] == 'A' || b[i] == 'U') && (b[i-1] == '<' || b[i-1] == 'K') && (i+1 == len(b) || b[i+1] == '<' || b[i+1] == 'K') {
			b[i] = '<'
		}
	}
	// Between digits too where fillers stand on both sides: the optional part
	// before the composite digit.
	for i := 1; i+1 < len(b); i++ {
		if b[i] == 'K' && b[i-1] == '<' && b[i+1] == '<' && strings.ContainsAny(text[:i], "0123456789") {
			b[i] = '<'
		}
	}
	return string(b)
}

// decode tries every two and three lines that follow each other.
func decode(lines [][]line, page int, s *spec.Sheet) *Zone {
	if len(lines) > 40 {
		lines = lines[len(lines)-40:]
	}
	var best *Zone
	for i := range lines {
		for n := 3; n >= 2; n-- {
			if i+n <= len(lines) {
				choose(lines[i:i+n], nil, func(group []line) { best = better(best, decodeGroup(group, page, s)) })
			}
		}
	}
	return best
}

// choose gives every choice of one line from each row.
func choose(rows [][]line, chosen []line, use func([]line)) {
	if len(rows) == 0 {
		use(chosen)
		return
	}
	for _, l := range rows[0] {
		choose(rows[1:], append(chosen[:len(chosen):len(chosen)], l), use)
	}
}

func decodeGroup(group []line, page int, s *spec.Sheet) *Zone {
	texts := make([]string, len(group))
	spans := make([]spec.Span, len(group))
	sound := false
	for i, l := range group {
		texts[i], spans[i] = l.text, l.words
		sound = sound || l.fillers >= 3
		if i > 0 && l.box.Y-group[i-1].box.Y-group[i-1].box.H > 3*max(l.box.H, group[i-1].box.H) {
			return nil
		}
	}
	if !sound {
		return nil
	}
	z := parse(texts, page, spans, s)
	if !z.Sound() && len(texts) == 2 {
		if moved, ok := realign(texts[1]); ok {
			z = better(z, parse([]string{texts[0], moved}, page, spans, s))
		}
	}
	return z
}

func parse(texts []string, page int, spans []spec.Span, s *spec.Sheet) *Zone {
	m, err := check.ParseMRZ(texts, s.Now)
	if err != nil || !m.Valid() {
		if m, err = check.RepairMRZ(texts, s.Now); err != nil {
			return nil
		}
	}
	return &Zone{MRZ: m, Page: page, Lines: spans}
}

// dates is the middle of a second line of ICAO's: birth, digit, sex, expiry, digit.
var dates = regexp.MustCompile(`[A-Z<]{3}(\d{7}[MF<]\d{7})`)

// realign moves the dates to where they belong (position 13) in a second line whose
// number came out too long or too short: the number is then doubtful, as its own
// digit will say, but the rest is read.
func realign(text string) (string, bool) {
	at := dates.FindStringSubmatchIndex(text)
	if at == nil || at[0] == 10 || at[0] < 6 || at[0] > 16 {
		return "", false
	}
	number := text[:at[0]]
	if len(number) > 10 {
		number = number[:10]
	}
	return number + strings.Repeat("<", 10-len(number)) + text[at[0]:], true
}
