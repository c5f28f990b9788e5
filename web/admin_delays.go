package web

import (
	"cmp"
	"slices"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/internal/border"
	"bordereau/policy"

	"github.com/gofiber/fiber/v2"
)

var delaysTable = border.Table{{Method: "GET", Path: "/admin/delais", Roles: adminReaders}}

// promise is a service level for one type, "" for all others.
type promise struct {
	Type bordereau.Type
	policy.ServiceLevel
}

// promised are the service levels that begin on a day.
type promised struct {
	From  string
	Now   bool // they hold today
	Lines []promise
}

// legalDelay is a deadline of a type of dossier, as the law has it today.
type legalDelay struct {
	Kind     string
	Title    string
	From, To *dossier.Value // before which it must not be done, by which it must
}

type delaysView struct {
	adminPart
	Version string // of the policy
	Levels  []promised
	Days    desk.BusinessDays
	Legal   []legalDelay
}

func (s *Server) delays(c *fiber.Ctx) error {
	ctx, by := ctxOf(c)
	p, now := s.deps.Policy(), s.deps.Now().In(s.paris)
	v := delaysView{Version: p.Version, Levels: promises(tongueOf(c), p, now.Format(time.DateOnly)), Legal: legalDelays(now)}
	var err error
	if v.Days, err = s.deps.Admin.BusinessDays(ctx, by); err != nil {
		return err
	}
	if err := s.framed(c, "/admin/delais", &v.adminPart); err != nil {
		return err
	}
	return s.render(c, fiber.StatusOK, "admin_delays", page{Title: s.say(c, "admin.delays"), Body: v})
}

// promises are a policy's service levels, the newest first.
func promises(l tongue, p *policy.Policy, today string) (out []promised) {
	current := false
	for _, levels := range slices.Backward(p.ServiceLevels) {
		one := promised{From: levels.From, Now: !current && levels.From <= today}
		current = current || one.Now
		for t, level := range levels.Types {
			one.Lines = append(one.Lines, promise{t, level})
		}
		slices.SortFunc(one.Lines, func(a, b promise) int { return cmp.Compare(l.typeName(a.Type), l.typeName(b.Type)) })
		one.Lines = append(one.Lines, promise{"", levels.Others})
		out = append(out, one)
	}
	return out
}

// legalDelays are the deadlines of all types of dossier.
func legalDelays(now time.Time) (out []legalDelay) {
	delay := func(name string) *dossier.Value {
		if v, ok := dossier.ValueOn(name, now); ok {
			return &v
		}
		return nil
	}
	for _, k := range dossier.Kinds() {
		for _, d := range k.Deadlines {
			out = append(out, legalDelay{k.Name, d.Title, delay(d.From), delay(d.Within)})
		}
	}
	return out
}

// delay says how long a delay is and which days it counts: 15 jours ouvrables.
func (l tongue) delay(v dossier.Value) string {
	unit := v.Unit
	if v.Value == "1" {
		unit = "one" + unit
	}
	said := l.say("delay.count", v.Value, l.named("delay", unit))
	if v.Unit == "days" {
		said += " " + l.named("counted", string(cmp.Or(v.Calendar, dossier.CalendarDays)))
	}
	return said
}

// delayNamed is a delay of the table as it stands today.
func (s *Server) delayNamed(l tongue) func(name string) string {
	return func(name string) string {
		if v, ok := dossier.ValueOn(name, s.deps.Now().In(s.paris)); ok {
			return l.delay(v)
		}
		return name
	}
}

// longer says by how much a document is valid for longer than it says, and which: those
// issued while the delay was in force.
func (l tongue) longer(x dossier.Extension) string {
	for _, v := range dossier.Values() {
		if v.Name != x.By {
			continue
		}
		if x.Adult {
			return l.say("kinds.adult", l.delay(v), frenchDay(v.ValidFrom), frenchDay(v.ValidTo))
		}
		return l.say("kinds.longer", l.delay(v), frenchDay(v.ValidFrom), frenchDay(v.ValidTo))
	}
	return ""
}

// asked is how a letter asks a customer for each piece of a kind, in the language of the
// page; nothing for what no letter asks for.
func (l tongue) asked(k dossier.Kind, now time.Time) map[string]string {
	var lines []dossier.Line
	for _, p := range k.Pieces {
		lines = append(lines, dossier.Line{Piece: p.Name, Title: p.Title, Need: p.Need, State: dossier.Missing})
	}
	letter, _ := dossier.LetterFor(k, dossier.Dossier{Title: k.Title}, dossier.Recipient{}, lines, string(l), now)
	out := map[string]string{}
	for i, name := range letter.Pieces {
		out[name] = letter.Items[i]
	}
	return out
}
