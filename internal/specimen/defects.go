package specimen

import (
	"image"
	"math"
	"math/rand/v2"

	"bordereau"
)

// Defects is what is bad about a scan, and what is wrong on purpose in what is
// printed. The zero value is a clean scan.
type Defects struct {
	Skew     float64 `json:"skew,omitempty"`     // degrees, clockwise
	Rotation int     `json:"rotation,omitempty"` // 90, 180, 270: the page lies turned clockwise by it
	ShiftX   float64 `json:"shift_x,omitempty"`  // millimetres to the right
	ShiftY   float64 `json:"shift_y,omitempty"`  // millimetres down
	Noise    float64 `json:"noise,omitempty"`    // sigma of Gaussian noise, grey levels
	Pepper   float64 `json:"pepper,omitempty"`   // share of pixels that are black or white by chance
	Blur     float64 `json:"blur,omitempty"`     // sigma in pixels
	Shade    float64 `json:"shade,omitempty"`    // 0 to 1: how dark the darkest part of an uneven background is
	Contrast float64 `json:"contrast,omitempty"` // 0 to 1: how much of the contrast is lost
	Bitonal  bool    `json:"bitonal,omitempty"`  // black and white at a threshold
	JPEG     int     `json:"jpeg,omitempty"`     // quality of JPEG files; 0 is 75
	Stamp    bool    `json:"stamp,omitempty"`
	Punch    bool    `json:"punch,omitempty"`  // two holes at the left edge
	Coffee   bool    `json:"coffee,omitempty"` // the ring of a cup
	Cut      float64 `json:"cut,omitempty"`    // millimetres missing at the right edge
	// Of cheques above all; the lengths are in millimetres.
	CutLeft    float64 `json:"cut_left,omitempty"`
	CutTop     float64 `json:"cut_top,omitempty"`
	CutBottom  float64 `json:"cut_bottom,omitempty"` // the code line stands 4.5 mm above the edge
	Glass      float64 `json:"glass,omitempty"`      // of the scanner's dark lid seen around the paper; the page grows by it
	LightLid   bool    `json:"light_lid,omitempty"`  // it is light
	Fold       float64 `json:"fold,omitempty"`       // of a corner that is turned over
	Creases    int     `json:"creases,omitempty"`
	LineStamp  bool    `json:"line_stamp,omitempty"`  // a stamp over the code line
	LineStroke bool    `json:"line_stroke,omitempty"` // a pen's stroke over the code line
	Adaptive   bool    `json:"adaptive,omitempty"`    // black and white at a threshold of each place's own
	Streaks    int     `json:"streaks,omitempty"`     // lines from edge to edge
	Banding    float64 `json:"banding,omitempty"`     // 0 to 1: how much the light of the rows goes up and down
	Fibres     int     `json:"fibres,omitempty"`      // hairs on the glass
	// Unreadable ruins the page so that neither machine nor person can read it.
	Unreadable bool `json:"unreadable,omitempty"`

	WrongKey   bool `json:"wrong_key,omitempty"`   // a check digit that does not fit: IBAN, RIB, MRZ, RLMC
	Disagree   bool `json:"disagree,omitempty"`    // the amount in words is not that in figures
	WrongTotal bool `json:"wrong_total,omitempty"` // a slip's total is not the sum of its cheques
	Unsigned   bool `json:"unsigned,omitempty"`    // nobody signed the cheque
	Undated    bool `json:"undated,omitempty"`     // its date was left out
	Unplaced   bool `json:"unplaced,omitempty"`    // its place of issue was
	Unsummed   bool `json:"unsummed,omitempty"`    // its amount was, in words and in figures
}

// Grade is how bad a scan is.
type Grade int

const (
	Clean Grade = iota
	Light
	Medium
	Heavy
)

// Graded draws defects of a grade by chance. Light is an ordinary office scanner,
// medium one that is badly kept, heavy what a person can just read. None turns the
// page or makes what is printed wrong.
func Graded(g Grade, seed uint64) Defects {
	r := stream(seed, "grade", int(g))
	sign := 1 - 2*float64(r.IntN(2))
	var d Defects
	switch g {
	case Light:
		d = Defects{Skew: sign * (0.1 + 0.8*r.Float64()), Noise: 2 + 4*r.Float64(), ShiftX: 3 * (r.Float64() - 0.5), Punch: r.IntN(3) == 0}
	case Medium:
		d = Defects{Skew: sign * (0.8 + 1.7*r.Float64()), Noise: 5 + 7*r.Float64(), Shade: 0.1 + 0.2*r.Float64(), Blur: 0.7 * r.Float64(),
			Contrast: 0.2 * r.Float64(), ShiftX: 6 * (r.Float64() - 0.5), ShiftY: 6 * (r.Float64() - 0.5),
			Punch: r.IntN(2) == 0, Stamp: r.IntN(4) == 0, JPEG: 55 + r.IntN(20)}
	case Heavy:
		d = Defects{Skew: sign * (2 + 3*r.Float64()), Noise: 10 + 10*r.Float64(), Shade: 0.3 + 0.25*r.Float64(), Blur: 0.7 + 0.6*r.Float64(),
			Contrast: 0.2 + 0.3*r.Float64(), Pepper: 0.002 * r.Float64(), ShiftX: 8 * (r.Float64() - 0.5), ShiftY: 8 * (r.Float64() - 0.5),
			Punch: true, Stamp: r.IntN(2) == 0, Coffee: r.IntN(2) == 0, JPEG: 30 + r.IntN(25)}
	}
	return d
}

// apply gives the scan of a page: first what happened to the paper, then what
// the scanner did.
func (d Defects) apply(img *image.Gray, dpi int, r *rand.Rand) *image.Gray {
	p := newPainter(dpi)
	if d.Stamp {
		p.stamp(img, r)
	}
	if d.Coffee {
		p.ring(img, r)
	}
	if d.Punch {
		p.holes(img)
	}
	if d.Unreadable {
		d.Blur, d.Noise, d.Contrast, d.Shade = float64(dpi)/22, 25, 0.55, 0.4
	}
	around := uint8(255)
	if d.Glass > 0 { // the paper is cut; without glass it is the picture that is
		if around = darkLid; d.LightLid {
			around = lightLid
		}
		img = onGlass(d.cut(p, img), int(p.px(d.Glass)), around)
	}
	if d.Skew != 0 || d.ShiftX != 0 || d.ShiftY != 0 {
		img = turned(img, d.Skew, p.px(d.ShiftX), p.px(d.ShiftY), around)
	}
	if d.Glass == 0 {
		img = d.cut(p, img)
	}
	if d.Blur > 0 {
		blur(img, d.Blur)
	}
	if d.Contrast > 0 || d.Shade > 0 {
		shade(img, d.Contrast, d.Shade, r)
	}
	if d.Noise > 0 {
		noise(img, d.Noise, r)
	}
	if d.Pepper > 0 {
		for range int(d.Pepper * float64(len(img.Pix))) {
			img.Pix[r.IntN(len(img.Pix))] = uint8(255 * r.IntN(2))
		}
	}
	if d.Streaks > 0 {
		p.streaks(img, d.Streaks, r)
	}
	if d.Banding > 0 {
		p.banding(img, d.Banding, r)
	}
	switch {
	case d.Adaptive:
		locallyBitonal(img, dpi)
	case d.Bitonal:
		for i, v := range img.Pix {
			img.Pix[i] = uint8(int8(v) >> 7) // 128 and above is paper
		}
	}
	return quarterTurned(img, d.Rotation)
}

// turned rotates clockwise about the centre and shifts, with bilinear sampling in
// 16.16 fixed point; what comes in from outside is of the given grey.
func turned(src *image.Gray, degrees, dx, dy float64, outside uint8) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewGray(src.Rect)
	sin, cos := math.Sincos(-degrees * math.Pi / 180)
	cx, cy := float64(w)/2, float64(h)/2
	ux, uy := int64(cos*65536), int64(sin*65536)
	for y := range h {
		fy := float64(y) - cy - dy
		sx := int64((-cx-dx)*cos*65536-fy*sin*65536) + int64(cx*65536)
		sy := int64((-cx-dx)*sin*65536+fy*cos*65536) + int64(cy*65536)
		row := dst.Pix[y*dst.Stride : y*dst.Stride+w]
		for x := range row {
			ix, iy := int(sx>>16), int(sy>>16)
			if ix >= 0 && iy >= 0 && ix < w-1 && iy < h-1 {
				fx, fy := int(sx>>8&255), int(sy>>8&255)
				o := iy*src.Stride + ix
				a, b := int(src.Pix[o]), int(src.Pix[o+1])
				c, e := int(src.Pix[o+src.Stride]), int(src.Pix[o+src.Stride+1])
				top, low := a<<8+(b-a)*fx, c<<8+(e-c)*fx
				row[x] = uint8((top<<8 + (low-top)*fy) >> 16)
			} else {
				row[x] = outside
			}
			sx, sy = sx+ux, sy+uy
		}
	}
	return dst
}

func quarterTurned(src *image.Gray, degrees int) *image.Gray {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	switch degrees {
	case 180:
		for i, j := 0, len(src.Pix)-1; i < j; i, j = i+1, j-1 {
			src.Pix[i], src.Pix[j] = src.Pix[j], src.Pix[i]
		}
	case 90, 270:
		dst := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			row := src.Pix[y*src.Stride : y*src.Stride+w]
			if degrees == 90 {
				for x, v := range row {
					dst.Pix[x*dst.Stride+h-1-y] = v
				}
			} else {
				for x, v := range row {
					dst.Pix[(w-1-x)*dst.Stride+y] = v
				}
			}
		}
		return dst
	}
	return src
}

// validate refuses what cannot be drawn.
func (d Defects) validate() error {
	switch d.Rotation {
	case 0, 90, 180, 270:
	default:
		return bordereau.Errorf(bordereau.Invalid, "a page lies turned by 0, 90, 180 or 270 degrees, not %d", d.Rotation)
	}
	for _, v := range []float64{d.Noise, d.Pepper, d.Blur, d.Shade, d.Contrast, d.Cut, d.CutLeft, d.CutTop, d.CutBottom, d.Glass, d.Fold,
		d.Banding, float64(d.Creases), float64(d.Streaks), float64(d.Fibres)} {
		if v < 0 || math.IsNaN(v) {
			return bordereau.Errorf(bordereau.Invalid, "a defect cannot be negative")
		}
	}
	if d.Pepper > 1 || d.Shade > 1 || d.Banding > 1 || d.Contrast > 1 {
		return bordereau.Errorf(bordereau.Invalid, "a share is at most 1")
	}
	return nil
}

// pixels says whether the defects need pixels.
func (d Defects) pixels() bool {
	d.WrongKey, d.Disagree, d.WrongTotal, d.JPEG = false, false, false, 0
	d.Unsigned, d.Undated, d.Unplaced, d.Unsummed = false, false, false, false
	return d != Defects{}
}
