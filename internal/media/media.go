// Package media knows images by their bytes: what a file is, and how large it
// says it is. It walks headers in plain Go, bounded by the length of the data,
// and decodes no pixel, so that limits are checked before anything is allocated.
package media

import (
	"bordereau"
)

// Limits bound what the pictures of a file may claim. Zero values mean no limit.
type Limits struct {
	Pages  int   // pictures in a TIFF
	Side   int   // pixels of width or height
	Pixels int64 // of one picture
	Total  int64 // pixels of all pictures
	Scans  int   // of a progressive JPEG
}

// Picture is one picture of a file, as its header describes it.
type Picture struct {
	Index         int // of the directory in a TIFF, 0 otherwise
	Width, Height int // as stored
	DPI           int // horizontal; 0 if the file does not say, or says nonsense
	Orientation   int // EXIF and TIFF: 1 upright, 2 to 8 turned or mirrored
	Channels      int
	Bits          int // of a channel
}

// Sheet is a whole file of pictures.
type Sheet struct {
	Format   string
	Pictures []Picture
	// Truncated says that the data ends early: what there is can be shown.
	Truncated bool
	// Data is what to decode: the file, or a copy in which a TIFF's orientation tags
	// say upright (Picture has what they said) and its directories end.
	Data []byte
	// Repaired says that the directories ran in a circle.
	Repaired bool
}

// Measure reads the headers of a TIFF, JPEG or PNG. Errors are Unreadable for what
// is damaged, Unsupported for variants nobody scans with, TooLarge past a limit.
func Measure(data []byte, lim Limits) (Sheet, error) {
	s := Sheet{Format: Sniff(data), Data: data}
	var err error
	switch s.Format {
	case "jpeg":
		err = s.jpeg(data, lim)
	case "png":
		err = s.png(data)
	case "tiff":
		err = s.tiff(data, lim)
	default:
		return s, bordereau.Errorf(bordereau.Unsupported, "Le fichier n'est pas une image TIFF, JPEG ou PNG ; enregistrez-le sous l'une de ces formes.")
	}
	if err != nil {
		return s, err
	}
	return s, lim.check(s.Pictures)
}

func (l Limits) check(pictures []Picture) error {
	var total int64
	if l.Pages > 0 && len(pictures) > l.Pages {
		return bordereau.Errorf(bordereau.TooLarge, "Le fichier a plus de %d pages ; envoyez-le en plusieurs parties.", l.Pages)
	}
	for i, p := range pictures {
		if p.Width <= 0 || p.Height <= 0 {
			return bordereau.Errorf(bordereau.Unreadable, "La page %d du fichier n'a pas de dimensions : le fichier est endommagé ; numérisez-le à nouveau.", i+1)
		}
		if l.Side > 0 && max(p.Width, p.Height) > l.Side {
			return bordereau.Errorf(bordereau.TooLarge, "La page %d fait %d sur %d points, plus que %d de côté ; numérisez-la à 300 ppp.", i+1, p.Width, p.Height, l.Side)
		}
		px := int64(p.Width) * int64(p.Height)
		if l.Pixels > 0 && px > l.Pixels {
			return bordereau.Errorf(bordereau.TooLarge, "La page %d compte %d millions de points, plus que %d ; numérisez-la à 300 ppp.", i+1, px/1e6, l.Pixels/1e6)
		}
		if total += px; l.Total > 0 && total > l.Total {
			return bordereau.Errorf(bordereau.TooLarge, "Les pages comptent ensemble plus de %d millions de points ; envoyez-les en plusieurs parties.", l.Total/1e6)
		}
	}
	return nil
}

func damaged(format string) error {
	return bordereau.Errorf(bordereau.Unreadable, "Le fichier %s est endommagé ; numérisez-le ou enregistrez-le à nouveau.", format)
}

// Upright says what turns a picture of an orientation upright: clockwise degrees
// after, if mirrored, the picture was flipped left to right.
func Upright(orientation int) (degrees int, mirrored bool) {
	switch orientation {
	case 2:
		return 0, true
	case 3:
		return 180, false
	case 4:
		return 180, true
	case 5:
		return 270, true
	case 6:
		return 90, false
	case 7:
		return 90, true
	case 8:
		return 270, false
	}
	return 0, false
}

// plausible drops resolutions that no scanner has.
func plausible(dpi float64) int {
	if dpi < 30 || dpi > 4800 {
		return 0
	}
	return int(dpi + 0.5)
}
