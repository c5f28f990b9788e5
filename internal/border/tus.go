package border

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bordereau"
	"bordereau/desk"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
)

// Uploads takes files in that arrive in chunks.
type Uploads interface {
	CreateUpload(ctx context.Context, by bordereau.Principal, u desk.Upload) (desk.Upload, error)
	Upload(ctx context.Context, by bordereau.Principal, id string) (desk.Upload, error)
	AppendUpload(ctx context.Context, by bordereau.Principal, id string, offset int64, r io.Reader, verify func() error) (desk.Upload, error)
	EndUpload(ctx context.Context, by bordereau.Principal, id string) error
	CloseUploads(ctx context.Context, by bordereau.Principal, ids []string, key string, decl desk.Declaration) (desk.Delivered, error)
}

const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,creation-with-upload,checksum,expiration,termination"
	tusChecksums  = "sha256,sha1"
	offsetStream  = "application/offset+octet-stream"

	codeVersion  bordereau.Code = "precondition_failed"
	codeChecksum bordereau.Code = "checksum_mismatch"
)

// Tus serves the resumable upload protocol 1.0 (https://tus.io) below a path.
type Tus struct {
	gate    *Gate
	uploads Uploads
	metrics *Metrics
	base    string // where uploads are
	after   string // where the deposit that an upload became is, its id to follow
	channel bordereau.Channel
}

// NewTus makes the protocol's handlers for uploads at base, of deposits at after.
func NewTus(g *Gate, u Uploads, m *Metrics, base, after string, channel bordereau.Channel) *Tus {
	return &Tus{g, u, m, base, after, channel}
}

// TusTable is the access table of uploads at base.
func TusTable(base string) Table {
	one := base + "/:id"
	return Table{
		{Method: "OPTIONS", Path: base, Open: true},
		{Method: "POST", Path: base, Roles: Depositors},
		{Method: "HEAD", Path: one, Roles: Depositors},
		{Method: "PATCH", Path: one, Roles: Depositors},
		{Method: "DELETE", Path: one, Roles: Depositors},
		{Method: "POST", Path: one, Roles: Depositors}, // X-HTTP-Method-Override, for lines that pass nothing else
	}
}

// Handlers are those of TusTable.
func (t *Tus) Handlers() map[Call]fiber.Handler {
	one := t.base + "/:id"
	return map[Call]fiber.Handler{
		{"OPTIONS", t.base}: t.describe,
		{"POST", t.base}:    t.versioned(t.create),
		{"HEAD", one}:       t.versioned(t.tell),
		{"PATCH", one}:      t.versioned(t.extend),
		{"DELETE", one}:     t.versioned(t.end),
		{"POST", one}:       t.versioned(t.override),
	}
}

func (t *Tus) describe(c *fiber.Ctx) error {
	c.Set("Tus-Resumable", tusVersion)
	c.Set("Tus-Version", tusVersion)
	c.Set("Tus-Extension", tusExtensions)
	c.Set("Tus-Checksum-Algorithm", tusChecksums)
	c.Set("Tus-Max-Size", strconv.FormatInt(t.gate.cfg.MaxUpload, 10))
	return c.SendStatus(fiber.StatusNoContent)
}

func (t *Tus) versioned(h fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set("Tus-Resumable", tusVersion)
		if c.Get("Tus-Resumable") != tusVersion {
			c.Set("Tus-Version", tusVersion)
			return bordereau.Errorf(codeVersion, "Ce service parle la version %s du protocole tus : annoncez-la dans l'en-tête Tus-Resumable.", tusVersion)
		}
		return h(c)
	}
}

func (t *Tus) override(c *fiber.Ctx) error {
	switch strings.ToUpper(c.Get("X-HTTP-Method-Override")) {
	case http.MethodPatch:
		return t.extend(c)
	case http.MethodDelete:
		return t.end(c)
	case http.MethodHead:
		return t.tell(c)
	}
	return fiber.ErrMethodNotAllowed
}

// create opens an upload, and takes the bytes over that came with it.
func (t *Tus) create(c *fiber.Ctx) error {
	u, err := t.announced(c)
	if err != nil {
		return err
	}
	length := c.Request().Header.ContentLength()
	with := length > 0 || length == -1 // chunked
	if with && !isOffsetStream(c) {
		return notOffsetStream()
	}
	verify, sum, err := checksum(c)
	if err != nil {
		return err
	}
	if u, err = t.uploads.CreateUpload(c.UserContext(), By(c), u); err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, t.base+"/"+u.ID)
	if with {
		u, err = t.append(c, u.ID, 0, verify, sum)
		switch bordereau.CodeOf(err) {
		case bordereau.Busy, bordereau.Quota, bordereau.Conflicting, codeChecksum, codeTimeout, codeMalformed:
			err = nil // the upload stands, and its offset says how far
		}
		if err != nil {
			c.Response().Header.Del(fiber.HeaderLocation)
			return err
		}
	}
	t.where(c, u)
	c.Status(fiber.StatusCreated)
	return nil
}

// announced reads what the head of a creation says of the file.
func (t *Tus) announced(c *fiber.Ctx) (desk.Upload, error) {
	var u desk.Upload
	size, err := whole(c, "Upload-Length")
	if err != nil {
		return u, err
	}
	u.Metadata, u.Size = utils.CopyString(c.Get("Upload-Metadata")), size
	said, err := ParseMetadata(u.Metadata)
	if err != nil {
		return u, err
	}
	if u.Key, err = idempotencyKey(c); err != nil {
		return u, err
	}
	fields := map[string]string{}
	for name, value := range said {
		switch {
		case name == "filename":
			if u.FileName = value; len(value) > 255 {
				return u, Wrong(name, "Le nom du fichier dépasse 255 octets : raccourcissez-le.")
			}
		case name == "filetype": // the content decides
		case name == "idempotency_key":
			if !visible(value) {
				return u, badKey()
			}
			u.Key = value
		case name == "deposit":
			if value != "later" {
				return u, Unknown(name, value)
			}
			u.Grouped = true
		case declares(name):
			fields[name] = strings.TrimSpace(value)
		default:
			return u, Unknown("Upload-Metadata", name)
		}
	}
	u.Declaration, err = declaration(fields, By(c), t.channel)
	return u, err
}

func (t *Tus) tell(c *fiber.Ctx) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	u, err := t.uploads.Upload(c.UserContext(), By(c), id)
	if err != nil {
		return err
	}
	t.where(c, u)
	c.Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	if u.Metadata != "" {
		c.Set("Upload-Metadata", u.Metadata)
	}
	return nil
}

// where says how far an upload is.
func (t *Tus) where(c *fiber.Ctx, u desk.Upload) {
	c.Set("Upload-Offset", strconv.FormatInt(u.Received, 10))
	c.Set("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
	if u.DepositID != "" {
		c.Set(fiber.HeaderContentLocation, t.after+"/"+u.DepositID)
	}
}

func (t *Tus) extend(c *fiber.Ctx) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	if !isOffsetStream(c) {
		return notOffsetStream()
	}
	offset, err := whole(c, "Upload-Offset")
	if err != nil {
		return err
	}
	verify, sum, err := checksum(c)
	if err != nil {
		return err
	}
	u, err := t.append(c, id, offset, verify, sum)
	if err != nil {
		return err
	}
	t.where(c, u)
	return c.SendStatus(fiber.StatusNoContent)
}

func (t *Tus) append(c *fiber.Ctx, id string, offset int64, verify func() error, sum hash.Hash) (desk.Upload, error) {
	cfg := t.gate.cfg
	if declared := int64(c.Request().Header.ContentLength()); declared > cfg.MaxUpload {
		return desk.Upload{}, deliveryTooLarge(cfg.MaxUpload)
	}
	l := &line{r: stream(c), c: c, cfg: cfg, start: time.Now(), most: cfg.MaxUpload, headLeft: -1, sum: sum}
	// What has come is stored even when its sender is gone.
	ctx, cancel := context.WithTimeout(context.Background(), cfg.UploadTimeout+cfg.Deadline)
	defer cancel()
	u, err := t.uploads.AppendUpload(ctx, By(c), id, offset, l, verify)
	t.metrics.uploaded.Add(float64(l.read))
	if err != nil {
		if l.err != nil {
			err = l.err
		}
		l.drain()
	}
	return u, err
}

func (t *Tus) end(c *fiber.Ctx) error {
	id, err := ID(c, "id")
	if err != nil {
		return err
	}
	if err := t.uploads.EndUpload(c.UserContext(), By(c), id); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// closing is the body that makes one deposit of uploads.
type closing struct {
	Uploads   []string `json:"uploads"`
	Branch    string   `json:"branch"`
	Channel   string   `json:"channel"`
	Dossier   string   `json:"dossier"`
	Kind      string   `json:"kind"`
	SlipCount *int     `json:"slip_count"`
	SlipTotal string   `json:"slip_total"`
	Reference string   `json:"reference"`
	Priority  string   `json:"priority"`
	Replaces  string   `json:"replaces"`
}

// CloseUploads makes one deposit of the uploads that a JSON body names.
func (g *Gate) CloseUploads(c *fiber.Ctx, u Uploads, channel bordereau.Channel) (desk.Delivered, error) {
	var none desk.Delivered
	caller := CallerOf(c)
	if caller == nil {
		return none, errSignIn()
	}
	if rule, _ := c.Locals(ruleKey{}).(*Rule); rule == nil || rule.Delivery { // the gate left the token to us
		if err := caller.Check(c.Get(TokenHeader)); err != nil {
			return none, err
		}
	}
	var said closing
	if err := g.JSON(c, &said); err != nil {
		return none, err
	}
	for i, id := range said.Uploads {
		if _, err := uuidOf(id); err != nil {
			return none, Wrong("/uploads/"+strconv.Itoa(i), "Cet envoi n'existe pas, ou plus ; envoyez le fichier à nouveau.")
		}
	}
	key, err := idempotencyKey(c)
	if err != nil {
		return none, err
	}
	fields := map[string]string{"branch": said.Branch, "channel": said.Channel, "dossier": said.Dossier, "kind": said.Kind,
		"slip_total": said.SlipTotal, "reference": said.Reference, "priority": said.Priority, "replaces": said.Replaces}
	if said.SlipCount != nil {
		fields["slip_count"] = strconv.Itoa(*said.SlipCount)
	}
	decl, err := declaration(fields, caller.Principal, channel)
	if err != nil {
		return none, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), g.cfg.UploadTimeout+g.cfg.Deadline)
	defer cancel()
	return u.CloseUploads(ctx, caller.Principal, said.Uploads, key, decl)
}

// IsJSON says whether the request's body is JSON.
func IsJSON(c *fiber.Ctx) bool {
	kind, _, err := mime.ParseMediaType(utils.CopyString(c.Get(fiber.HeaderContentType)))
	return err == nil && kind == fiber.MIMEApplicationJSON
}

func isOffsetStream(c *fiber.Ctx) bool {
	kind, _, err := mime.ParseMediaType(utils.CopyString(c.Get(fiber.HeaderContentType)))
	return err == nil && kind == offsetStream
}

func notOffsetStream() error {
	return bordereau.Errorf(bordereau.Unsupported, "Envoyez les octets du fichier tels quels (%s).", offsetStream)
}

// whole is a head that must be a whole number of bytes.
func whole(c *fiber.Ctx, name string) (int64, error) {
	s := utils.CopyString(c.Get(name))
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || s[0] == '+' {
		e := Malformed("L'en-tête %s doit être un nombre d'octets.", name)
		e.Pointer = name
		return 0, e
	}
	return n, nil
}

// checksum reads Upload-Checksum. Without it there is nothing to verify.
func checksum(c *fiber.Ctx) (verify func() error, sum hash.Hash, err error) {
	head := utils.CopyString(c.Get("Upload-Checksum"))
	if head == "" {
		return nil, nil, nil
	}
	algorithm, encoded, _ := strings.Cut(head, " ")
	switch algorithm {
	case "sha256":
		sum = sha256.New()
	case "sha1":
		sum = sha1.New() // against damage on the line alone; nothing is known by it
	}
	want, bad := base64.StdEncoding.Strict().DecodeString(encoded)
	if sum == nil || bad != nil || len(want) != sum.Size() {
		e := Malformed("L'en-tête Upload-Checksum nomme sha256 ou sha1, puis l'empreinte en base64.")
		e.Pointer = "Upload-Checksum"
		return nil, nil, e
	}
	return func() error {
		if subtle.ConstantTimeCompare(sum.Sum(nil), want) != 1 {
			return bordereau.Errorf(codeChecksum, "Ces octets ne sont pas arrivés comme ils sont partis ; envoyez-les à nouveau.")
		}
		return nil
	}, sum, nil
}

// ParseMetadata reads Upload-Metadata: pairs of a key and a base64 value, which may
// be missing, with commas between them; every key once.
func ParseMetadata(head string) (map[string]string, error) {
	said := map[string]string{}
	if head == "" {
		return said, nil
	}
	for _, pair := range strings.Split(head, ",") {
		key, encoded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(encoded)
		if _, twice := said[key]; twice || key == "" || err != nil || !utf8.Valid(value) || !visible(key) {
			bad := Malformed("L'en-tête Upload-Metadata n'a pas pu être compris : des paires « clé base64 » séparées par des virgules, chaque clé une fois.")
			bad.Pointer = "Upload-Metadata"
			return nil, errors.Join(bad, err)
		}
		said[key] = string(value)
	}
	return said, nil
}
