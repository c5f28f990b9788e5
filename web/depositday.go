package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// dayView is a branch's day on the deposit page.
type dayView struct {
	desk.DepositDay
	Files    []fileRow
	Next     string
	Today    bool
	Before   string
	After    string // "" today
	InWork   int
	Finished int
}

// fileRow is a file of the day with its way through the bank.
type fileRow struct {
	desk.DayFile
	Said    string // its state in plain words
	Steps   []fileStep
	Reached int
	Again   bool // may be scanned again here
}

type fileStep struct {
	Name string // received, screened, read, review, decided, booked
	At   time.Time
	By   string
}

// fileSteps are the states that a branch follows, in order.
var fileSteps = []string{"received", "screened", "read", "review", "decided", "booked"}

// Of says how many there are.
func (fileRow) Of() int { return len(fileSteps) }

// dayView reads the day that the query names, today without.
func (s *Server) dayView(c *fiber.Ctx) (dayView, error) {
	ctx, by := ctxOf(c)
	today := s.deps.Now().In(s.paris)
	day, err := s.day(border.Query(c, "jour"))
	if err != nil {
		return dayView{}, border.NotDate("jour")
	}
	if day.IsZero() || day.Format(time.DateOnly) > today.Format(time.DateOnly) {
		day = today
	}
	v := dayView{Today: day.Format(time.DateOnly) == today.Format(time.DateOnly), Before: day.AddDate(0, 0, -1).Format(time.DateOnly)}
	if !v.Today {
		v.After = day.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	if v.DepositDay, err = s.deps.Deposited.DepositDay(ctx, by, by.Branch, day.Format(time.DateOnly)); err != nil {
		return v, err
	}
	files, err := s.deps.Deposited.DayFiles(ctx, by, by.Branch, v.Day, desk.Cursor{After: border.Query(c, "apres"), Limit: 50})
	if err != nil {
		return v, err
	}
	v.Next = files.Next
	v.InWork, v.Finished = v.Waiting+v.UnderWay, v.Booked+v.Filed
	for _, f := range files.Items {
		v.Files = append(v.Files, s.fileRow(tongueOf(c), f))
	}
	return v, nil
}

func (s *Server) fileRow(l tongue, f desk.DayFile) fileRow {
	r := fileRow{DayFile: f, Said: s.saidOf(l, f), Again: f.State == bordereau.Returned && f.ReplacedBy == ""}
	for _, h := range f.Steps {
		name, n := stepNamed(h.Kind)
		r.Steps = append(r.Steps, fileStep{name, h.At, h.Actor})
		r.Reached = max(r.Reached, n)
	}
	return r
}

// saidOf is what became of a file in words that its branch understands.
func (s *Server) saidOf(l tongue, f desk.DayFile) string {
	switch f.State {
	case bordereau.Received:
		return l.say("day.received")
	case bordereau.Screened:
		return l.say("day.screened")
	case bordereau.Read, bordereau.Classified:
		return l.say("day.read")
	case bordereau.ToReview:
		if f.Doubts > 0 {
			return l.say("day.review", f.Doubts)
		}
		return l.say("day.open")
	case bordereau.Duplicate:
		if f.DuplicateAt != nil {
			at := f.DuplicateAt.In(s.paris)
			form := "15:04"
			if at.Format(time.DateOnly) != f.ReceivedAt.In(s.paris).Format(time.DateOnly) {
				form = "02/01/2006 15:04"
			}
			return l.say("day.double", at.Format(form))
		}
	case bordereau.Split:
		return l.say("day.split", len(f.Parts))
	case bordereau.Returned:
		if f.ReplacedBy != "" {
			return l.say("day.replaced")
		}
		return l.say("day.again", cmp.Or(f.ReasonText, l.say("none")))
	case bordereau.Rejected:
		return l.say("day.rejected", cmp.Or(f.ReasonText, l.say("none")))
	}
	return l.named("state", string(f.State))
}

// stepNamed is the step that an event of a document's history leads to, and its
// number from 1; 0 for an end beside the way.
func stepNamed(kind string) (string, int) {
	switch strings.TrimPrefix(kind, "document.") {
	case "received":
		return "received", 1
	case "screened":
		return "screened", 2
	case "read":
		return "read", 3
	case "review_needed", "reopened", "disagreed":
		return "review", 4
	case "passed", "decided", "restored":
		return "decided", 5
	case "booked":
		return "booked", 6
	case "archived":
		return "archived", 6
	}
	return strings.TrimPrefix(kind, "document."), 0
}

// depositDay is the day alone, for the page that shows it already: nothing when it
// has not changed (RFC 9110 §13.1.2).
func (s *Server) depositDay(c *fiber.Ctx) error {
	v, err := s.dayView(c)
	if err != nil {
		return err
	}
	if err := s.fragment(c, fiber.StatusOK, "deposit", "day", v); err != nil {
		return err
	}
	sum := sha256.Sum256(c.Response().Body())
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	c.Set(fiber.HeaderETag, tag)
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		c.Response().ResetBody()
		c.Status(fiber.StatusNotModified)
	}
	return nil
}
