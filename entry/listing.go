package entry

// pairing says which line of a slip's listing speaks of which cheque.
type pairing struct {
	line []int // of each cheque; -1 is none
	rest []int // lines of no cheque, in their order
}

// of is the line of the i-th cheque, nil where there is none.
func (p pairing) of(i int, listing []Listed) *Listed {
	if p.line[i] < 0 {
		return nil
	}
	return &listing[p.line[i]]
}

// pair gives each cheque its line: by the cheque's number, then by the amount, and
// what remains in its order where as many lines remain as cheques.
func (r Remittance) pair() pairing {
	p := pairing{line: make([]int, len(r.Cheques))}
	taken := make([]bool, len(r.Listing))
	for i := range p.line {
		p.line[i] = -1
	}
	take := func(fits func(Part, Listed) bool) {
		for i, c := range r.Cheques {
			for j, l := range r.Listing {
				if p.line[i] < 0 && !taken[j] && fits(c, l) {
					p.line[i], taken[j] = j, true
				}
			}
		}
	}
	take(func(c Part, l Listed) bool { return c.Number != "" && c.Number == l.Number })
	take(func(c Part, l Listed) bool {
		return c.Known && l.Known && c.Minor == l.Minor && (c.Number == "" || l.Number == "")
	})
	var cheques []int
	for i, j := range p.line {
		if j < 0 {
			cheques = append(cheques, i)
		}
	}
	for j := range r.Listing {
		if !taken[j] {
			p.rest = append(p.rest, j)
		}
	}
	if len(cheques) == len(p.rest) {
		for k, i := range cheques {
			p.line[i] = p.rest[k]
		}
		p.rest = nil
	}
	return p
}

// listed is the sum of a listing that was read whole: a line for each cheque that
// is declared, or found, and the amount of each.
func (r Remittance) listed() (sum int64, whole bool) {
	n := len(r.Cheques)
	for _, d := range r.Declared {
		if d.Count != nil {
			n = *d.Count
		}
	}
	if len(r.Listing) == 0 || len(r.Listing) != n {
		return 0, false
	}
	for _, l := range r.Listing {
		if !l.Known || !inRange(l.Minor) || sum > MaxMinor-l.Minor {
			return 0, false
		}
		sum += l.Minor
	}
	return sum, true
}
