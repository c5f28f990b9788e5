package handwriting

import (
	"math"
	"testing"
	"time"

	"bordereau/ocr/handwriting/net"
)

func TestWhatADateMayBeginWith(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "2": true, "20": true, "31/": true, "20/10/2026": true, "2.1.26": true, "20 10 2026": true, "20-10-": true, "1/1/19": true, "0": true,
		"32": false, "00": false, "200": false, "20//": false, "/": false, "20/13": false, "20/00": false, "20/10.": false, "20/10/26/": false,
		"20/10/3026": false, "20/10/20261": false, "0/": false,
	} {
		if got := begun(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestOnlyDatesOfTheCalendar(t *testing.T) {
	for text, want := range map[string]string{
		"20/10/2026": "2026-10-20", "2.1.26": "2026-01-02", "29 2 2024": "2024-02-29", "05-06-07": "2007-06-05",
		"29/2/2026": "", "31.4.26": "", "20/10": "", "20/10/202": "", "": "", "1/1/1": "",
	} {
		if got, ok := calendar(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %q, %v", text, got, ok)
		}
	}
}

// A slash is told by its shape: neither a 1 nor a bar that leans the other way is one.
func TestASlashIsAStrokeThatLeansToTheRight(t *testing.T) {
	stroke := func(degrees float64) *Candidate {
		c := &Candidate{}
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		for s := -11.0; s <= 11; s += .25 {
			x, y := net.Side/2+s*sin, net.Side/2-s*cos
			c.Pixels[int(y)*net.Side+int(x)] = 1
		}
		return c
	}
	for degrees, want := range map[float64]bool{20: true, 30: true, 0: false, -20: false, 3: false} {
		if q := stroke(degrees).slash(); q > .5 != want {
			t.Errorf("at %v degrees: %.2f", degrees, q)
		}
	}
	hook := stroke(20)
	for x := range 10 { // a foot makes it a figure
		hook.Pixels[(net.Side/2+10)*net.Side+net.Side/2-4+x] = 1
	}
	if q := hook.slash(); q > .5 {
		t.Errorf("with a foot: %.2f", q)
	}
	if q := (&Candidate{}).slash(); q != 0 {
		t.Errorf("nothing: %.2f", q)
	}
}

// Of drawn dates, in layouts for tuning, half are read right at first, and what is read
// is always of the calendar, in order, and of shares that add up to no more than one.
func TestDatesThatAHandWrote(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	const n = 16
	right, among := 0, 0
	for i := range uint64(n) {
		cut, truth := flatCheque(t, 460_000+i, []int{200, 300}[i%2], true)
		img := cut("date")
		days, place := r.ReadDate(img, 0)
		if len(days) > 0 && (place.Empty() || !place.In(img.Rect) || place.Dx() < 2*place.Dy()) {
			t.Errorf("the date stands at %v of %v", place, img.Rect)
		}
		sum := 0.0
		for k, d := range days {
			sum += d.Share
			if _, err := time.Parse(time.DateOnly, d.Date); err != nil || k > 0 && d.Share > days[k-1].Share {
				t.Errorf("%+v", days)
			}
			if d.Date == truth.Fields["date"] {
				among++
				if k == 0 {
					right++
				}
			}
		}
		if sum > 1.0001 {
			t.Errorf("shares add up to %v", sum)
		}
	}
	t.Logf("%d of %d right, %d among the readings", right, n, among)
	if right < n/3 || among < n/2 {
		t.Errorf("%d of %d right, %d among the readings", right, n, among)
	}
	cut, _ := flatCheque(t, 460_000, 200, true)
	if days, _ := r.ReadDate(cut("payee"), 0); len(days) > 0 && days[0].Share > .99 {
		t.Errorf("a name is surely a date: %+v", days)
	}
}
