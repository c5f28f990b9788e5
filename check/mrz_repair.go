package check

import (
	"strings"
	"time"

	"bordereau"
)

// mrzPairs are the characters that readers of OCR-B swap between letters and digits.
var mrzPairs = map[byte]byte{'0': 'O', 'O': '0', '1': 'I', 'I': '1', '2': 'Z', 'Z': '2', '5': 'S', 'S': '5', '8': 'B', 'B': '8', '6': 'G', 'G': '6'}

// RepairMRZ decodes lines as a reader saw them. In this order it
//  1. maps what stands for a filler («, ‹, (, [) to '<' and drops other characters,
//  2. fits a line that is up to six characters too long or short by its longest
//     run of fillers,
//  3. writes a letter where only letters can stand and a digit where only digits
//     can, and the fillers at the end of the names that were read as K, C, E...,
//  4. where the digit of a number still does not fit, swaps one look-alike (0 and
//     O, 1 and I...) if exactly one swap makes it fit, and no other character would do as
//     well in its place.
//
// All that was changed is in Repairs. Step 4 uses the digit up (Digits[i].UsedUp,
// KeyUsed), steps 1 to 3 do not: the norm chose there, and the digits still judge.
func RepairMRZ(lines []string, now time.Time) (MRZ, error) {
	read := make([]string, 0, 3)
	var repairs []MRZRepair
	for _, l := range lines {
		seen := Compact(l)
		if l = mrzCharacters(l); l == "" {
			continue
		}
		if seen != l {
			repairs = append(repairs, MRZRepair{Line: len(read), From: seen, To: l})
		}
		read = append(read, l)
	}
	format, fitted, ok := fitMRZ(read)
	if !ok {
		return MRZ{}, bordereau.Errorf(bordereau.Invalid, "Ce ne sont pas les lignes d'une zone de lecture automatique")
	}
	for n := range fitted {
		if len(fitted[n]) != len(read[n]) {
			repairs = append(repairs, MRZRepair{Line: n, Position: min(len(fitted[n]), len(read[n])), From: read[n], To: fitted[n]})
		}
	}
	typed := typeMRZ(fitted, layouts[format])
	repairs = append(repairs, changes(fitted, typed, "")...)
	m, err := ParseMRZ(typed, now)
	if err != nil {
		return MRZ{}, err
	}
	used := map[string]bool{}
	for _, name := range []string{"document_number", "optional"} {
		if d := m.Digit(name); d == nil || d.OK {
			continue
		}
		better, ok := m.swapOne(name, now)
		if !ok {
			continue
		}
		repairs = append(repairs, changes(m.Lines, better, name)...)
		used[name] = true
		if m, err = ParseMRZ(better, now); err != nil {
			return MRZ{}, err
		}
	}
	m.Repairs = repairs
	for i := range m.Digits {
		m.Digits[i].UsedUp = used[m.Digits[i].Name]
	}
	return m, nil
}

func mrzCharacters(l string) string {
	l = strings.NewReplacer("«", "<<", "‹", "<", "≪", "<<", "(", "<", "[", "<", "{", "<", "€", "<", "|", "I").Replace(l)
	return strings.Map(func(r rune) rune {
		if r == '<' || r < 128 && (isDigit(byte(r)) || isLetter(byte(r))) {
			return r
		}
		return -1
	}, Compact(l))
}

// fitMRZ brings the lines to the nearest layout's width.
func fitMRZ(read []string) (MRZFormat, []string, bool) {
	widths := []int{44, 36}
	if len(read) == 3 {
		widths = []int{30}
	}
	if len(read) != 2 && len(read) != 3 {
		return "", nil, false
	}
	best, cost := []string(nil), 1<<30
	for _, w := range widths {
		fitted, sum := make([]string, len(read)), 0
		for n, l := range read {
			f, ok := fitLine(l, w)
			if !ok {
				sum = -1
				break
			}
			fitted[n] = f
			sum += max(len(l)-w, w-len(l))
		}
		if sum >= 0 && sum < cost {
			best, cost = fitted, sum
		}
	}
	if best == nil {
		return "", nil, false
	}
	if len(best) == 2 && len(best[0]) == 36 {
		// The layout hangs on the first letters, which a reader may have confused.
		head := []byte(best[0])
		for i := range 5 {
			if l := letterFor[head[i]]; l != 0 {
				head[i] = l
			}
		}
		best[0] = string(head)
	}
	format, ok := mrzFormat(best)
	return format, best, ok
}

// fitLine lengthens or shortens the longest run of fillers.
func fitLine(l string, width int) (string, bool) {
	diff := width - len(l)
	if diff == 0 {
		return l, true
	}
	if diff > 6 || diff < -6 {
		return "", false
	}
	at, length := 0, 0
	for i := 0; i < len(l); {
		j := i
		for j < len(l) && l[j] == '<' {
			j++
		}
		if j-i > length {
			at, length = i, j-i
		}
		i = max(j, i+1)
	}
	if length < 3 || length+diff < 1 {
		return "", false
	}
	return l[:at] + strings.Repeat("<", length+diff) + l[at+length:], true
}

func typeMRZ(lines []string, layout mrzLayout) []string {
	out := make([][]byte, len(lines))
	for n, l := range lines {
		out[n] = []byte(l)
	}
	for _, s := range layout.spans {
		for i := s.from; i < s.to; i++ {
			c := out[s.line][i]
			switch s.class {
			case 'a':
				if l := letterFor[c]; l != 0 {
					out[s.line][i] = l
				}
			case 'n', 'k', 'o':
				if d := digitFor[c]; d != 0 {
					out[s.line][i] = d
				}
			case 's':
				switch c {
				case 'P', 'E':
					out[s.line][i] = 'F'
				case 'N', 'H', 'W':
					out[s.line][i] = 'M'
				case 'K', 'C':
					out[s.line][i] = '<'
				}
			}
		}
		if s.name == "names" || s.name == "surname" || s.name == "given_names" {
			fillers(out[s.line][s.from:s.to], s.name == "names")
		}
	}
	typed := make([]string, len(out))
	for n := range out {
		typed[n] = string(out[n])
	}
	return typed
}

// fillers puts back the fillers at the end of a name that were read as letters.
// Behind the second << of a whole name nothing but fillers can stand; otherwise a
// run of three or more of the same look-alike at the very end is taken for them.
func fillers(name []byte, whole bool) {
	const alike = "KCEXLSG<"
	only := func(b []byte) bool {
		for _, c := range b {
			if !strings.ContainsRune(alike, rune(c)) {
				return false
			}
		}
		return true
	}
	if whole {
		if i := strings.Index(string(name), "<<"); i >= 0 {
			given := i + 2
			if j := strings.Index(string(name[given:]), "<<"); j > 0 && only(name[given+j:]) {
				for k := given + j; k < len(name); k++ {
					name[k] = '<'
				}
				return
			}
		}
	}
	end := len(name)
	for end > 0 && name[end-1] == '<' {
		end--
	}
	start := end
	for start > 0 && start > end-len(name) && (name[start-1] == 'K' || name[start-1] == 'C' || name[start-1] == 'E') && (start == end || name[start-1] == name[start]) {
		start--
	}
	if end-start >= 3 {
		for k := start; k < end; k++ {
			name[k] = '<'
		}
	}
}

// swapOne looks for the only swap of a look-alike in the digit's own field that
// makes the digit fit. It takes none for which another character would do as well.
func (m MRZ) swapOne(name string, now time.Time) ([]string, bool) {
	at := m.Field(name)
	var found []string
	for i := at.From; i < at.To; i++ {
		read := m.Lines[at.Line][i]
		c, ok := mrzPairs[read]
		if !ok {
			continue
		}
		l := []byte(m.Lines[at.Line])
		l[i] = c
		try := append([]string(nil), m.Lines...)
		try[at.Line] = string(l)
		swapped, err := ParseMRZ(try, now)
		if err != nil || !swapped.Digit(name).OK {
			continue
		}
		if found != nil || swapped.twinOf(name, i-at.From, read) {
			return nil, false
		}
		found = try
	}
	return found, found != nil
}

// twinOf says that a character of a part has a twin that may stand there, and for which a
// reader may have seen what was read.
func (m MRZ) twinOf(part string, i int, read byte) bool {
	value, kinds := m.Field(part).Raw, ""
	if part == "document_number" {
		kinds = m.numberKinds()
	}
	return strings.ContainsFunc(twinsAt(value, kinds, i), func(twin rune) bool { return mrzAlike(read, byte(twin)) })
}

func changes(from, to []string, digit string) []MRZRepair {
	var out []MRZRepair
	for n := range from {
		for i := range len(from[n]) {
			if from[n][i] != to[n][i] {
				out = append(out, MRZRepair{n, i, from[n][i : i+1], to[n][i : i+1], digit})
			}
		}
	}
	return out
}
