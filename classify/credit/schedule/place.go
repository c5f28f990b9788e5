package schedule

import (
	"slices"
	"strconv"
	"strings"

	"bordereau/classify/spec"
)

// told is what a row says of its place in the schedule, and the place it is given: from 0,
// -1 where it has none. sure says that the row's own number and date both say it.
type told struct {
	number int // as printed, from 1; 0 where none was read
	date   spec.Value
	month  int // since year 0; 0 where no date was read
	at     int
	sure   bool
}

// mostInstalments bounds a row's number: forty years by the month.
const mostInstalments = 480

// says reads a row's number and date.
func says(s *spec.Sheet, row spec.TableRow) (t told) {
	for _, w := range slices.Concat(row["rank"], row["date"]) {
		if n, err := strconv.Atoi(strings.Trim(w.Text, ".|,;: ")); err == nil && n > 0 && n <= mostInstalments {
			t.number = n
			break
		}
	}
	if v, ok := spec.Date(s, row["date"]); ok {
		year, err := strconv.Atoi(v.Text[:4])
		month, err2 := strconv.Atoi(v.Text[5:7])
		if err == nil && err2 == nil {
			t.date, t.month = v, 12*year+month
		}
	}
	return t
}

// place gives every row its place, and tells after how many months the next is due. Where
// number and date of a row agree with those of most others they are its place: a row that
// was passed over leaves its place empty. The others stand where the rows beside them
// leave one place for each, or where their date says; a row for which there is none is no
// instalment.
func place(rows []told) (period int) {
	period = steps(rows)
	start, votes := begins(rows, period)
	last := -1
	for i := range rows {
		t := &rows[i]
		t.at, t.sure = -1, 2*votes > len(rows) && t.number > 0 && t.month > 0 && t.month-period*(t.number-1) == start && t.number-1 > last
		if t.sure {
			t.at, last = t.number-1, t.number-1
		}
	}
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && !rows[to].sure {
			to++
		}
		between(rows, from, to, start, period)
		from = to + 1
	}
	return period
}

// between places the rows from one to before another, of which none says its place surely,
// between those that do. Where there are as many places as rows each has its own;
// elsewhere the date says it, if it fits there.
func between(rows []told, from, to, start, period int) {
	first := 0
	if from > 0 {
		first = rows[from-1].at + 1
	}
	if to == len(rows) { // nothing below says where they end
		for i := from; i < to; i++ {
			rows[i].at = first + i - from
		}
		return
	}
	each := rows[to].at-first == to-from
	for i := from; i < to; i++ {
		switch at := (rows[i].month - start) / period; {
		case each:
			rows[i].at, rows[i].sure = first+i-from, true
		case rows[i].month > 0 && at >= first && at < rows[to].at && start+period*at == rows[i].month:
			rows[i].at, first = at, at+1
		}
	}
}

// steps is the number of months after which most rows follow the one before: 1, 2, 3, 4,
// 6 or 12.
func steps(rows []told) int {
	votes := map[int]int{}
	for i := 1; i < len(rows); i++ {
		if rows[i].month > 0 && rows[i-1].month > 0 {
			votes[rows[i].month-rows[i-1].month]++
		}
	}
	best := 1
	for _, n := range []int{1, 2, 3, 4, 6, 12} {
		if votes[n] > votes[best] {
			best = n
		}
	}
	return best
}

// begins is the month of the first instalment as most rows say it, and how many do.
func begins(rows []told, period int) (start, votes int) {
	count := map[int]int{}
	for _, t := range rows {
		if t.number > 0 && t.month > 0 {
			at := t.month - period*(t.number-1)
			if count[at]++; count[at] > votes || count[at] == votes && at < start {
				start, votes = at, count[at]
			}
		}
	}
	return start, votes
}
