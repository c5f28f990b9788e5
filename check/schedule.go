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
	Proved  []map[Part]bool // by row, as they were given
	Capital bool            // the schedule pays it back whole, and its first row proves it
	Faults  []Fault
	Unread  []Fault // rows and amounts that were not read
}

// Whole says that every row was read and is right.
func (r Repayment) Whole() bool { return len(r.Faults) == 0 && len(r.Unread) == 0 }

// Schedule holds a schedule of repayment against itself: each row's remaining capital is
// the one before less the principal, its payment the sum of its parts, its interest
// capital x rate / periods to a cent, and the last remaining capital 0. The capital is in
// cents, 0 where it is not known; the rate, in percent, may be nil: then interest is not
// held against it. Rows ascend by place.
//
// An amount is proved where two of these sums hold of it to the cent: two amounts of one
// sum that were misread by as much as each other, 00 as 08, still fit each other.
//
// A row that is right in itself proves nothing of its place: had a row before it been
// passed over, it would stand under another's number. It is at its place where the
// principals of all rows up to it bring the capital down to what remains, or where the
// paper tells the place.
func Schedule(capital int64, rate *big.Rat, periods int64, rows []Instalment) Repayment {
	s := schedule{capital: capital, rate: rate, periods: periods, rows: rows, brought: map[int]bool{}}
	out := Repayment{Proved: make([]map[Part]bool, len(rows))}
	s.bring()
	s.follow()
	s.habits()
	for i := range rows {
		fault := s.fault(i)
		out.Proved[i] = s.prove(i, fault)
		if fault != "" {
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
	out.Capital = capital > 0 && len(rows) > 0 && out.Whole() && out.Proved[0][PartPrincipal]
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
	// follows are the rows that follow from what was due before them.
	follows []bool
	habit   habit
}

// bring takes the principals off the capital, down to the first row that is not there. Where
// they lead to what remains in less than half of the rows down to the last that they lead
// to, the capital or a principal was misread, and as many that remain by as much.
func (s *schedule) bring() {
	s.last = -1
	left, read, among := s.capital, 0, 0
	for i, r := range s.rows {
		principal, paid := r.Read[PartPrincipal]
		if r.At != i || !paid || s.capital <= 0 {
			break
		}
		s.due = append(s.due, left)
		left -= principal
		if remaining, known := r.Read[PartRemaining]; known {
			read++
			if remaining == left {
				s.brought[i], s.last, among = true, i, read
			}
		}
	}
	if 2*len(s.brought) < among {
		s.last = -1
		clear(s.brought)
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

// follow does the sum of each row with what was due before it.
func (s *schedule) follow() {
	s.follows = make([]bool, len(s.rows))
	for i := range s.rows {
		fits, held := s.balance(i)
		s.follows[i] = fits && held
	}
}

// balance says whether what was due before a row, less its principal, is what remains; held
// is false where one of them was not read.
func (s *schedule) balance(i int) (fits, held bool) {
	due, known := s.before(i)
	principal, paid := s.rows[i].Read[PartPrincipal]
	remaining, left := s.rows[i].Read[PartRemaining]
	return due-principal == remaining, known && paid && left
}

// broken says that a row does not follow from what was due before it.
func (s *schedule) broken(i int) bool {
	fits, held := s.balance(i)
	return held && !fits
}

// fault says in French what is wrong with a row.
func (s *schedule) fault(i int) string {
	if s.broken(i) {
		return broken
	}
	if fits, held := s.sum(i); held && !fits {
		return "l'échéance n'est pas la somme du capital, des intérêts et de l'assurance"
	}
	if due, known := s.before(i); known && s.rate != nil {
		interest, borne := s.rows[i].Read[PartInterest]
		_, paid := s.rows[i].Read[PartPrincipal]
		if borne && paid && !near(due, s.rate, s.periods, interest) {
			return "les intérêts ne sont pas ceux du capital restant dû au taux du prêt"
		}
	}
	return ""
}

// prove says which amounts of a row are proved: those of which two sums hold.
func (s *schedule) prove(i int, fault string) map[Part]bool {
	proved := map[Part]bool{}
	if fault == broken {
		return proved
	}
	link := s.follows[i] && s.placed(i) && (i <= s.last || i > 0 && s.placed(i-1) && !s.broken(i-1))
	above := i > 0 && s.rows[i-1].At == s.rows[i].At-1 && s.follows[i-1]
	fits, held := s.sum(i)
	bound := fits && held && s.habit.insured != s.habit.alone
	proved[PartRemaining] = link && (s.borneOut(i) || above && bound)
	// The principals of all rows up to one below bring the capital down to what remains
	// there: that is a sum of this one too.
	proved[PartPrincipal] = bound && (link || i <= s.last) || link && above && s.borneOut(i)
	if fault != "" {
		return proved
	}
	proved[PartInterest] = proved[PartPrincipal] && s.exact(i)
	insurance, insured := s.rows[i].Read[PartInsurance]
	insured = insured && s.habit.insured && insurance > 0 && insurance == s.habit.insurance
	proved[PartPayment] = proved[PartInterest] && bound && (insured || s.habit.alone)
	proved[PartInsurance] = proved[PartPayment] && insured
	return proved
}

// borneOut says that what comes after a row bears out what remains: the rows below go on
// from it, or nothing is left to pay.
func (s *schedule) borneOut(i int) bool {
	if i < s.last {
		return true
	}
	if i == len(s.rows)-1 {
		return s.rows[i].Read[PartRemaining] == 0
	}
	return s.rows[i+1].At == s.rows[i].At+1 && s.follows[i+1]
}

// sum says whether a row's payment is the sum of its parts, as the schedule counts them;
// held is false where one of them was not read.
func (s *schedule) sum(i int) (fits, held bool) {
	r := s.rows[i].Read
	principal, paid := r[PartPrincipal]
	interest, borne := r[PartInterest]
	payment, asked := r[PartPayment]
	fits = s.habit.alone && payment == principal+interest || s.habit.insured && payment == principal+interest+r[PartInsurance]
	return fits, paid && borne && asked
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
