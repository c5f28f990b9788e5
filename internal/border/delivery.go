package border

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
)

// Deposits begins deliveries.
type Deposits interface {
	// Begin opens a delivery under an idempotency key ("" for none). Busy when the
	// desk pushes back, Quota when this caller sent too much.
	Begin(ctx context.Context, by bordereau.Principal, idempotencyKey string) (Delivery, error)
}

// Delivery takes files in one after the other and makes a deposit of them.
type Delivery interface {
	// AddFile reads r to its end. The name is for display only.
	AddFile(ctx context.Context, name string, r io.Reader) error
	// Commit answers once everything is stored.
	Commit(ctx context.Context, d desk.Declaration) (desk.Delivered, error)
	// Close lets go of what was spooled; after Commit too.
	Close()
}

// DepositsOf makes Deposits of a method that gives its own kind of delivery.
func DepositsOf[D Delivery](begin func(context.Context, bordereau.Principal, string) (D, error)) Deposits {
	return begins[D](begin)
}

type begins[D Delivery] func(context.Context, bordereau.Principal, string) (D, error)

func (b begins[D]) Begin(ctx context.Context, by bordereau.Principal, key string) (Delivery, error) {
	d, err := b(ctx, by, key)
	if err != nil {
		return nil, err // a nil *D in an interface would not be nil
	}
	return d, nil
}

const (
	partHeadBytes = 16 << 10 // of one part's head
	drainBytes    = 4 << 20  // of a refused body that are still read, so that the sender sees the answer
	drainTime     = 3 * time.Second
	readAhead     = 36 << 10 // what buffered readers may take beyond what was asked
)

// line is the body of a delivery as it arrives: counted, timed, and bounded in
// what a part's head may hold (mime/multipart itself would take 10 MiB).
type line struct {
	r        io.Reader
	c        *fiber.Ctx
	cfg      Config
	start    time.Time
	read     int64
	most     int64
	headLeft int64 // bytes left while a head is read; negative: not reading one
	sum      hash.Hash
	err      error
}

func (l *line) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if l.headLeft >= 0 {
		if l.headLeft == 0 {
			l.err = Damaged(nil)
			return 0, l.err
		}
		p = p[:min(int64(len(p)), l.headLeft)]
	}
	// A sender may be silent for the grace time, and then has to keep the lowest
	// rate on average: one byte a second never holds a place for long.
	due := l.start.Add(l.cfg.UploadGrace + time.Duration(l.read/l.cfg.UploadRate)*time.Second)
	if last := l.start.Add(l.cfg.UploadTimeout); due.After(last) {
		due = last
	}
	if err := l.c.Context().SetReadDeadline(due); err != nil {
		l.err = cutOff(err)
		return 0, l.err
	}
	n, err := l.r.Read(p)
	l.read += int64(n)
	if l.headLeft >= 0 {
		l.headLeft -= int64(n)
	}
	if l.sum != nil {
		l.sum.Write(p[:n])
	}
	if l.read > l.most {
		l.err = deliveryTooLarge(l.most)
		return 0, l.err
	}
	if err != nil && err != io.EOF {
		l.err = cutOff(err)
		return n, l.err
	}
	return n, err
}

// Receive reads a delivery's form off the line and hands its files on as they
// come; no file is ever held in memory. The declaration's fields may stand
// before or after the files. For people, the form token must come first.
func (g *Gate) Receive(c *fiber.Ctx, deposits Deposits, m *Metrics, channel bordereau.Channel) (desk.Delivered, error) {
	caller := CallerOf(c)
	if caller == nil {
		return desk.Delivered{}, errSignIn()
	}
	l := &line{r: stream(c), c: c, cfg: g.cfg, start: time.Now(), most: g.cfg.maxDelivery(), headLeft: -1}
	done, err := g.receive(c, l, caller, deposits, m, channel)
	if err != nil {
		l.drain()
	}
	return done, err
}

// Streamed hands the plain body over as it comes off the line, counted and timed
// like a delivery, at most one file's size.
func (g *Gate) Streamed(c *fiber.Ctx, use func(io.Reader) error) error {
	l := &line{r: stream(c), c: c, cfg: g.cfg, start: time.Now(), most: g.cfg.MaxFile, headLeft: -1}
	err := use(l)
	if l.err != nil {
		err = l.err
	}
	if err != nil {
		l.drain()
	}
	return err
}

// drain reads a little of what a refused sender still sends: closing at once
// would reset the connection before the answer is read.
func (l *line) drain() {
	if bordereau.CodeOf(l.err) == codeTimeout {
		l.c.Set(fiber.HeaderConnection, "close") // who sends nothing is not waited for again
		return
	}
	if declared := int64(l.c.Request().Header.ContentLength()); declared >= 0 && declared-l.read > drainBytes {
		l.c.Set(fiber.HeaderConnection, "close")
	}
	if l.c.Context().SetReadDeadline(time.Now().Add(drainTime)) != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, l.r, drainBytes); !errors.Is(err, io.EOF) {
		l.c.Set(fiber.HeaderConnection, "close")
	}
}

func (g *Gate) receive(c *fiber.Ctx, l *line, caller *Caller, deposits Deposits, m *Metrics, channel bordereau.Channel) (desk.Delivered, error) {
	var none desk.Delivered
	if int64(c.Request().Header.ContentLength()) > l.most {
		return none, deliveryTooLarge(l.most)
	}
	kind, params, err := mime.ParseMediaType(utils.CopyString(c.Get(fiber.HeaderContentType)))
	if err != nil || kind != fiber.MIMEMultipartForm || params["boundary"] == "" || len(params["boundary"]) > 200 {
		return none, bordereau.Errorf(bordereau.Unsupported, "Envoyez les fichiers par formulaire (multipart/form-data).")
	}
	key, err := idempotencyKey(c)
	if err != nil {
		return none, err
	}
	digest, err := ParseContentDigest(utils.CopyString(c.Get("Content-Digest")))
	if err != nil {
		return none, err
	}
	if digest != "" {
		l.sum = sha256.New()
	}
	// The work's own deadline: storing may outlast a plain request.
	ctx, cancel := context.WithTimeout(context.Background(), g.cfg.UploadTimeout+g.cfg.Deadline)
	defer cancel()

	box := &letterbox{g: g, caller: caller, fields: map[string]string{}, tokenSeen: caller.Token == "" || caller.Check(c.Get(TokenHeader)) == nil}
	if digest != "" {
		box.sum = sha256.New()
	}
	begin := func() (Delivery, error) { return deposits.Begin(ctx, caller.Principal, key) }
	if box.tokenSeen {
		if box.delivery, err = begin(); err != nil {
			return none, err
		}
	} else {
		box.begin = begin
	}
	defer func() {
		if box.delivery != nil {
			box.delivery.Close()
		}
	}()
	if err := box.read(ctx, l, multipart.NewReader(l, params["boundary"])); err != nil {
		return none, err
	}
	m.uploaded.Add(float64(l.read))
	if digest != "" {
		// RFC 9530 speaks of the content of the message, which is the form; most
		// senders mean the one file in it. Either must fit.
		if hex.EncodeToString(l.sum.Sum(nil)) != digest {
			if box.files != 1 {
				return none, Wrong("Content-Digest", "Une empreinte ne vaut que pour un seul fichier, ou pour le corps entier : ôtez-la, ou envoyez un fichier à la fois.")
			}
			if hex.EncodeToString(box.sum.Sum(nil)) != digest {
				return none, Wrong("Content-Digest", "Le fichier n'a pas l'empreinte annoncée ; envoyez-le à nouveau.")
			}
		}
	}
	decl, err := declaration(box.fields, caller.Principal, channel)
	if err != nil {
		return none, err
	}
	return box.delivery.Commit(ctx, decl)
}

func idempotencyKey(c *fiber.Ctx) (string, error) {
	key := strings.TrimSpace(utils.CopyString(c.Get("Idempotency-Key")))
	if key == "" {
		return "", nil
	}
	if !visible(key) {
		return "", badKey()
	}
	return key, nil
}

// visible says whether s is 1 to 255 visible ASCII characters.
func visible(s string) bool {
	for _, r := range s {
		if r < 0x21 || r > 0x7e {
			return false
		}
	}
	return s != "" && len(s) <= 255
}

func badKey() error {
	e := Malformed("La clé d'idempotence a de 1 à 255 caractères visibles : corrigez-la.")
	e.Pointer = "Idempotency-Key"
	return e
}
