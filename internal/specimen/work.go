package specimen

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"bordereau"
)

// stream gives a source of chance of its own for each purpose, so that adding a
// draw in one place moves nothing in another.
func stream(seed uint64, purpose string, n int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(seed, h.Sum64()+uint64(n)))
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// work is one drawing in the making.
type work struct {
	spec   Spec
	r      *rand.Rand
	sheets []*sheet
	truth  Truth
	pen    *pen       // who fills in by hand; nil types
	at     [2]float64 // where on its sheet a cheque lies
}

// layout draws one form of a paper; the name stands in the truth.
type layout struct {
	name  string
	draw  func(*work)
	pages int  // of which there is more than one, for formats that hold them; 0 is 1
	typed bool // a cheque that is never filled in by hand
	asked bool // drawn only where a Spec names it: the others keep the seeds that they have
}

// product is a kind with its forms. Those of `kept` are for seeds above HeldOut.
type product struct {
	kind       bordereau.Type
	used, kept []layout
}

func (p product) forms(heldOut bool) []layout {
	if heldOut && len(p.kept) > 0 {
		return p.kept
	}
	return p.used
}

func newWork(s Spec) *work {
	return &work{spec: s, r: stream(s.Seed, string(s.Kind)+"/"+string(s.Negative), 0), truth: Truth{
		Type: s.Kind, Negative: s.Negative, Seed: s.Seed, HeldOut: s.Seed > HeldOut, Format: s.Format, DPI: s.DPI,
		Fields: map[string]string{}, Defects: s.Defects, Unreadable: s.Defects.Unreadable,
	}}
}

func (w *work) layOut() error {
	if w.spec.Customer != nil {
		w.truth.Customer = w.spec.Customer.Ref
	}
	from, err := w.forms()
	if err != nil {
		return err
	}
	from = slices.DeleteFunc(slices.Clone(from), func(l layout) bool {
		return l.pages > 1 && !manyPages(w.spec.Format) || l.typed && w.spec.Hand
	})
	byChance := slices.DeleteFunc(slices.Clone(from), func(l layout) bool { return l.asked })
	l := pick(w.r, byChance) // spent either way, so that naming a layout moves nothing else
	if name := w.spec.Layout; name != "" {
		i := slices.IndexFunc(from, func(l layout) bool { return l.name == name })
		if i < 0 {
			return bordereau.Errorf(bordereau.Invalid, "%q is no layout for this paper and seed", name)
		}
		l = from[i]
	}
	if w.spec.Hand {
		if w.pen, err = penOf(w.spec.Seed, "holder"); err != nil {
			return bordereau.Wrap(bordereau.Invalid, err, "this machine cannot write by hand")
		}
		w.truth.Hand = true
	}
	w.truth.Layout = l.name
	l.draw(w)
	if w.spec.Back != "" {
		return w.backPage()
	}
	return nil
}

// forms are those that the seed may choose from.
func (w *work) forms() ([]layout, error) {
	if n := w.spec.Negative; n != "" {
		var of []layout
		for _, l := range lookalikes {
			if l.not == n {
				of = append(of, layout{name: l.name, draw: func(w *work) { w.truth.Type = l.kind; l.draw(w) }})
			}
		}
		if of == nil {
			return nil, bordereau.Errorf(bordereau.Invalid, "no look-alike of %q can be drawn", n)
		}
		return of, nil
	}
	for _, p := range trade {
		if p.kind == w.spec.Kind {
			return p.forms(w.spec.Seed > HeldOut), nil
		}
	}
	return nil, bordereau.Errorf(bordereau.Invalid, "specimens of %q cannot be drawn", w.spec.Kind)
}

// page adds a sheet to the document.
func (w *work) page(s *sheet) *sheet {
	w.sheets = append(w.sheets, s)
	return s
}

func (w *work) field(name, value string) { w.truth.Fields[name] = value }

func (w *work) wrong(rule string) { w.truth.Wrong = append(w.truth.Wrong, rule) }

// given is a value that the Spec sets, or one that is invented here. Chance is
// spent either way, so that a set value moves nothing else.
func (w *work) given(name, invented string) string {
	if v, ok := w.spec.Set[name]; ok {
		return v
	}
	return invented
}

// customer is whose paper it is.
func (w *work) customer() *Customer {
	invented := People(w.r.Uint64(), 1)[0]
	if w.spec.Customer != nil {
		return w.spec.Customer
	}
	return &invented
}

// person is a customer with a birth date: a company's paper names its manager.
func (w *work) person() *Customer {
	c := w.customer()
	if c.Person() {
		return c
	}
	p := newPerson(w.r)
	return &p
}

// daysAgo is a day at most n days before the Spec's day.
func (w *work) daysAgo(least, most int) time.Time {
	return w.spec.Day.AddDate(0, 0, -least-w.r.IntN(most-least+1))
}

// date reads a set date or takes the invented one.
func (w *work) date(name string, invented time.Time) time.Time {
	if t, err := time.Parse(time.DateOnly, w.spec.Set[name]); err == nil {
		return t
	}
	return invented
}

// amount is the Spec's amount in cents, or one between least and most.
func (w *work) amount(least, most int64) int64 {
	n := least + w.r.Int64N(most-least+1)
	if m, err := bordereau.ParseMoney(w.spec.Set["amount"], "EUR"); err == nil {
		return m.Minor
	}
	return n
}
