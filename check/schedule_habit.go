package check

import "math/big"

// habit is how a house writes its schedules, as most rows show it.
type habit struct {
	insured, alone bool  // the payment holds the insurance, or does not; both where rows differ
	insurance      int64 // of most rows; 0 where no one amount is
	rounds         int   // interest to the nearest cent 0, down -1, up 1
}

// habits finds out how the schedule is written. A row that was misread does not change it:
// a payment that lacks as much as the insurance is not taken for one without it.
func (s *schedule) habits() {
	with, without := 0, 0
	most := func(these, others int) bool { return these > 2*others && 2*these >= len(s.rows) }
	amounts, rounds := map[int64]int{}, map[int]int{}
	for i, row := range s.rows {
		r := row.Read
		payment, asked := r[PartPayment]
		insurance, insured := r[PartInsurance]
		if insured && insurance > 0 {
			amounts[insurance]++
			with += b2i(asked && payment == r[PartPrincipal]+r[PartInterest]+insurance)
			without += b2i(asked && payment == r[PartPrincipal]+r[PartInterest])
		}
		for _, way := range []int{0, -1, 1} {
			rounds[way] += b2i(s.interest(i, way))
		}
	}
	s.habit.insured = len(amounts) > 0 && !most(without, with)
	s.habit.alone = len(amounts) == 0 || !most(with, without)
	for amount, n := range amounts {
		if 2*n > len(s.rows) {
			s.habit.insurance = amount
		}
	}
	for _, way := range []int{-1, 1} {
		if rounds[way] > rounds[s.habit.rounds] {
			s.habit.rounds = way
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// exact says that a row's interest is the computed one, rounded as the house rounds.
func (s *schedule) exact(i int) bool { return s.interest(i, s.habit.rounds) }

// interest says whether a row's interest is the computed one, to the nearest cent, down or up.
func (s *schedule) interest(i, way int) bool {
	due, known := s.before(i)
	interest, borne := s.rows[i].Read[PartInterest]
	if !known || !borne || s.rate == nil {
		return false
	}
	want, ok := Interest(due, s.rate, s.periods)
	if way != 0 {
		exact := new(big.Rat).Mul(big.NewRat(due, 100*s.periods), s.rate)
		switch over := big.NewRat(want, 1).Cmp(exact); {
		case way < 0 && over > 0:
			want--
		case way > 0 && over < 0:
			want++
		}
	}
	return ok && want == interest
}

// near says whether interest is the computed one to a cent: houses round either way.
func near(capital int64, rate *big.Rat, periods, interest int64) bool {
	want, ok := Interest(capital, rate, periods)
	return ok && interest-want <= 1 && want-interest <= 1
}
