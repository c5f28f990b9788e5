package check

import (
	"fmt"
	"math/big"
	"testing"
)

// cell is an amount of a schedule; its row is -1 for the capital.
type cell struct {
	row  int
	part Part
}

func cells(rows []Instalment) []cell {
	out := []cell{{row: -1}}
	for i := range rows {
		for _, p := range whole {
			if _, read := rows[i].Read[p]; read {
				out = append(out, cell{i, p})
			}
		}
	}
	return out
}

// Two amounts that were misread by as much as each other, as two cents of 00 read as 08,
// may fit each other: neither is proved. Every pair is tried, with and without the rate,
// the payments, the insurance, and where an amount of the table or a row was not read.
func TestTwoErrorsThatFitEachOther(t *testing.T) {
	tables := map[string]func(rows []Instalment) []Instalment{
		"whole": func(rows []Instalment) []Instalment { return rows },
		"no payments": func(rows []Instalment) []Instalment {
			for i := range rows {
				delete(rows[i].Read, PartPayment)
			}
			return rows
		},
		"no insurance": func(rows []Instalment) []Instalment {
			for i := range rows {
				delete(rows[i].Read, PartInsurance)
				rows[i].Read[PartPayment] -= 700
			}
			return rows
		},
		"insurance that falls": func(rows []Instalment) []Instalment {
			for i := range rows {
				rows[i].Read[PartInsurance] -= int64(100 * i)
				rows[i].Read[PartPayment] -= int64(100 * i)
			}
			return rows
		},
		"a row missed":          func(rows []Instalment) []Instalment { return append(rows[:1], rows[2:]...) },
		"a remaining not read":  func(rows []Instalment) []Instalment { delete(rows[1].Read, PartRemaining); return rows },
		"a principal not read":  func(rows []Instalment) []Instalment { delete(rows[2].Read, PartPrincipal); return rows },
		"the last row not read": func(rows []Instalment) []Instalment { return rows[:3] },
	}
	for name, table := range tables {
		for _, told := range []bool{true, false} {
			for _, rate := range []*big.Rat{big.NewRat(12, 1), nil} {
				fresh := func() (int64, []Instalment) {
					capital, _, rows := loan()
					for i := range rows {
						rows[i].Told = told
					}
					return capital, table(rows)
				}
				_, right := fresh()
				list := cells(right)
				for a := range list {
					for b := a + 1; b < len(list); b++ {
						for _, by := range [][2]int64{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}, {8, 8}, {8, -8}, {-8, 8}, {-8, -8}, {700, 700}, {700, -700}, {-700, 700}, {-700, -700}, {8, 0}, {0, 700}} {
							capital, rows := fresh()
							misread(&capital, rows, list[a], by[0])
							misread(&capital, rows, list[b], by[1])
							got := Schedule(capital, rate, 12, rows)
							for k, c := range []cell{list[a], list[b]} {
								if by[k] != 0 && c.proved(got) {
									t.Errorf("%s, told %v, rate %v: %v and %v wrong by %v: %v is proved", name, told, rate, list[a], list[b], by, c)
								}
							}
						}
					}
				}
			}
		}
	}
}

func (c cell) proved(r Repayment) bool {
	if c.row < 0 {
		return r.Capital
	}
	return r.Proved[c.row][c.part]
}

func (c cell) String() string {
	if c.row < 0 {
		return "the capital"
	}
	return fmt.Sprintf("%s of row %d", c.part, c.row)
}

func misread(capital *int64, rows []Instalment, c cell, by int64) {
	if c.row < 0 {
		*capital += by
		return
	}
	rows[c.row].Read[c.part] += by
}
