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
	"slices"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// Face is one hand.
type Face struct {
	Name        string
	HeldOut     bool // for measuring only
	Calibrating bool // for calibrating only what is learned from the others
	Font        *sfnt.Font
}

// root is where Debian keeps fonts.
const root = "/usr/share/fonts"

// use is what a face is for.
type use int

const (
	tuning use = iota
	calibrating
	held
)

type file struct {
	path string
	pack string // Debian package
	use  use
}

// files are the hands in which whole papers are written.
var files = []file{
	{"opentype/bwht/BecauseWeBuild-Regular.otf", "fonts-bwht", tuning},
	{"opentype/bwht/BecauseWeConnect-Regular.otf", "fonts-bwht", tuning},
	{"opentype/bwht/BecauseWeCreate-Regular.otf", "fonts-bwht", tuning},
	{"opentype/bwht/BecauseWeLearn-Regular.otf", "fonts-bwht", tuning},
	{"truetype/breip/Breip.ttf", "fonts-breip", tuning},
	{"truetype/humor-sans/Humor-Sans.ttf", "fonts-humor-sans", tuning},
	{"truetype/sjfonts/Delphine.ttf", "fonts-sjfonts", calibrating},
	{"opentype/tlwg/Purisa.otf", "fonts-tlwg-purisa-otf", calibrating},
	{"opentype/comic-neue/ComicNeue-Light.otf", "fonts-comic-neue", tuning},
	{"opentype/dancingscript/DancingScript-Regular.otf", "fonts-dancingscript", tuning},
	{"opentype/bwht/BecauseWeMentor-Regular.otf", "fonts-bwht", held},
	{"truetype/fifthhorseman/dkg.ttf", "fonts-dkg-handwriting", held},
	{"truetype/kristi/Kristi.ttf", "fonts-kristi", held},
	{"truetype/rufscript/Rufscript010.ttf", "fonts-rufscript", held},
	{"truetype/sjfonts/SteveHand.ttf", "fonts-sjfonts", held},
}

// figures are more hands, in which figures are written: they lack accents.
var figures = []file{
	{"opentype/kaushanscript/KaushanScript-Regular.otf", "fonts-kaushanscript", tuning},
	{"truetype/tomsontalks/TomsonTalks.ttf", "fonts-tomsontalks", tuning},
	{"truetype/ecolier-court/Ecolier-court.ttf", "fonts-ecolier-court", tuning},
	{"truetype/malayalam/Karumbi-Regular.ttf", "fonts-smc-karumbi", calibrating},
	{"truetype/Navilu/Navilu.ttf", "fonts-navilu", tuning},
	{"truetype/nanum/NanumPen.ttf", "fonts-nanum-extra", tuning},
	{"truetype/nanum/NanumBrush.ttf", "fonts-nanum-extra", tuning},
	{"truetype/nanum/NanumBarunpenR.ttf", "fonts-nanum-extra", tuning},
	{"truetype/seto/setofont.ttf", "fonts-seto", tuning},
	{"truetype/kiloji/kiloji.ttf", "fonts-kiloji", calibrating},
	{"truetype/aoyagi-soseki/aoyagi-soseki.ttf", "fonts-aoyagi-soseki", tuning},
}

// writers are more hands, in which lines of letters and figures are written to learn
// from. Some are print that a hand's distortions make strange.
var writers = []file{
	{"truetype/femkeklaver/femkeklaver.ttf", "fonts-femkeklaver", tuning},
	{"truetype/klee/KleeOne-Regular.ttf", "fonts-klee", tuning},
	{"truetype/yozvox-yozfont/YOzBE_.ttf", "fonts-yozvox-yozfont", tuning},
	{"truetype/yusei-magic/YuseiMagic-Regular.ttf", "fonts-yusei-magic", tuning},
	{"truetype/leckerli-one/LeckerliOne-Regular.ttf", "fonts-leckerli-one", tuning},
	{"opentype/lobster/lobster.otf", "fonts-lobster", tuning},
	{"opentype/havana/Havana-Regular.otf", "fonts-havana", tuning},
	{"truetype/aoyagi-kouzan-t/AoyagiKouzanT.ttf", "fonts-aoyagi-kouzan-t", tuning},
	{"truetype/kouzan-mouhitsu/kouzan-mouhitsu.ttf", "fonts-kouzan-mouhitsu", tuning},
	{"opentype/levien/TypoScript.otf", "fonts-levien-typoscript", tuning},
	{"opentype/malayalam/Chilanka-Regular.otf", "fonts-smc-chilanka", tuning},
	{"truetype/unfonts-extra/UnPen.ttf", "fonts-unfonts-extra", tuning},
	{"truetype/unfonts-extra/UnPilgia.ttf", "fonts-unfonts-extra", tuning},
	{"opentype/urw-base35/Z003-MediumItalic.otf", "fonts-urw-base35", tuning},
	{"truetype/comfortaa/Comfortaa-Light.ttf", "fonts-comfortaa", tuning},
	{"truetype/dejavu/DejaVuSans-ExtraLight.ttf", "fonts-dejavu-extra", tuning},
	{"opentype/urw-base35/C059-Italic.otf", "fonts-urw-base35", tuning},
}

// Faces loads the hands of whole papers, once. An error names the packages that are
// missing.
var Faces = sync.OnceValues(func() ([]Face, error) { return load(root, files) })

// Figures loads all hands that write figures, once.
var Figures = sync.OnceValues(func() ([]Face, error) { return load(root, append(slices.Clone(files), figures...)) })

// Writers loads all hands that write lines to learn from, once; `make train-lines` installs
// them.
var Writers = sync.OnceValues(func() ([]Face, error) {
	return load(root, slices.Concat(files, figures, writers))
})

// Folder loads the faces of a folder, in the order of their names: more hands to learn
// from than the distribution has.
func Folder(path string) ([]Face, error) {
	names, err := filepath.Glob(filepath.Join(path, "*.[to]tf"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	files := make([]file, len(names))
	for i, name := range names {
		files[i] = file{path: filepath.Base(name), pack: name, use: tuning}
	}
	return load(path, files)
}

func load(root string, files []file) ([]Face, error) {
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
		faces = append(faces, Face{Name: name, HeldOut: f.use == held, Calibrating: f.use == calibrating, Font: font})
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
