package desk

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bordereau/check"
)

// OppositionList is a register that was read from a file.
type OppositionList struct {
	of map[account][]opposed
}

type account struct{ zone, internal string }

type opposed struct {
	from, to string // numbers, as strings of one length
	Opposition
}

// OppositionColumns are the columns of a list; docs/formats/oppositions.md says what
// each holds.
var OppositionColumns = []string{"interbank_zone", "internal_zone", "cheque_number", "answer", "since"}

// grave orders the answers that a list may hold: where rows differ on a cheque, the
// last of them counts.
var grave = []Answer{Green, White, Orange, Red}

// ReadOppositions reads a list. It is strict: half a list of oppositions is none.
func ReadOppositions(r io.Reader) (*OppositionList, error) {
	in := bufio.NewReader(r)
	if bom, err := in.Peek(3); err == nil && string(bom) == "\ufeff" {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	}
	rows := csv.NewReader(in)
	rows.Comma, rows.ReuseRecord = ';', true
	head, err := rows.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !slices.Equal(head, OppositionColumns) {
		return nil, fmt.Errorf("its first line is not %s", strings.Join(OppositionColumns, ";"))
	}
	l := &OppositionList{of: map[account][]opposed{}}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return nil, err
		}
		a, o, err := oppositionOf(row)
		if err != nil {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		l.of[a] = append(l.of[a], o)
	}
}

func oppositionOf(row []string) (a account, o opposed, err error) {
	a = account{row[0], row[1]}
	var isRange bool
	if o.from, o.to, isRange = strings.Cut(row[2], "-"); !isRange {
		o.to = o.from
	}
	for _, n := range []string{o.from, o.to} {
		line := check.CodeLine{Number: n, Zone: a.zone, Internal: a.internal}
		if parsed, err := check.ParseCodeLine(line.String()); err != nil || parsed != line {
			return a, o, fmt.Errorf("%s;%s;%s is no cheque: 12 digits, 12 digits, and 7 digits or a range of them", row[0], row[1], row[2])
		}
	}
	if o.from > o.to {
		return a, o, fmt.Errorf("the range %s ends before it begins", row[2])
	}
	o.Answer = Answer(row[3])
	if !slices.Contains(grave, o.Answer) {
		return a, o, fmt.Errorf("the answer %q is not green, white, orange or red", row[3])
	}
	if o.Since, err = time.Parse(time.DateOnly, row[4]); err != nil {
		return a, o, fmt.Errorf("since is %q, not a date YYYY-MM-DD", row[4])
	}
	return a, o, nil
}

// Consult gives the gravest answer on a cheque, since its first day; Green where the
// list says nothing.
func (l *OppositionList) Consult(i Instrument) Opposition {
	found := Opposition{Answer: Green}
	for _, o := range l.of[account{i.Zone, i.Internal}] {
		if i.Number < o.from || i.Number > o.to {
			continue
		}
		switch was, is := slices.Index(grave, found.Answer), slices.Index(grave, o.Answer); {
		case is > was, is == was && (found.Since.IsZero() || o.Since.Before(found.Since)):
			found = o.Opposition
		}
	}
	return found
}
