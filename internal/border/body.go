package border

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"os"
	"reflect"
	"strings"
	"unicode/utf8"

	"bordereau"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"
)

const maxDepth = 10 // of a JSON body

// Body reads at most limit bytes of the request's body, as sent.
func Body(c *fiber.Ctx, limit int64, tooLarge string) ([]byte, error) {
	over := bordereau.Errorf(bordereau.TooLarge, tooLarge, size(limit))
	if int64(c.Request().Header.ContentLength()) > limit {
		return nil, over
	}
	data, err := io.ReadAll(io.LimitReader(stream(c), limit+1))
	if err != nil {
		return nil, cutOff(err)
	}
	if int64(len(data)) > limit {
		return nil, over
	}
	return data, nil
}

// stream is the body as it comes off the line. Fiber's own Body would inflate it.
func stream(c *fiber.Ctx) io.Reader {
	if r := c.Context().RequestBodyStream(); r != nil {
		return r
	}
	return bytes.NewReader(c.Request().Body())
}

func cutOff(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) || strings.Contains(err.Error(), "timeout") {
		return bordereau.Wrap(codeTimeout, err, "L'envoi était trop lent et a été interrompu ; envoyez-le à nouveau.")
	}
	return Damaged(err)
}

// Form reads a page's plain form once and keeps it for the handler.
func Form(c *fiber.Ctx, limit int64) (url.Values, error) {
	if v, ok := c.Locals(formKey{}).(url.Values); ok {
		return v, nil
	}
	data, err := Body(c, limit, fieldTooLarge)
	if err != nil {
		return nil, err
	}
	v, err := url.ParseQuery(string(data))
	if err != nil || !utf8.Valid(data) {
		return nil, Damaged(err)
	}
	c.Locals(formKey{}, v)
	return v, nil
}

// JSON reads the body into v: at most the configured size, ten levels deep, no
// key twice, no key that v does not know (case counts), nothing after the value.
func (g *Gate) JSON(c *fiber.Ctx, v any) error {
	kind, _, err := mime.ParseMediaType(utils.CopyString(c.Get(fiber.HeaderContentType)))
	if err != nil || kind != fiber.MIMEApplicationJSON {
		return bordereau.Errorf(bordereau.Unsupported, "Envoyez du JSON (application/json).")
	}
	data, err := Body(c, g.cfg.MaxJSON, "Le JSON dépasse %s : envoyez-en moins.")
	if err != nil {
		return err
	}
	return Decode(data, v)
}

// Decode is JSON's strict decoder.
func Decode(data []byte, v any) error {
	if !utf8.Valid(data) {
		return notJSON()
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	w := walker{dec: d}
	tree, err := w.value("", 0)
	if err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Malformed("Il y a autre chose après le JSON : envoyez une seule valeur.")
	}
	if err := known(tree, reflect.TypeOf(v), ""); err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return Wrong("/"+strings.ReplaceAll(te.Field, ".", "/"), "Cette valeur n'est pas du type attendu ; voyez la description de l'interface.")
		}
		if be, ok := errors.AsType[*bordereau.Error](err); ok {
			return be
		}
		return notJSON()
	}
	return nil
}

type walker struct{ dec *json.Decoder }

func (w walker) value(at string, depth int) (any, error) {
	tok, err := w.dec.Token()
	if err != nil {
		return nil, notJSON()
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return tok, nil
	}
	if depth >= maxDepth {
		return nil, pointed(at, "Le JSON est imbriqué trop profondément : dix niveaux au plus.")
	}
	if delim == '[' {
		list := []any{}
		for w.dec.More() {
			v, err := w.value(fmt.Sprintf("%s/%d", at, len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		if _, err := w.dec.Token(); err != nil {
			return nil, notJSON()
		}
		return list, nil
	}
	obj, folded := map[string]any{}, map[string]bool{}
	for w.dec.More() {
		tok, err := w.dec.Token()
		if err != nil {
			return nil, notJSON()
		}
		key, ok := tok.(string)
		if !ok {
			return nil, notJSON()
		}
		here := at + "/" + escape(key)
		// The decoder below takes keys whatever their case: two that differ in
		// case only would be two voices for one value.
		if fold := strings.ToLower(strings.ToUpper(key)); folded[fold] {
			return nil, pointed(here, "Une clé figure deux fois dans le JSON : ne la donnez qu'une fois.")
		} else {
			folded[fold] = true
		}
		if obj[key], err = w.value(here, depth+1); err != nil {
			return nil, err
		}
	}
	if _, err := w.dec.Token(); err != nil {
		return nil, notJSON()
	}
	return obj, nil
}

func escape(key string) string {
	if len(key) > 100 {
		key = key[:100]
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(strings.ToValidUTF8(key, ""))
}

func pointed(at, message string) error {
	e := Malformed("%s", message)
	if len(at) < 1000 {
		e.Pointer = at
	}
	return e
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// known refuses keys that the type does not have, letter for letter.
func known(tree any, t reflect.Type, at string) error {
	for t.Kind() == reflect.Pointer {
		if t.Implements(unmarshaler) {
			return nil
		}
		t = t.Elem()
	}
	if t.Implements(unmarshaler) || reflect.PointerTo(t).Implements(unmarshaler) {
		return nil
	}
	switch v := tree.(type) {
	case []any:
		if t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
			return nil
		}
		for i := range v {
			if err := known(v[i], t.Elem(), fmt.Sprintf("%s/%d", at, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		switch t.Kind() {
		case reflect.Map:
			for k := range v {
				if err := known(v[k], t.Elem(), at+"/"+escape(k)); err != nil {
					return err
				}
			}
		case reflect.Struct:
			fields := map[string]reflect.Type{}
			fieldsOf(t, fields)
			for k := range v {
				ft, ok := fields[k]
				if !ok {
					e := Wrong(at+"/"+escape(k), "Cette clé n'est pas connue ici ; ôtez-la ou corrigez-la.")
					return e
				}
				if err := known(v[k], ft, at+"/"+escape(k)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func fieldsOf(t reflect.Type, into map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			fieldsOf(f.Type, into)
			continue
		}
		if !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		into[name] = f.Type
	}
}

func size(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d Gio", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d Mio", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d Kio", n>>10)
	}
	return fmt.Sprintf("%d octets", n)
}
