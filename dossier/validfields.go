package dossier

import "strings"

// asks refuses a field of a piece that is read of none of the documents it takes.
func (k Kind) asks(path []any, piece, field string) *fault {
	if r, ok := k.piece(piece); ok && field != "" && field != "received" && !r.readOf(field) {
		return wrong(path, "the field %q is read of no document that the piece %s takes", field, piece)
	}
	return nil
}

// validFields holds every field that the kind names against what is read of the types
// of documents: a condition on another one would be open for ever.
func (k Kind) validFields() *fault {
	for i, p := range k.Pieces {
		path := []any{"pieces", i}
		for key, n := range map[string]node{"when": p.When.root, "count_from": p.CountFrom.node} {
			if f := k.conditionAsks(at(path, key), n); f != nil {
				return f
			}
		}
		for _, field := range p.DateFields {
			if f := k.asks(at(path, "date_fields"), p.Name, field); f != nil {
				return f
			}
		}
		for key, field := range map[string]string{"valid_field": p.ValidField, "filled": p.Filled} {
			if f := k.asks(at(path, key), p.Name, field); f != nil {
				return f
			}
		}
	}
	for i, c := range k.CrossCheck {
		for j, name := range c.Pieces {
			piece, field, dotted := strings.Cut(name, ".")
			if own := strings.TrimPrefix(c.Rule, "same_"); !dotted && own != c.Rule && own != "name" {
				field = own
			}
			for _, field := range []string{field, c.By} {
				if f := k.asks([]any{"cross_checks", i, "pieces", j}, piece, field); f != nil {
					return f
				}
			}
		}
	}
	for i, w := range k.WriteTo {
		if f := k.named([]any{"write_to", i, "from"}, w.From); f != nil {
			return f
		}
		if f := k.conditionAsks([]any{"write_to", i, "when"}, w.When.root); f != nil {
			return f
		}
	}
	for i, name := range k.Deceased {
		if f := k.named([]any{"deceased", i}, name); f != nil {
			return f
		}
	}
	for i, d := range k.Deadlines {
		for key, event := range map[string]string{"event": d.Event, "else": d.Else} {
			if f := k.named([]any{"deadlines", i, key}, event); f != nil {
				return f
			}
		}
	}
	return k.examplesAsk()
}

// named asks for a field that is written "piece.field".
func (k Kind) named(path []any, name string) *fault {
	piece, field, _ := strings.Cut(name, ".")
	return k.asks(path, piece, field)
}

func (k Kind) conditionAsks(path []any, root node) (f *fault) {
	root.walk(func(n node) {
		if f == nil && (n.op == "field" || n.op == "sum" || n.op == "credit") {
			f = k.asks(path, n.piece, n.name)
		}
	})
	return f
}

// examplesAsk refuses an example whose documents have values that are never read.
func (k Kind) examplesAsk() *fault {
	for i, e := range k.Examples {
		for j, d := range e.Documents {
			for _, field := range keys(d.Fields) {
				if !has(d.Type, field) {
					return wrong([]any{"examples", i, "documents", j}, "the example %q has the field %q, which is not read of a %s", e.Name, field, d.Type)
				}
			}
		}
	}
	return nil
}
