// Package script gives the handwriting faces that the machine has: free fonts of the
// distribution, which `make deps` installs and nothing here carries along. Some are
// kept for measuring: what is tuned or trained never sees them.
package script

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// Face is one hand.
type Face struct {
	Name    string
	HeldOut bool // for measuring only
	Font    *sfnt.Font
}

// root is where Debian keeps fonts.
const root = "/usr/share/fonts"

var files = []struct {
	path    string
	pack    string // Debian package
	heldOut bool
}{
	{"opentype/bwht/BecauseWeBuild-Regular.otf", "fonts-bwht", false},
	{"opentype/bwht/BecauseWeConnect-Regular.otf", "fonts-bwht", false},
	{"opentype/bwht/BecauseWeCreate-Regular.otf", "fonts-bwht", false},
	{"opentype/bwht/BecauseWeLearn-Regular.otf", "fonts-bwht", false},
	{"truetype/breip/Breip.ttf", "fonts-breip", false},
	{"truetype/humor-sans/Humor-Sans.ttf", "fonts-humor-sans", false},
	{"truetype/sjfonts/Delphine.ttf", "fonts-sjfonts", false},
	{"opentype/tlwg/Purisa.otf", "fonts-tlwg-purisa-otf", false},
	{"opentype/comic-neue/ComicNeue-Light.otf", "fonts-comic-neue", false},
	{"opentype/dancingscript/DancingScript-Regular.otf", "fonts-dancingscript", false},
	{"opentype/bwht/BecauseWeMentor-Regular.otf", "fonts-bwht", true},
	{"truetype/fifthhorseman/dkg.ttf", "fonts-dkg-handwriting", true},
	{"truetype/kristi/Kristi.ttf", "fonts-kristi", true},
	{"truetype/rufscript/Rufscript010.ttf", "fonts-rufscript", true},
	{"truetype/sjfonts/SteveHand.ttf", "fonts-sjfonts", true},
}

// Faces loads them all, once. An error names the packages that are missing.
var Faces = sync.OnceValues(func() ([]Face, error) { return load(root) })

func load(root string) ([]Face, error) {
	var faces []Face
	var missing []string
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(root, f.path))
		if errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, f.pack)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read a handwriting font: %w", err)
		}
		font, err := sfnt.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
		name := strings.TrimSuffix(filepath.Base(f.path), filepath.Ext(f.path))
		faces = append(faces, Face{Name: name, HeldOut: f.heldOut, Font: font})
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("handwriting fonts are missing; `make deps` installs %s", strings.Join(missing, ", "))
	}
	return faces, nil
}

// Writes says whether a face has a glyph for every character of a text.
func (f Face) Writes(text string) bool {
	var buf sfnt.Buffer
	for _, r := range text {
		if g, err := f.Font.GlyphIndex(&buf, r); err != nil || g == 0 {
			return false
		}
	}
	return true
}
