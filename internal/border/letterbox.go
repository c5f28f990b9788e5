package border

import (
	"bufio"
	"context"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"unicode/utf8"

	"bordereau"
)

// letterbox takes a form's parts in.
type letterbox struct {
	g         *Gate
	caller    *Caller
	begin     func() (Delivery, error)
	delivery  Delivery
	fields    map[string]string
	files     int
	tokenSeen bool
	sum       hash.Hash // of the files, when the sender wants one checked
}

func (b *letterbox) read(ctx context.Context, l *line, form *multipart.Reader) error {
	for parts := 0; ; parts++ {
		l.headLeft = partHeadBytes + readAhead
		part, err := form.NextRawPart()
		l.headLeft = -1
		if err == io.EOF {
			break
		}
		if l.err != nil {
			return l.err
		}
		if err != nil {
			return Damaged(err)
		}
		if parts >= b.g.cfg.MaxParts {
			return bordereau.Errorf(bordereau.TooLarge, "Le formulaire a trop de parties : %d au plus.", b.g.cfg.MaxParts)
		}
		if err := b.part(ctx, l, part); err != nil {
			return err
		}
	}
	// What follows the last boundary belongs to the body, and to its digest.
	if _, err := io.Copy(io.Discard, l); err != nil {
		return err
	}
	if !b.tokenSeen {
		return b.caller.Check("")
	}
	if b.files == 0 {
		return Wrong("file", "Aucun fichier n'a été envoyé : choisissez-en un.")
	}
	return nil
}

func (b *letterbox) part(ctx context.Context, l *line, part *multipart.Part) error {
	_, disposition, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return Damaged(err)
	}
	name := disposition["name"]
	file, isFile := disposition["filename"]
	if !isFile {
		return b.field(name, part, l)
	}
	if !b.tokenSeen {
		return b.caller.Check("")
	}
	if name != "file" {
		return Unknown("file", name)
	}
	content := bufio.NewReader(part)
	if file == "" {
		// A page's form with nothing chosen sends one empty file without a name.
		if _, err := content.Peek(1); err == io.EOF {
			return nil
		}
	}
	if b.files >= b.g.cfg.MaxFiles {
		return bordereau.Errorf(bordereau.TooLarge, "Trop de fichiers à la fois : %d au plus.", b.g.cfg.MaxFiles)
	}
	if len(file) > 255 {
		return Wrong("file", "Le nom du fichier dépasse 255 octets : raccourcissez-le.")
	}
	body := &capped{r: content, left: b.g.cfg.MaxFile, limit: b.g.cfg.MaxFile}
	if b.sum != nil {
		body.r = io.TeeReader(content, b.sum)
	}
	err = b.delivery.AddFile(ctx, strings.ToValidUTF8(file, "\uFFFD"), body)
	// What broke the line matters more than what the reader of it made of it.
	switch {
	case l.err != nil:
		return l.err
	case body.err != nil:
		return body.err
	case err != nil:
		return err
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return err
	}
	b.files++
	return nil
}

func (b *letterbox) field(name string, part *multipart.Part, l *line) error {
	data, err := io.ReadAll(io.LimitReader(part, b.g.cfg.MaxField+1))
	if l.err != nil {
		return l.err
	}
	if err != nil {
		return Damaged(err)
	}
	if int64(len(data)) > b.g.cfg.MaxField {
		return bordereau.Errorf(bordereau.TooLarge, fieldTooLarge, size(b.g.cfg.MaxField))
	}
	if !utf8.Valid(data) {
		return Damaged(nil)
	}
	if name == TokenField {
		if b.tokenSeen {
			return nil
		}
		if err := b.caller.Check(string(data)); err != nil {
			return err
		}
		b.tokenSeen = true
		b.delivery, err = b.begin()
		return err
	}
	if !declares(name) {
		return Unknown(short(name), name)
	}
	if _, twice := b.fields[name]; twice {
		return Wrong(name, "Le champ « %s » est donné deux fois : ne le donnez qu'une fois.", name)
	}
	b.fields[name] = strings.TrimSpace(string(data))
	return nil
}

func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

// capped stops a file that is larger than allowed.
type capped struct {
	r     io.Reader
	left  int64
	limit int64
	err   error
}

func (c *capped) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if int64(n) > c.left {
		c.err = bordereau.Errorf(bordereau.TooLarge, "Le fichier dépasse la taille autorisée (%s) ; envoyez-le en plusieurs parties.", size(c.limit))
		return 0, c.err
	}
	c.left -= int64(n)
	if err != nil && err != io.EOF {
		c.err = Damaged(err)
		return n, c.err
	}
	return n, err
}
