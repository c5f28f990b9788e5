package check

import "math/big"

// Part is an amount of an instalment.
type Part string

const (
	PartPayment   Part = "payment" // principal, interest and, where the schedule counts it in, insurance
	PartPrincipal Part = "principal"
	PartInterest  Part = "interest"
	PartInsurance Part = "insurance"
	PartRemaining Part = "remaining" // capital that is still due after it
)

// Instalment is a row of a schedule of repayment: its place in it, from 0; whether the
// paper itself says that place, by the row's number and its date; and those of its amounts
// that were read, in cents.
type Instalment struct {
	At   int
	Told bool
	Read map[Part]int64
}

// Fault is what is wrong with a row of a schedule: its place, and in French what does not
// fit or was not read.
type Fault struct {
	At     int
	Detail string
}

// Repayment is what a schedule's own arithmetic says of it. A whole one has neither faults
// nor anything unread.
type Repayment struct {
	Proved []map[Part]bool // by row, as they were given
	Faults []Fault
	Unread []Fault // rows and amounts that were not read
}

// Whole says that every row was read and is right.
func (r Repayment) Whole() bool { return len(r.Faults) == 0 && len(r.Unread) == 0 }

// Schedule holds a schedule of repayment against itself: each row's remaining capital is
// the one before less the principal, its payment the sum of its parts, its interest
// capital x rate / periods to a cent, and the last remaining capital 0. The capital is in
// cents, 0 where it is not known; the rate, in percent, may be nil: then interest is not
// held against it. Rows ascend by place.
//
// A row that is right in itself proves nothing of its place: had a row before it been
// passed over, it would stand under another's number. It is at its place where the
// principals of all rows up to it bring the capital down to what remains, or where the
// paper tells the place.
func Schedule(capital int64, rate *big.Rat, periods int64, rows []Instalment) Repayment {
	s := schedule{capital: capital, rate: rate, periods: periods, rows: rows, brought: map[int]bool{}}
	out := Repayment{Proved: make([]map[Part]bool, len(rows))}
	s.bring()
	for i := range rows {
		out.Proved[i] = map[Part]bool{}
		if fault := s.hold(i, out.Proved[i]); fault != "" {
			out.Faults = append(out.Faults, Fault{rows[i].At, fault})
			if fault == broken && i > max(0, s.last) { // it may be the one above that is wrong
				clear(out.Proved[i-1])
			}
		}
		out.Unread = append(out.Unread, s.unread(i)...)
	}
	if n := len(rows); n > 0 {
		if left, read := rows[n-1].Read[PartRemaining]; read && left != 0 {
			out.Faults = append(out.Faults, Fault{rows[n-1].At, "le dernier capital restant dû n'est pas nul"})
		}
	}
	return out
}

// broken is the fault of a row that does not follow from the one above.
const broken = "le capital restant dû n'est pas le précédent moins le capital amorti"

type schedule struct {
	capital int64
	rate    *big.Rat
	periods int64
	rows    []Instalment
	// due is what the principals above a row leave of the capital, as far down as all of
	// them were read; brought are the rows to whose remaining capital they lead, and last the
	// last of those, -1 where there is none.
	due     []int64
	brought map[int]bool
	last    int
}

// bring takes the principals off the capital, down to the first row that is not there.
func (s *schedule) bring() {
	s.last = -1
	left := s.capital
	for i, r := range s.rows {
		principal, read := r.Read[PartPrincipal]
		if r.At != i || !read || s.capital <= 0 {
			return
		}
		s.due = append(s.due, left)
		left -= principal
		if remaining, read := r.Read[PartRemaining]; read && remaining == left {
			s.brought[i], s.last = true, i
		}
	}
}

// before is what was due before a row: by the principals above it, or as the row above says.
func (s *schedule) before(i int) (due int64, known bool) {
	switch {
	case i <= s.last:
		return s.due[i], true
	case s.rows[i].At == 0:
		return s.capital, s.capital > 0
	case i == 0 || s.rows[i-1].At != s.rows[i].At-1:
		return 0, false
	}
	due, known = s.rows[i-1].Read[PartRemaining]
	return due, known
}

// placed says that a row is known to stand at its place.
func (s *schedule) placed(i int) bool { return i <= s.last || s.rows[i].Told }

// hold does the sums of a row, notes what they prove, and says in French what is wrong.
func (s *schedule) hold(i int, proved map[Part]bool) string {
	r := s.rows[i].Read
	due, known := s.before(i)
	principal, paid := r[PartPrincipal]
	remaining, left := r[PartRemaining]
	if known && paid && left {
		if due-principal != remaining {
			return broken
		}
		proved[PartRemaining] = s.placed(i) && (i <= s.last || i > 0 && s.placed(i-1))
		// Two principals may be wrong by as much as each other where what remained
		// between them does not fit.
		proved[PartPrincipal] = proved[PartRemaining] && (i == 0 || i > s.last || s.brought[i-1])
	}
	return s.parts(i, proved, due, known)
}

// parts holds payment, interest and insurance against the principal and the rate.
func (s *schedule) parts(i int, proved map[Part]bool, due int64, known bool) string {
	r := s.rows[i].Read
	principal, paid := r[PartPrincipal]
	interest, borne := r[PartInterest]
	payment, asked := r[PartPayment]
	if !borne || !paid {
		return "" // nothing to add up
	}
	alone := asked && payment == principal+interest
	insured := asked && payment == principal+interest+r[PartInsurance]
	switch {
	case asked && !alone && !insured:
		return "l'échéance n'est pas la somme du capital, des intérêts et de l'assurance"
	case known && s.rate != nil && !near(due, s.rate, s.periods, interest):
		return "les intérêts ne sont pas ceux du capital restant dû au taux du prêt"
	}
	exact := false // houses round either way: a cent beside is no fault, and no proof
	if known && s.rate != nil {
		want, ok := Interest(due, s.rate, s.periods)
		exact = ok && want == interest
	}
	proved[PartPrincipal] = proved[PartPrincipal] || asked && i <= s.last
	proved[PartInterest] = proved[PartPrincipal] && (asked || exact)
	proved[PartPayment] = proved[PartPrincipal] && asked
	proved[PartInsurance] = proved[PartPrincipal] && insured && !alone
	return ""
}

// unread tells what a row lacks, and the rows that are missing above it.
func (s *schedule) unread(i int) (out []Fault) {
	next := 0
	if i > 0 {
		next = s.rows[i-1].At + 1
	}
	for at := next; at < s.rows[i].At; at++ {
		out = append(out, Fault{at, "elle n'a pas été lue"})
	}
	for _, p := range []struct {
		part Part
		said string
	}{{PartPrincipal, "le capital amorti n'a pas été lu"}, {PartInterest, "les intérêts n'ont pas été lus"}, {PartRemaining, "le capital restant dû n'a pas été lu"}} {
		if _, read := s.rows[i].Read[p.part]; !read {
			out = append(out, Fault{s.rows[i].At, p.said})
		}
	}
	return out
}

// near says whether interest is the computed one to a cent: houses round either way.
func near(capital int64, rate *big.Rat, periods, interest int64) bool {
	want, ok := Interest(capital, rate, periods)
	return ok && interest-want <= 1 && want-interest <= 1
}
