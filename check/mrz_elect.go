package check

import (
	"sort"
	"strings"
	"time"
)

// elect writes the lines that the votes give, and lets check digits choose where
// they do not fit.
func (b *ballot) elect(f MRZFormat, now time.Time) (MRZ, error) {
	lines := make([]string, b.layout.lines)
	for n := range lines {
		l := make([]byte, b.layout.width)
		for i := range l {
			if l[i] = most(b.votes[n][i]); l[i] == 0 {
				l[i] = '<'
			}
		}
		lines[n] = string(l)
	}
	for _, s := range b.layout.spans {
		l := []byte(lines[s.line])
		switch {
		case s.class == 'x':
			b.mixed(l, s)
		case s.name == "document_code":
			l[0] = b.code(l[0])
		case s.name == "issuing_state" || s.name == "nationality":
			b.state(l[s.from:s.to], s)
		case s.name == "names" || s.name == "surname" || s.name == "given_names":
			fillers(l[s.from:s.to], s.name == "names")
		}
		lines[s.line] = string(l)
	}
	m, err := ParseMRZ(lines, now)
	if err != nil {
		return m, err
	}
	used, chosen := map[string]bool{}, map[[2]int]string{}
	for _, d := range m.Digits { // the composite comes last
		if m.Digit(d.Name).OK {
			used[d.Name] = b.undecided(m, d.Name, now)
			continue
		}
		better, ok := b.choose(m, d.Name, now)
		if !ok {
			continue
		}
		for _, c := range changes(m.Lines, better, d.Name) {
			chosen[[2]int{c.Line, c.Position}] = d.Name
		}
		used[d.Name] = true
		if m, err = ParseMRZ(better, now); err != nil {
			return m, err
		}
	}
	for i := range m.Digits {
		m.Digits[i].UsedUp = used[m.Digits[i].Name]
	}
	b.report(&m, chosen)
	return m, nil
}

// mixed settles a part in which letters, digits and fillers stand.
func (b *ballot) mixed(l []byte, s span) {
	letter := func(i int) bool {
		return i >= s.from && i < s.to && isLetter(l[i]) && strings.IndexByte("OQI", l[i]) < 0
	}
	for i := s.from; i < s.to; i++ {
		votes := b.votes[s.line][i]
		between := letter(i-1) && letter(i+1) || i == s.from && letter(i+1) && letter(i+2)
		if votes == nil {
			continue
		}
		if s.name == "document_number" || !between {
			votes['0'] += votes['O'] + votes['Q']
			delete(votes, 'O')
			delete(votes, 'Q')
			l[i] = most(votes)
		}
		switch {
		case portion(votes, '0') > 0 && portion(votes, '0')+portion(votes, 'D') > 0.5 && portion(votes, 'D') <= 0.5:
			l[i] = '0'
		case l[i] == '1' && votes['I'] > 0 && between:
			l[i] = 'I'
		// K, A and U count 20, 10 and 30, in a check digit as much as a filler does.
		case strings.IndexByte("KAU", l[i]) >= 0 && portion(votes, '<') >= 0.25:
			l[i] = '<'
		case l[i] == 'K' && (i == s.from || l[i-1] == '<') && (i+1 == len(l) || l[i+1] == '<'):
			l[i] = '<'
		}
	}
}

// codeFor is the letter that a zone begins with (ICAO 9303-3 §4.4), where another was read.
var codeFor = map[byte]byte{'T': 'I', 'L': 'I', 'J': 'I', 'R': 'P', 'F': 'P', 'B': 'P', 'O': 'C', 'G': 'C', 'Y': 'V', 'U': 'V'}

// code is the first letter of a zone: the one of those that may stand there which most
// readings gave, or that which is taken for what they gave.
func (b *ballot) code(elected byte) byte {
	if strings.IndexByte("PIACV", elected) >= 0 {
		return elected
	}
	best := codeFor[elected]
	for _, c := range []byte("PIACV") {
		if v := b.votes[0][0][c]; v > 0 && v >= b.votes[0][0][best] {
			best = c
		}
	}
	if best == 0 {
		return elected
	}
	return best
}

// state writes the code of the norm that the readings give, where the one that most gave is
// none: the likeliest, if it stands alone.
func (b *ballot) state(l []byte, s span) {
	if MRZState(strings.TrimRight(string(l), "<")) {
		return
	}
	var may [3][]byte
	for i := range may {
		for c := range b.votes[s.line][s.from+i] {
			may[i] = append(may[i], c)
		}
		if portion(b.votes[s.line][s.from+i], 'O') > 0 && b.votes[s.line][s.from+i]['D'] == 0 {
			may[i] = append(may[i], 'D')
		}
		if len(may[i]) == 0 {
			may[i] = []byte{l[i]}
		}
	}
	var found []byte
	best, next := 0.0, 0.0
	for _, x := range may[0] {
		for _, y := range may[1] {
			for _, z := range may[2] {
				code := []byte{x, y, z}
				if strings.HasPrefix(string(code), "<") || !MRZState(strings.TrimRight(string(code), "<")) {
					continue
				}
				likely := 1.0
				for i, c := range code {
					likely *= 0.05 + portion(b.votes[s.line][s.from+i], c)
				}
				if likely > best {
					found, best, next = code, likely, best
				} else {
					next = max(next, likely)
				}
			}
		}
	}
	if best > 1.5*next {
		copy(l, found)
	}
}

// undecided says that two readings of a number fit its digit: as it was elected, with
// zeros, and as most readings gave it, with the letter O. The digit then tells nothing.
func (b *ballot) undecided(m MRZ, name string, now time.Time) bool {
	if name != "document_number" && name != "optional" {
		return false
	}
	f := m.Field(name)
	l, letters := []byte(m.Lines[f.Line]), 0
	for i := f.From; i < f.To; i++ {
		if l[i] == '0' && portion(b.asRead[f.Line][i], 'O') > 0.5 {
			l[i] = 'O'
			letters++
		}
	}
	if letters < 2 || b.ways < 2 {
		return false
	}
	lines := append([]string(nil), m.Lines...)
	lines[f.Line] = string(l)
	other, err := ParseMRZ(lines, now)
	if err != nil {
		return false
	}
	d := other.Digit(name)
	return d != nil && d.OK
}

// another is a character that a reading gave in place of the one elected.
type another struct {
	line, at int
	c        byte
	cost     float64
}

// others are the other characters of the positions that a digit covers, the likeliest
// first. Of the composite digit only those that no other digit covers.
func (b *ballot) others(m MRZ, name string) []another {
	var out []another
	for _, d := range b.layout.digits {
		if d.name != name {
			continue
		}
		for _, s := range append([]span{run(d.line, d.at, d.at+1)}, d.over...) {
			for i := s.from; i < s.to; i++ {
				if name == "composite" && b.hasOwnDigit(s.line, i) {
					continue
				}
				now := m.Lines[s.line][i]
				votes := b.votes[s.line][i]
				for c := range votes {
					if c != now && strings.IndexByte(MRZTwins(now), c) < 0 && (b.ways < 5 || portion(votes, c) >= heard) && (b.class[s.line][i] == 'x' || b.class[s.line][i] == 'a' || isDigit(c) || c == '<') {
						out = append(out, another{s.line, i, c, max(0, portion(votes, now)-portion(votes, c))})
					}
				}
				if now == '0' && portion(b.asRead[s.line][i], 'O') > 0 && b.class[s.line][i] == 'x' {
					out = append(out, another{s.line, i, 'O', 1})
				}
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.cost != b.cost:
			return a.cost < b.cost
		case a.line != b.line:
			return a.line < b.line
		case a.at != b.at:
			return a.at < b.at
		}
		return a.c < b.c
	})
	return out[:min(len(out), 16)]
}

// hasOwnDigit says that a position is covered by, or is, a digit other than the composite.
func (b *ballot) hasOwnDigit(line, at int) bool {
	for _, d := range b.layout.digits {
		if d.name == "composite" {
			continue
		}
		if d.line == line && d.at == at {
			return true
		}
		for _, s := range d.over {
			if s.line == line && at >= s.from && at < s.to {
				return true
			}
		}
	}
	return false
}

// heard is the share of many readings that a character must have to be chosen by a digit:
// one reading of nine that errs must not hide that a digit is printed wrong.
const heard = 0.15

// clearly is by how much a choice has to be likelier than the next that fits.
const clearly = 0.15

// choose looks for the likeliest change of up to three disputed characters that makes
// a digit fit. None, if another is nearly as likely, or is one that no digit tells from it.
func (b *ballot) choose(m MRZ, name string, now time.Time) ([]string, bool) {
	may := b.others(m, name)
	type choice struct {
		lines []string
		cost  float64
		fits  int // digits, the composite among them: for dates it is a second judge
	}
	var fits []choice
	before := fitting(m)
	var try func(from, left int, lines []string, cost float64, taken map[[2]int]bool)
	try = func(from, left int, lines []string, cost float64, taken map[[2]int]bool) {
		if cost > 0 || from > 0 {
			if got, err := ParseMRZ(lines, now); err == nil && len(taken) > 0 {
				if d := got.Digit(name); d != nil && d.OK && fitting(got) > before && (m.ImpossibleDate || !got.ImpossibleDate) {
					fits = append(fits, choice{lines, cost, fitting(got)})
				}
			}
		}
		if left == 0 {
			return
		}
		for i := from; i < len(may); i++ {
			o := may[i]
			if taken[[2]int{o.line, o.at}] {
				continue
			}
			l := []byte(lines[o.line])
			l[o.at] = o.c
			next := append([]string(nil), lines...)
			next[o.line] = string(l)
			also := map[[2]int]bool{{o.line, o.at}: true}
			for k := range taken {
				also[k] = true
			}
			try(i+1, left-1, next, cost+o.cost+0.2, also)
		}
	}
	try(0, 3, m.Lines, 0, nil)
	sort.SliceStable(fits, func(i, j int) bool {
		return fits[i].fits > fits[j].fits || fits[i].fits == fits[j].fits && fits[i].cost < fits[j].cost
	})
	switch {
	case len(fits) == 0, len(fits) > 1 && fits[1].fits == fits[0].fits && fits[1].cost < fits[0].cost+clearly:
		return nil, false
	}
	chosen := strings.Join(fits[0].lines, "")
	for _, other := range fits[1:] {
		if SameButForTwins(chosen, strings.Join(other.lines, "")) {
			return nil, false
		}
	}
	return fits[0].lines, true
}

// report lists what differs from what most readings gave, and what is not sure.
func (b *ballot) report(m *MRZ, chosen map[[2]int]string) {
	for n, l := range m.Lines {
		for i := range len(l) {
			was := most(b.asRead[n][i])
			if was == 0 {
				continue
			}
			if was != l[i] {
				m.Repairs = append(m.Repairs, MRZRepair{n, i, string(rune(was)), l[i : i+1], chosen[[2]int{n, i}]})
			}
			filler := l[i] == '<' && strings.Trim(l[i:], "<") == ""
			if portion(b.votes[n][i], l[i]) < sure && !filler && !b.covered(n, i) {
				m.Unsure = append(m.Unsure, [2]int{n, i})
			}
		}
	}
}

// sure is the share of the readings that has to agree on a character which no digit covers.
const sure = 0.75

// covered says that a check digit covers a position, or stands there.
func (b *ballot) covered(line, at int) bool {
	for _, d := range b.layout.digits {
		if d.line == line && d.at == at {
			return true
		}
		for _, s := range d.over {
			if s.line == line && at >= s.from && at < s.to {
				return true
			}
		}
	}
	return false
}
