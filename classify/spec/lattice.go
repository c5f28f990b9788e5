package spec

// path is the cheapest way of coming to a place in what was read, in the spelling of an
// amount: what it costs, the amount, and what the cheapest other amount costs.
type path struct {
	cost, next int32
	value      int64
}

// What a letter costs that was not read, and one that nothing explains: it may be all that
// was read of a word. Figures are told from each other with less help than words.
const lost, surplus, figure = 2, 3, 4

// far is the cost of what is not worth following.
const far = 1 << 20

// or is the cheaper of two ways. What is not known to be the same amount is another one.
func (p path) or(q path) path {
	if q.cost < p.cost {
		p, q = q, p
	}
	if p.value == q.value {
		p.next = min(p.next, q.next)
	} else {
		p.next = min(p.next, q.cost)
	}
	return p
}

func (p path) plus(cost int32) path { return path{p.cost + cost, p.next + cost, p.value} }

// paths are the ways of coming to every place, from before the first letter to behind the
// last one.
type paths []path

// lattice lays the spellings of all amounts along letters at once, word by word.
type lattice struct {
	read  string
	bound int32 // what costs more is too far to matter
	row   [2]paths
	swaps [128][]int32 // by character, what it costs where each of those that were read stands
	spare []int32      // what it costs that nothing explains each of them
}

func newLattice(read string) *lattice {
	n := len(read)
	// The nearest amount may cost n/2, the next one 4 more to be told from it.
	l := &lattice{read: read, bound: int32(n/2 + 4), row: [2]paths{make(paths, n+1), make(paths, n+1)}}
	for i := range n {
		l.spare = append(l.spare, orFigure(read[i], surplus))
	}
	for c := byte('0'); c <= 'Z'; c++ {
		l.swaps[c] = make([]int32, n)
		for j := range n {
			l.swaps[c][j] = swap(c, read[j])
		}
	}
	return l
}

func orFigure(c byte, letter int32) int32 {
	if c <= '9' {
		return figure
	}
	return letter
}

// swap is the cost of one character where another stands.
func swap(a, b byte) int32 {
	switch {
	case a == b:
		return 0
	case alike[a][b]:
		return 1
	case a <= '9' && b <= '9':
		return figure
	}
	return 2
}

func (l *lattice) nowhere() paths {
	p := make(paths, len(l.read)+1)
	for i := range p {
		p[i] = path{cost: far, next: far}
	}
	return p
}

// start are the ways of coming to every place with nothing spelt.
func (l *lattice) start() paths {
	p := l.nowhere()
	p[0].cost = 0
	for j, c := range l.spare {
		p[j+1].cost = p[j].cost + c
	}
	return p
}

func (l *lattice) either(of ...paths) paths {
	all := l.nowhere()
	for _, p := range of {
		all.lower(p)
	}
	return all
}

func (p paths) lower(from paths) {
	for i, q := range from {
		p[i] = p[i].or(q)
	}
}

// word goes on by one of some words, which all say the same.
func (l *lattice) word(from paths, words ...string) paths {
	to := l.nowhere()
	for _, w := range words {
		l.spell(to, from, w, 0)
	}
	return to
}

// value goes on by the words of a value; words[v] are those of v, which counts for so much.
func (l *lattice) value(from paths, words [][]string, worth int64) paths {
	to := l.nowhere()
	for v, list := range words {
		for _, w := range list {
			l.spell(to, from, w, int64(v)*worth)
		}
	}
	return to
}

// spell lowers to by what it costs to read a word from each place, which adds to the
// amount.
func (l *lattice) spell(to, from paths, word string, adds int64) {
	row, next := l.row[0], l.row[1]
	for j, p := range from {
		p.value += adds
		if row[j] = p; j > 0 {
			row[j] = p.or(row[j-1].plus(l.spare[j-1]))
		}
	}
	for i := range len(word) {
		missing := orFigure(word[i], lost)
		next[0] = row[0].plus(missing)
		least := next[0].cost
		for j, c := range l.swaps[word[i]] {
			if row[j].cost > l.bound && row[j+1].cost > l.bound && next[j].cost > l.bound {
				next[j+1] = path{cost: far, next: far}
				continue
			}
			next[j+1] = row[j].plus(c).or(row[j+1].plus(missing)).or(next[j].plus(l.spare[j]))
			least = min(least, next[j+1].cost)
		}
		if least > l.bound {
			return
		}
		row, next = next, row
	}
	to.lower(row)
}

// lay gives the nearest amount in one wording, and what the next one costs.
func (l *lattice) lay(w wording) path {
	none := l.start()
	in := int64(w.scale)
	some := l.word(l.group(none, w, 1e6*in, false), w.million...)
	some = l.either(some, l.word(l.group(l.either(none, some), w, 1e3*in, w.loneThousand), w.thousand...))
	whole := l.either(l.word(none, w.zero...), some, l.group(l.either(none, some), w, in, false))
	named := l.word(whole, w.unit...)
	end := l.either(whole, named)
	if w.scale > 1 {
		end.lower(l.fraction(named, w))
	}
	return end[len(l.read)]
}

// group goes on by a number from 1 to 999; lone says that 1 may be left away.
func (l *lattice) group(from paths, w wording, worth int64, lone bool) paths {
	alone := append([][]string{nil}, w.below100[1:]...)
	if lone {
		alone[1] = append([]string{""}, alone[1]...)
	}
	return l.either(l.value(from, alone, worth), l.value(l.value(from, w.hundreds, 100*worth), w.below100, worth))
}

// fraction goes on by what stands behind the currency, in words or in figures.
func (l *lattice) fraction(from paths, w wording) paths {
	from = l.word(from, w.and...)
	var words paths
	if w.scale == 100 {
		words = l.value(from, append([][]string{nil}, w.below100[1:]...), 1)
	} else {
		words = l.group(from, w, 1, false)
	}
	return l.either(l.word(words, w.sub...), l.word(l.value(from, w.figures, 1), w.behindFigures...))
}
