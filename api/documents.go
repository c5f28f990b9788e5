package api

import (
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// found is a hit with its snippet in pieces, so that nobody has to look for marks
// in a text that came off a scan.
type found struct {
	followed
	Snippet []piece       `json:"snippet,omitempty"`
	Near    bool          `json:"near,omitempty"`
	Page    *desk.HitPage `json:"page,omitempty"`
	Pages   []int         `json:"pages_hit,omitempty"`
}

type piece struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty"`
}

// foundAnswer is the desk's answer with its hits as programs read them.
type foundAnswer struct {
	desk.Results
	Items []found `json:"items"`
}

func (s *Server) search(c *fiber.Ctx) error {
	q, err := s.query(c)
	if err != nil {
		return err
	}
	r, err := s.deps.Documents.Find(c.UserContext(), border.By(c), q)
	if err != nil {
		return err
	}
	items := make([]found, len(r.Items))
	for i, h := range r.Items {
		items[i] = found{followed: followed{h.Document, h.ForBranch()}, Near: h.Near, Page: h.Page, Pages: h.Pages}
		for _, p := range border.Snippet(h.Snippet) {
			items[i].Snippet = append(items[i].Snippet, piece{p.Text, p.Hit})
		}
	}
	return answer(c, fiber.StatusOK, foundAnswer{r, items})
}

func (s *Server) query(c *fiber.Ctx) (desk.Query, error) {
	cur, err := cursor(c)
	if err != nil {
		return desk.Query{}, err
	}
	q := desk.Query{
		Words: border.Query(c, "q"), Dossier: border.Query(c, "dossier"), Type: bordereau.Type(border.Query(c, "type")),
		State: bordereau.State(border.Query(c, "state")), Branch: border.Query(c, "branch"), Near: desk.Near(border.Query(c, "near")), Cursor: cur,
	}
	if !slices.Contains([]desk.Near{desk.NearAuto, desk.NearAlways, desk.NearNever}, q.Near) {
		return q, border.Unknown("near", string(q.Near))
	}
	for name, v := range map[string]string{"q": q.Words, "dossier": q.Dossier, "branch": q.Branch} {
		if len(v) > 500 {
			return q, border.TooLong(name)
		}
	}
	if q.Type != "" && !q.Type.Known() {
		return q, border.Unknown("type", string(q.Type))
	}
	if q.State != "" && !slices.Contains(bordereau.States, q.State) {
		return q, border.Unknown("state", string(q.State))
	}
	if q.From, err = moment(c, "from", 0); err != nil {
		return q, err
	}
	if q.To, err = moment(c, "to", 24*time.Hour); err != nil {
		return q, err
	}
	if q.AmountMin, err = amount(c, "amount_min"); err != nil {
		return q, err
	}
	q.AmountMax, err = amount(c, "amount_max")
	return q, err
}

// moment reads a day or an instant; a day given as an end is meant whole.
func moment(c *fiber.Ctx, name string, whole time.Duration) (time.Time, error) {
	v := border.Query(c, name)
	if v == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return t, border.NotDate(name)
	}
	return t.Add(whole), nil
}

func amount(c *fiber.Ctx, name string) (*int64, error) {
	v := border.Query(c, name)
	if v == "" {
		return nil, nil
	}
	m, err := border.ParseAmount(v)
	if err != nil {
		return nil, border.NotAmount(name)
	}
	return &m.Minor, nil
}

// documentAnswer is all that is known of a document, and its state in words.
type documentAnswer struct {
	desk.DocumentView
	StateWords string `json:"state_words"`
}

func (s *Server) document(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	d, err := s.deps.Documents.Document(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusOK, documentAnswer{d, d.ForBranch()})
}

func (s *Server) original(c *fiber.Ctx) error { return border.SendOriginal(c, s.deps.Documents) }

func (s *Server) pageImage(c *fiber.Ctx) error { return border.SendPageImage(c, s.deps.Documents) }

func (s *Server) text(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	text, err := s.deps.Documents.Text(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	return c.SendString(text)
}

func (s *Server) alto(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	xml, err := s.deps.Documents.ALTO(c.UserContext(), border.By(c), id)
	if err != nil {
		return err
	}
	border.Attach(c, id+".alto.xml", fiber.MIMEApplicationXML)
	return c.Send(xml)
}

func (s *Server) archivePDF(c *fiber.Ctx) error { return border.SendArchivePDF(c, s.deps.Documents) }

func (s *Server) reopen(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in struct {
		Version int64 `json:"version"`
	}
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	if err := s.deps.Review.Reopen(c.UserContext(), border.By(c), id, in.Version); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// trimmed is a reason as typed, without the blanks around it.
func trimmed(s string) string { return strings.TrimSpace(s) }
