package web

import (
	"net/url"
	"strconv"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// sight is what of a document's pages is shown: which one, how near, and where on it is
// what was asked for. All of it stands in the address, so that links suffice.
type sight struct {
	ID     string
	Words  string // what was asked for
	Page   int    // that is shown
	Zoom   int    // 0 the whole page, 1 its width, more nearer
	Hit    int    // the one that is framed, from 1 over all pages; 0 none
	Pages  []sheetPage
	Shown  *sheetPage
	Total  int // hits on all pages
	fields []bordereau.Field
}

// sheetPage is one page and the hits on it. First is the number of the first of them
// among those of the whole document.
type sheetPage struct {
	desk.PageView
	Hits  []desk.HitBox
	First int
}

const zooms = 5

func (s *Server) sightOf(c *fiber.Ctx, d desk.DocumentView) (sight, error) {
	v := sight{ID: d.ID, Words: border.Query(c, "q"), Page: whole(c, "p", 1, 10_000), Zoom: whole(c, "z", 0, zooms-1), Hit: whole(c, "t", 0, 1_000_000)}
	if len(v.Words) > 500 {
		return v, border.TooLong("q")
	}
	var hits []desk.HitPage
	if v.Words != "" {
		ctx, by := ctxOf(c)
		var err error
		if hits, err = s.deps.Documents.Hits(ctx, by, d.ID, v.Words); err != nil {
			return v, err
		}
	}
	for i, p := range d.PageViews {
		page := sheetPage{PageView: p, First: v.Total + 1}
		if i < len(hits) {
			page.Hits = hits[i].Boxes
		}
		v.Total += len(page.Hits)
		v.Pages = append(v.Pages, page)
	}
	for i := range v.Pages {
		if p := &v.Pages[i]; v.Shown == nil || p.Number == v.Page {
			v.Shown = p
		}
	}
	if v.Shown != nil {
		v.Page = v.Shown.Number
		if v.Hit == 0 && len(v.Shown.Hits) > 0 {
			v.Hit = v.Shown.First
		}
	}
	if d.Understanding != nil {
		v.fields = d.Understanding.Fields
	}
	return v, nil
}

// whole is a number of the address, least where there is none in its bounds.
func whole(c *fiber.Ctx, name string, least, most int) int {
	n, err := strconv.Atoi(border.Query(c, name))
	if err != nil || n < least || n > most {
		return least
	}
	return n
}

// On are the fields that stand on the page that is shown.
func (v sight) On() []bordereau.Field {
	var out []bordereau.Field
	for _, f := range v.fields {
		if f.Page == v.Page && !f.Box.Empty() {
			out = append(out, f)
		}
	}
	return out
}

// Has says whether there is a page of that number.
func (v sight) Has(page int) bool {
	for _, p := range v.Pages {
		if p.Number == page {
			return true
		}
	}
	return false
}

// To is the address of a page, of a zoom, of a hit.
func (v sight) To(page, zoom, hit int) string {
	q := url.Values{"p": {strconv.Itoa(page)}}
	if v.Words != "" {
		q.Set("q", v.Words)
	}
	if zoom > 0 {
		q.Set("z", strconv.Itoa(zoom))
	}
	at := ""
	if hit > 0 {
		q.Set("t", strconv.Itoa(hit))
		at = "#t" + strconv.Itoa(hit)
	}
	return "/document/" + v.ID + "?" + q.Encode() + at
}

// ToPage, ToZoom and ToHit are such addresses from where one is.
func (v sight) ToPage(n int) string { return v.To(n, v.Zoom, 0) }
func (v sight) ToZoom(n int) string { return v.To(v.Page, n, v.Hit) }

// ToHit is the address of a hit; behind the last comes the first.
func (v sight) ToHit(n int) string {
	if v.Total == 0 {
		return ""
	}
	n = (n-1+v.Total)%v.Total + 1
	for _, p := range v.Pages {
		if n < p.First+len(p.Hits) {
			return v.To(p.Number, v.Zoom, n)
		}
	}
	return ""
}

// NextHit and LastHit are the addresses of the hits behind and before.
func (v sight) NextHit() string { return v.ToHit(v.Hit + 1) }
func (v sight) LastHit() string { return v.ToHit(v.Hit - 1) }

// Nearer and Farther are the addresses of the next zooms, empty at the ends.
func (v sight) Nearer() string {
	if v.Zoom+1 >= zooms {
		return ""
	}
	return v.ToZoom(v.Zoom + 1)
}

// Farther is the zoom before.
func (v sight) Farther() string {
	if v.Zoom == 0 {
		return ""
	}
	return v.ToZoom(v.Zoom - 1)
}

// NextPage is the page behind, the first behind the last; empty where there is one only.
func (v sight) NextPage() string {
	if len(v.Pages) < 2 {
		return ""
	}
	for i, p := range v.Pages {
		if p.Number == v.Page {
			return v.ToPage(v.Pages[(i+1)%len(v.Pages)].Number)
		}
	}
	return ""
}

// Number is the number of a hit of the page that is shown.
func (v sight) Number(i int) int { return v.Shown.First + i }
