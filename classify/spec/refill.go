package spec

import (
	"context"

	"bordereau"
)

// mostRefilled bounds how many cells of a sheet are read again: each takes the reader
// some milliseconds.
const mostRefilled = 60

// Refill reads again the cells that a listing's rows lack in columns that three rows in
// four have: a small figure alone in its column is easily passed over.
func (d *Draft) Refill(ctx context.Context, rows []TableRow, read Reader, columns ...string) error {
	if d.Zones == nil {
		return nil
	}
	left := mostRefilled
	for _, name := range columns {
		across, have := map[int]bordereau.Box{}, 0
		for _, row := range rows {
			if v, ok := read(d.Sheet, row[name]); ok {
				page := v.Words[0].Page
				across[page], have = across[page].Union(v.Words.Box()), have+1
			}
		}
		if 4*have < 3*len(rows) {
			continue
		}
		for _, row := range rows {
			if _, ok := read(d.Sheet, row[name]); ok || left == 0 {
				continue
			}
			page, box := row.box()
			h := d.LetterHeight(page)
			cell := across[page]
			if cell.Empty() || box.Empty() {
				continue
			}
			left--
			words, err := d.Zones.Read(ctx, page, bordereau.Box{X: cell.X - h, Y: box.Y - h/3, W: cell.W + 2*h, H: min(box.H, 3*h/2) + 2*h/3}, "amount")
			if err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				continue // what cannot be looked at again is not known
			}
			var again Span
			for _, w := range words {
				again = append(again, Word{Word: w, Page: page})
			}
			if _, ok := read(d.Sheet, again); ok {
				row[name] = again
			}
		}
	}
	return nil
}

// box is where a row stands.
func (row TableRow) box() (page int, b bordereau.Box) {
	for _, cell := range row {
		for _, w := range cell {
			page, b = w.Page, b.Union(w.Box)
		}
	}
	return page, b
}
