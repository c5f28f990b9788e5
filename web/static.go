package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// mediaTypes are those of what may be served; what has another name is not served.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2",
}

// asset is one file of the application, also as it is sent to those who take gzip.
type asset struct {
	kind  string
	plain []byte
	small []byte // nil where compressing gains nothing
}

// assets are the files of the application, and the digest over all of them that
// stands in their addresses: a browser keeps them until they change, and a module
// that imports another one gets it from the same build.
type assets struct {
	digest string
	files  map[string]asset
	icons  map[string]template.HTML
}

func loadAssets() (*assets, error) {
	names, err := fs.Glob(files, "static/*")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	a := &assets{files: map[string]asset{}}
	all := sha256.New()
	for _, name := range names {
		base := path.Base(name)
		if mediaTypes[path.Ext(base)] == "" {
			continue
		}
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		fmt.Fprintf(all, "%s %d\n", base, len(data))
		all.Write(data)
		a.add(base, data)
	}
	a.draw()
	if err := a.join(); err != nil {
		return nil, err
	}
	a.digest = hex.EncodeToString(all.Sum(nil))[:16]
	return a, nil
}

func (a *assets) add(name string, data []byte) {
	a.files[name] = asset{mediaTypes[path.Ext(name)], data, squeezed(data, gzip.BestCompression)}
}

// squeezed is data as gzip, nil if that is hardly smaller.
func squeezed(data []byte, level int) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return nil
	}
	if _, err := w.Write(data); err != nil {
		return nil
	}
	if err := w.Close(); err != nil || b.Len() > len(data)*9/10 {
		return nil
	}
	return b.Bytes()
}

// path is the address of a file; a file that is not there is an error of the template.
func (a *assets) path(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("web: no file %q", name)
	}
	return "/static/" + a.digest + "/" + name, nil
}

var symbol = regexp.MustCompile(`<symbol id="([a-z0-9-]+)"[^>]*>(.*)</symbol>`)

// draw makes the icons of what icons.svg holds. They stand in the pages as they are: what
// is used from another file is drawn when that has come, and a page laid out once more.
func (a *assets) draw() {
	a.icons = map[string]template.HTML{}
	for _, m := range symbol.FindAllSubmatch(a.files["icons.svg"].plain, -1) {
		a.icons[string(m[1])] = template.HTML(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">` + strings.ReplaceAll(string(m[2]), "/> <", "/><") + `</svg>`) //nolint:gosec // the program's own drawings
	}
}

// icon is an icon by its name; the word beside it says what it means.
func (a *assets) icon(name string) (template.HTML, error) {
	drawn, ok := a.icons[name]
	if !ok {
		return "", fmt.Errorf("web: no icon %q", name)
	}
	return drawn, nil
}

// static sends a file. Under the digest of this build it never changes; under
// another one (a page from before an upgrade) it is the newest, and not kept.
func (s *Server) static(c *fiber.Ctx) error {
	name, err := border.Param(c, "name")
	if err != nil {
		return err
	}
	build, err := border.Param(c, "build")
	if err != nil {
		return err
	}
	return s.send(c, name, build == s.assets.digest)
}

func (s *Server) favicon(c *fiber.Ctx) error { return s.send(c, "mark.svg", false) }

func (s *Server) send(c *fiber.Ctx, name string, keep bool) error {
	file, ok := s.assets.files[name]
	if !ok {
		return border.ErrNotFound()
	}
	c.Set(fiber.HeaderContentType, file.kind)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if keep {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	} else {
		c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	}
	if file.small != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.small)
	}
	return c.Send(file.plain)
}
