package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"bordereau/desk"
	"bordereau/internal/border"
	"bordereau/internal/report"

	"github.com/gofiber/fiber/v2"
)

// Media types of a report beside JSON.
const (
	mediaCSV  = "text/csv"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaPDF  = "application/pdf"
)

// groups are the tables of a report: by what it is grouped, the list of the figures that
// holds it, and the section that shows it.
var groups = map[string]struct{ list, section string }{
	"day": {"days", "days"}, "hour": {"hours", "hours"}, "age": {"ages", "ages"}, "type": {"types", "types"}, "field": {"fields", "fields"},
	"confidence": {"calibration", "bands"}, "branch": {"branches", "branches"}, "obligation": {"obligations", "due"}, "sampling": {"sampling", "sampling"},
	"person": {"people", "people"},
}

// activity gives the figures of a period in the form that is accepted.
func (s *Server) activity(c *fiber.Ctx) error {
	return s.activityAs(c, c.Accepts(fiber.MIMEApplicationJSON, mediaCSV, mediaXLSX, mediaPDF))
}

// activityIn gives them in one form, by the end of the address.
func (s *Server) activityIn(media string) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.activityAs(c, media) }
}

func (s *Server) activityAs(c *fiber.Ctx, media string) error {
	group, lang := border.Query(c, "group"), border.Query(c, "lang")
	g, known := groups[group]
	if group != "" && !known {
		return border.Unknown("group", group)
	}
	if lang != "" && lang != "fr" && lang != "en" {
		return border.Unknown("lang", lang)
	}
	today := s.deps.Reports.LastDays(1).To
	p := desk.Period{From: border.Query(c, "from"), To: cmp.Or(border.Query(c, "to"), today)}
	p.From = cmp.Or(p.From, p.To)
	f, err := s.deps.Reports.Figures(c.UserContext(), border.By(c), p)
	if err != nil {
		return err
	}
	if group == "person" && f.People == nil {
		return border.Wrong("group", "Les chiffres par personne ne sont pas montrés ici.")
	}
	c.Vary(fiber.HeaderAccept)
	if media == fiber.MIMEApplicationJSON || media == "" {
		return answerFigures(c, f, g.list)
	}
	r := report.Activity(f, lang, report.Names{Zone: s.deps.Zone})
	if media == mediaCSV && group == "" {
		g = groups["day"]
	}
	if g.section != "" {
		r.Sections = slices.DeleteFunc(r.Sections, func(x report.Section) bool { return x.Name != g.section })
	}
	return sendReport(c, media, r, "activity-"+f.From+"-"+f.To)
}

// answerFigures writes the figures as JSON, with one of their lists alone where it is
// named.
func answerFigures(c *fiber.Ctx, f desk.Figures, list string) error {
	if list == "" {
		return answer(c, fiber.StatusOK, f)
	}
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return err
	}
	maps.DeleteFunc(all, func(name string, _ json.RawMessage) bool {
		for _, g := range groups {
			if name == g.list {
				return name != list
			}
		}
		return false
	})
	return answer(c, fiber.StatusOK, all)
}

func sendReport(c *fiber.Ctx, media string, r report.Report, name string) error {
	var b bytes.Buffer
	end := map[string]string{mediaCSV: ".csv", mediaXLSX: ".xlsx", mediaPDF: ".pdf"}[media]
	var err error
	switch media {
	case mediaCSV:
		err = report.CSV(&b, r.Sections[0])
		media += "; charset=utf-8"
	case mediaXLSX:
		err = report.XLSX(&b, r)
	default:
		err = report.PDF(&b, r)
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, media)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+end+`"`)
	return c.Send(b.Bytes())
}
