package entry

// mostWays is of how many combinations that sum to a total the likeliest is looked for:
// more of them prove nothing anyway.
const mostWays = 10_000

// another is a reading of a cheque's ink beside the one that it counts with.
type another struct {
	cheque    int
	minor     int64
	gap       int64   // by how much it is more
	odds      float64 // how likely it is beside the one that counts
	supported bool
}

// way is one combination of other readings, in one cheque or two.
type way []another

func (w way) odds() float64 {
	odds := 1.0
	for _, a := range w {
		odds *= a.odds
	}
	return odds
}

// byTotal chooses the likeliest reading of one cheque with which they sum to the total, where
// slip and branch both say it: a total that was misread itself is met by some combination
// or other often enough. Whether another one comes near is for doubtful to say.
func (r Remittance) byTotal() []Choice {
	said := 0
	for _, d := range r.Declared {
		if d.Total != nil {
			said++
		}
	}
	total, _ := agreed(r.Declared, func(d Declared) *int64 { return d.Total })
	found, _, _ := r.sum()
	if said < 2 || !inRange(total) {
		return nil
	}
	var best way
	for _, w := range r.ways(total - found) {
		if best == nil || w.odds() > best.odds() {
			best = w
		}
	}
	if len(best) != 1 || !best[0].supported {
		return nil
	}
	return []Choice{{r.Cheques[best[0].cheque].Ordinal, best[0].minor, whySum}}
}

// doubtful says whether the ink of cheques that balance may well be read otherwise and
// balance too: errors of reading make up for each other, or follow a misread total. Where
// the listing says of each what was read, or chosen, it may not; and two of its lines that
// are no cheque's are more than the listing misread.
func (r Remittance) doubtful() bool {
	confirmed, stray := r.confirmed()
	if confirmed || stray > 1 {
		return !confirmed
	}
	found, _, _ := r.sum()
	gaps := []int64{0}
	if sum, whole := r.listed(); whole && sum != found {
		gaps = append(gaps, sum-found)
	}
	for _, gap := range gaps {
		for _, w := range r.ways(gap) {
			if w.odds()*clearLead >= 1 {
				return true
			}
		}
	}
	return false
}

// confirmed says whether the listing holds the amount of each cheque that is known by
// its ink alone, and how many of its lines hold no cheque's amount.
func (r Remittance) confirmed() (all bool, stray int) {
	taken := make([]bool, len(r.Listing))
	holds := func(p Part) bool {
		for j, l := range r.Listing {
			if !taken[j] && l.Known && l.Minor == p.Minor {
				taken[j] = true
				return true
			}
		}
		return false
	}
	all = true
	for _, p := range r.Cheques {
		if !holds(p) && len(p.Ink) > 0 {
			all = false
		}
	}
	for j, l := range r.Listing {
		if l.Known && !taken[j] {
			stray++
		}
	}
	return all, stray
}

// ways are the combinations of other readings, of one cheque or two, that change the sum
// by gap.
func (r Remittance) ways(gap int64) (ways []way) {
	byGap := map[int64][]another{}
	for i, p := range r.Cheques {
		for k, o := range p.Ink {
			if o.Minor == p.Minor || len(ways) >= mostWays {
				continue
			}
			a := another{i, o.Minor, o.Minor - p.Minor, p.beside(k), p.supported(k)}
			if a.gap == gap {
				ways = append(ways, way{a})
			}
			for _, b := range byGap[gap-a.gap] {
				if b.cheque != i {
					ways = append(ways, way{b, a})
				}
			}
			byGap[a.gap] = append(byGap[a.gap], a)
		}
	}
	return ways
}

// beside is how likely the k-th reading is beside the one that counts.
func (p Part) beside(k int) float64 {
	for _, o := range p.Ink {
		if o.Minor == p.Minor && o.Confidence > 0 && p.Ink[k].Confidence > 0 {
			return p.Ink[k].Confidence / o.Confidence
		}
	}
	return oddsUnsure
}
