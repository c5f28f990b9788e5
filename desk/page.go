package desk

import (
	"math"
	"strconv"
)

// limitOf is how many items a page of a list has.
func limitOf(c Cursor) int {
	if c.Limit <= 0 || c.Limit > 200 {
		return 50
	}
	return c.Limit
}

// page cuts a list that was read one longer than asked; next names the last item
// that is shown.
func page[T any](items []T, limit int, next func(T) string) List[T] {
	if items == nil {
		items = []T{}
	}
	if len(items) <= limit {
		return List[T]{Items: items}
	}
	items = items[:limit]
	return List[T]{Items: items, Next: next(items[limit-1])}
}

// numberCursor reads a cursor over descending numbers.
func numberCursor(c Cursor) (int64, error) {
	if c.After == "" {
		return math.MaxInt64, nil
	}
	n, err := strconv.ParseInt(c.After, 10, 64)
	if err != nil {
		return 0, invalid("/cursor", "Ce curseur ne vient pas de nous.")
	}
	return n, nil
}

func numberText(n int64) string { return strconv.FormatInt(n, 10) }
