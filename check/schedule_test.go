package check

import (
	"math/big"
	"slices"
	"testing"
)

// loan is a schedule of four instalments of 1,000.00 at 1 % a month.
func loan() (capital int64, rate *big.Rat, rows []Instalment) {
	capital, rate = 400_000, big.NewRat(12, 1)
	left := capital
	for i := range 4 {
		interest := left / 100
		left -= 100_000
		rows = append(rows, Instalment{At: i, Read: map[Part]int64{PartPrincipal: 100_000, PartInterest: interest, PartInsurance: 700, PartPayment: 100_700 + interest, PartRemaining: left}})
	}
	return capital, rate, rows
}

func every(proved map[Part]bool, parts ...Part) bool {
	for _, p := range parts {
		if !proved[p] {
			return false
		}
	}
	return true
}

var whole = []Part{PartPayment, PartPrincipal, PartInterest, PartInsurance, PartRemaining}

func TestAWholeSchedule(t *testing.T) {
	capital, rate, rows := loan()
	got := Schedule(capital, rate, 12, rows)
	if !got.Whole() {
		t.Fatalf("a right schedule has faults: %+v", got)
	}
	for i, proved := range got.Proved {
		if !every(proved, whole...) {
			t.Errorf("row %d: %v", i, proved)
		}
	}
	if !got.Capital {
		t.Error("the capital is not proved")
	}
	// Nothing but the payment tells of the interest then: two sums are wanted.
	if got := Schedule(capital, nil, 12, rows); !got.Whole() || !every(got.Proved[3], PartPrincipal, PartRemaining) || got.Proved[3][PartInterest] || got.Proved[3][PartPayment] {
		t.Errorf("without a rate: %+v", got)
	}
	if got := Schedule(capital, big.NewRat(24, 1), 12, rows); len(got.Faults) != 4 || got.Proved[0][PartInterest] {
		t.Errorf("at another rate: %+v", got)
	}
	if got := Schedule(capital, rate, 12, rows[:3]); len(got.Faults) != 1 || got.Faults[0].At != 2 {
		t.Errorf("what leaves something is whole: %+v", got)
	}
}

func TestFaultsOfASchedule(t *testing.T) {
	for name, spoil := range map[string]func(rows []Instalment) (at int, stand []Part){
		"remaining": func(r []Instalment) (int, []Part) { r[1].Read[PartRemaining] += 10; return 1, nil },
		"payment": func(r []Instalment) (int, []Part) {
			r[1].Read[PartPayment]++
			return 1, []Part{PartPrincipal, PartRemaining}
		},
		"insurance": func(r []Instalment) (int, []Part) {
			r[1].Read[PartInsurance] += 8
			return 1, []Part{PartPrincipal, PartRemaining}
		},
		"interest": func(r []Instalment) (int, []Part) {
			r[1].Read[PartInterest] += 90
			r[1].Read[PartPayment] += 90
			return 1, []Part{PartPrincipal, PartRemaining}
		},
		"principal": func(r []Instalment) (int, []Part) {
			r[1].Read[PartPrincipal] -= 100
			r[1].Read[PartPayment] -= 100
			return 1, nil
		},
	} {
		capital, rate, rows := loan()
		at, stand := spoil(rows)
		got := Schedule(capital, rate, 12, rows)
		if len(got.Faults) == 0 || got.Faults[0].At != at {
			t.Errorf("%s: %+v", name, got.Faults)
		}
		for _, p := range whole {
			if got.Proved[at][p] != slices.Contains(stand, p) {
				t.Errorf("%s: %s is proved %v, want %v", name, p, got.Proved[at][p], slices.Contains(stand, p))
			}
		}
		if above := every(got.Proved[0], whole...); above != (name != "principal") {
			t.Errorf("%s: the row above is proved %v: %v", name, above, got.Proved[0])
		}
		if last := every(got.Proved[3], whole...); last != (name != "principal") {
			t.Errorf("%s: the last row is proved %v", name, last)
		}
	}
}

// Two principals that are wrong by as much as each other leave the rows below right.
func TestErrorsThatMakeUpForEachOther(t *testing.T) {
	capital, rate, rows := loan()
	rows[1].Read[PartPrincipal] -= 20_000
	rows[2].Read[PartPrincipal] += 20_000
	got := Schedule(capital, rate, 12, rows)
	if got.Proved[1][PartPrincipal] || got.Proved[2][PartPrincipal] || !every(got.Proved[3], whole...) || !every(got.Proved[0], whole...) {
		t.Errorf("%v", got.Proved)
	}
}

// A row that was read so that it still follows from the one above, but not the next one from
// it, may be the wrong one.
func TestARowThatTheNextContradicts(t *testing.T) {
	capital, rate, rows := loan()
	rows[1].Read[PartPrincipal] -= 20_000
	rows[1].Read[PartRemaining] += 20_000
	got := Schedule(capital, rate, 12, rows)
	if len(got.Proved[1]) > 0 || !every(got.Proved[0], whole...) || got.Proved[2][PartRemaining] {
		t.Errorf("%v", got.Proved)
	}
}

// A row that was passed over puts those below under each other's number: though each is
// right in itself, nothing of them is proved, unless the paper says where they stand.
func TestAMissedRowOfASchedule(t *testing.T) {
	for missed := range 4 {
		capital, rate, rows := loan()
		rows = append(rows[:missed], rows[missed+1:]...)
		for i := range rows {
			rows[i].At = i // as they are counted
		}
		got := Schedule(capital, rate, 12, rows)
		for i, proved := range got.Proved {
			for p, yes := range proved {
				if yes && i >= missed {
					t.Errorf("row %d is missed: %s of row %d is proved under its number", missed, p, i)
				}
			}
		}
		if got.Whole() {
			t.Errorf("row %d is missed, and nothing is said: %+v", missed, got)
		}
	}
	capital, rate, rows := loan()
	rows = append(rows[:1], rows[2:]...)
	rows[1].Told, rows[2].Told = true, true
	got := Schedule(capital, rate, 12, rows)
	if len(got.Faults) != 0 || len(got.Unread) != 1 || got.Unread[0].At != 1 {
		t.Errorf("a missed row is not told: %+v", got)
	}
	if every(got.Proved[1], PartRemaining) || !every(got.Proved[2], whole...) {
		t.Errorf("behind a gap: %v", got.Proved)
	}
	// What nothing adds up to is not proved.
	_, _, rows = loan()
	for i := range rows {
		delete(rows[i].Read, PartPayment)
	}
	if got := Schedule(capital, rate, 12, rows); !got.Whole() || got.Capital || got.Proved[0][PartPrincipal] || got.Proved[1][PartInsurance] || !got.Proved[1][PartInterest] {
		t.Errorf("without payments: %+v", got)
	}
	rows[1].Read[PartInterest]++
	if got := Schedule(capital, rate, 12, rows); !got.Whole() || got.Proved[1][PartInterest] {
		t.Errorf("a cent beside the rate is proved: %+v", got.Proved[1])
	}
	if got := Schedule(0, rate, 12, rows); got.Proved[0][PartRemaining] || got.Proved[3][PartRemaining] {
		t.Errorf("without a capital: %+v", got.Proved[0])
	}
}

// A house that rounds every interest down proves them so.
func TestAHouseThatRoundsDown(t *testing.T) {
	capital, left := int64(400_050), int64(400_050)
	var rows []Instalment
	for i := range 4 {
		interest := left / 100 // of 1 % a month
		principal := min(left, int64(100_070))
		left -= principal
		rows = append(rows, Instalment{At: i, Read: map[Part]int64{PartPrincipal: principal, PartInterest: interest, PartPayment: principal + interest, PartRemaining: left}})
	}
	got := Schedule(capital, big.NewRat(12, 1), 12, rows)
	for i, proved := range got.Proved {
		if !every(proved, PartInterest, PartPayment) {
			t.Errorf("row %d: %v", i, proved)
		}
	}
	rows[2].Read[PartInterest]++
	rows[2].Read[PartPayment]++
	if got := Schedule(capital, big.NewRat(12, 1), 12, rows); len(got.Faults) > 0 || got.Proved[2][PartInterest] || !got.Proved[2][PartPrincipal] {
		t.Errorf("a cent more: %v, %v", got.Faults, got.Proved[2])
	}
}
