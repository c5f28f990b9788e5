package codeline

import (
	"image"
	"math"
	"slices"
)

// closeup reads a line by what its pixels would be, at the resolution of the page, if
// a letter stood there. How ink becomes grey or black (the paper's shade, a scanner's
// threshold, the gain of a stroke) is learned from the line itself: a threshold that
// tears bars to crumbs tears them where they fall between pixels, and that is known.
type closeup struct {
	font       *font
	p          *plane
	x0, y0, k  float64 // of a page pixel to the plane: (x-x0)*k
	cos, sin   float64 // of the direction in which the line is read
	tall, wide float64 // of its characters, in relation to the font's
	grey       []uint8 // of the plane, in closeGreys
	torn       bool    // a threshold left black and white: greys are of a pixel and its neighbours
	stencil    *stencil
	channel    channel
	spots      []spot
}

// spot is where a character stands.
type spot struct {
	x, y   float64 // its middle, in pixels of the plane
	letter int
	score  [letters]float32 // log likelihood of its pixels, above that of any ink
	worth  float32          // of its best score, in relation to the line's other characters
	at     []int32          // of each pixel of its cell: the point of the stencil
	grey   []uint8          // and its grey
}

const (
	closeDPMM  = 300 / 25.4 // pixels a millimetre above which nothing more is seen
	closeGreys = 8
	cellHalfW  = 1.45 // mm of a character's cell, right and left of its middle
	cellHalfH  = 1.9
	cropMM     = 4.5 // about the middles of a line's characters
	sameZone   = 4.6 // mm between characters of one zone
	fitted     = 10  // neighbours on each side that tell where a character stands
)

// closeup cuts a line out of the page, from where its characters seem to stand and
// what they seem to be.
func (r *reading) closeup(places []place) *closeup {
	c := &closeup{font: r.font, tall: 1, wide: 1}
	k := r.mm / r.p.mm
	box := image.Rectangle{}
	margin := int(cropMM * r.mm)
	for _, pl := range places {
		x, y := r.strip.plane(float64(pl.x)+winW/2.0, float64(r.strip.h)/2+float64(pl.dy), r.p)
		s := spot{x: x * k, y: y * k, score: pl.score}
		s.letter, _ = best(&s.score)
		box = box.Union(image.Rect(int(s.x)-margin, int(s.y)-margin, int(s.x)+margin, int(s.y)+margin))
		c.spots = append(c.spots, s)
	}
	box = box.Intersect(r.img.Rect)
	c.p = reduced(r.img.SubImage(box).(*image.Gray), r.mm, closeDPMM)
	c.x0, c.y0, c.k = float64(box.Min.X), float64(box.Min.Y), c.p.mm/r.mm
	for i := range c.spots {
		s := &c.spots[i]
		s.x, s.y = (s.x-c.x0)*c.k, (s.y-c.y0)*c.k
	}
	c.sin, c.cos = math.Sincos(math.Atan(r.strip.row.slope))
	if r.strip.turn {
		c.sin, c.cos = -c.sin, -c.cos
	}
	c.quantise()
	c.stencil = c.blurred(blurs[0])
	return c
}

// blurs are sigmas in pixels of the plane, beside that of a pixel itself.
var blurs = []float64{0.5, 0.9, 1.4}

func (c *closeup) blurred(sigma float64) *stencil {
	return c.font.stencil(math.Sqrt(1.0/12+sigma*sigma) / c.p.mm)
}

// quantise parts the plane's darkness in steps, up to the darkest that is common.
func (c *closeup) quantise() {
	var hist [256]int
	for _, v := range c.p.v {
		hist[int(v*255)]++
	}
	top, left := 255, len(c.p.v)/100
	for top > 25 && left >= hist[top] {
		left -= hist[top]
		top--
	}
	c.grey = make([]uint8, len(c.p.v))
	for i, v := range c.p.v {
		c.grey[i] = uint8(min(closeGreys-1, int(v*255*closeGreys)/top))
	}
	if c.torn = c.bitonal(); c.torn {
		c.beside()
	}
}

// settle finds where the characters stand and what they are, the one from the other.
func (c *closeup) settle() {
	c.refresh()
	c.weigh(4, 2, 4)
	c.level()
	c.fit()
	c.measure()
	c.weigh(2, 2, 1)
	c.level()
	c.fit()
	c.weigh(2, 1, letters)
	c.fit()
	c.weigh(1, 1, 1)
	c.fit()
	c.weigh(1, 1, letters)
	c.compare()
}

// compare says how much like its letter each character is, beside the middle one of
// the line: what a stamp or a stroke lies over is less so.
func (c *closeup) compare() {
	told := make([]float32, len(c.spots))
	for i := range c.spots {
		s := &c.spots[i]
		told[i] = s.score[s.letter] / float32(len(s.at)+1)
	}
	sorted := slices.Clone(told)
	slices.Sort(sorted)
	middle := max(sorted[len(sorted)/2], 1e-3)
	for i := range c.spots {
		c.spots[i].worth = told[i] / middle
	}
}

// refresh takes the cells anew and learns from them.
func (c *closeup) refresh() {
	for i := range c.spots {
		c.cell(&c.spots[i])
	}
	c.learn()
}

// cell takes the pixels about a character.
func (c *closeup) cell(s *spot) {
	s.at, s.grey = s.at[:0], s.grey[:0]
	r := math.Hypot(cellHalfW, cellHalfH) * c.p.mm
	perX, perY := 1/(c.wide*stencilMM), 1/(c.tall*stencilMM)
	for y := max(0, int(s.y-r)); y < min(c.p.h, int(s.y+r)+1); y++ {
		for x := max(0, int(s.x-r)); x < min(c.p.w, int(s.x+r)+1); x++ {
			dx, dy := float64(x)+0.5-s.x, float64(y)+0.5-s.y
			u, v := (dx*c.cos+dy*c.sin)/c.p.mm, (dy*c.cos-dx*c.sin)/c.p.mm
			if math.Abs(u) > cellHalfW || math.Abs(v) > cellHalfH {
				continue
			}
			iu, iv := int(math.Floor(u*perX))+stencilW/2, int(math.Floor(v*perY))+stencilH/2
			s.at = append(s.at, int32(iv*stencilW+iu))
			s.grey = append(s.grey, c.grey[y*c.p.w+x])
		}
	}
}

// likelihood is that of a cell under a letter, shifted by points of the stencil.
func (c *closeup) likelihood(s *spot, letter, dx, dy int) float32 {
	cover, off := c.stencil.cover[letter], int32(-dy*stencilW-dx)
	grey := s.grey[:len(s.at)]
	sum := float32(0)
	for i, at := range s.at {
		sum += c.channel[(uint32(cover[at+off])*closeGreys+uint32(grey[i]))%(coverSteps*closeGreys)]
	}
	return sum
}

// weigh compares each character with its likeliest letters, shifted by up to so many
// steps each way, and moves it to where the best one fits.
func (c *closeup) weigh(step, reach, among int) {
	for i := range c.spots {
		s := &c.spots[i]
		rivals := s.ranked()[:min(among, len(c.font.letters))]
		if among == 1 {
			rivals = []int{s.letter}
		}
		top, mx, my := float32(math.Inf(-1)), 0, 0
		for l := range s.score {
			if among > 1 {
				s.score[l] = float32(math.Inf(-1))
			}
		}
		for _, l := range rivals {
			score := float32(math.Inf(-1))
			for dy := -reach * step; dy <= reach*step; dy += step {
				for dx := -reach * step; dx <= reach*step; dx += step {
					v := c.likelihood(s, l, dx, dy)
					if score = max(score, v); v > top {
						top, mx, my, s.letter = v, dx, dy, l
					}
				}
			}
			s.score[l] = score
		}
		u, v := float64(mx)*stencilMM*c.wide*c.p.mm, float64(my)*stencilMM*c.tall*c.p.mm
		s.x += u*c.cos - v*c.sin
		s.y += u*c.sin + v*c.cos
	}
}

func (s *spot) ranked() []int {
	order := make([]int, letters)
	for l := range order {
		order[l] = l
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case s.score[a] > s.score[b]:
			return -1
		case s.score[a] < s.score[b]:
			return 1
		}
		return 0
	})
	return order
}
