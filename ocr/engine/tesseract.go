package engine

/*
#cgo LDFLAGS: -ltesseract -lgomp
#include <malloc.h>
#include <stdlib.h>
#include <omp.h>
#include <tesseract/capi.h>
#include <leptonica/allheaders.h>

// One arena: Go moves between threads, and an arena a thread would each keep a
// page's worth of holes. Pixels are mapped, so that they go back when they are freed.
static void tidy(void) {
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

static float word_confidence(TessResultIterator *it) { return TessResultIteratorConfidence(it, RIL_WORD); }
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/otiai10/gosseract/v2"
)

// Page segmentation modes of Tesseract that are used here.
const (
	modePage   = 3  // a page: find its blocks
	modeBlock  = 6  // one even block of text
	modeLine   = 7  // one line
	modeSparse = 11 // words wherever they stand
)

// recogniser is one initialised Tesseract. gosseract creates it, loads its
// models and destroys it; the pages go in and the words come out through the C
// API, because gosseract's own calls recognise anew for each kind of answer and
// leave their strings behind.
type recogniser struct {
	client *gosseract.Client
	api    *C.TessBaseAPI
	list   string // whitelist in force
	mode   int    // page segmentation in force
}

// newRecogniser loads the models. The caller has checked that each exists:
// gosseract hands Tesseract's complaint about a missing one a buffer too small.
func newRecogniser(folder string, languages []string) (*recogniser, error) {
	C.tidy()
	if n := int(C.omp_get_thread_limit()); n != 1 {
		return nil, fmt.Errorf("OMP_THREAD_LIMIT must be 1 in the environment a reading process is started with, it is %d", n)
	}
	for _, l := range languages {
		if _, err := os.Stat(filepath.Join(folder, l+".traineddata")); err != nil {
			return nil, fmt.Errorf("the model of language %q is missing: %w", l, err)
		}
	}
	client := gosseract.NewClient()
	r := &recogniser{client: client}
	if err := r.load(folder, languages); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return r, nil
}

func (r *recogniser) load(folder string, languages []string) error {
	if err := r.client.SetTessdataPrefix(folder); err != nil {
		return err
	}
	if err := r.client.SetLanguage(languages...); err != nil {
		return err
	}
	if err := r.client.SetVariable("debug_file", os.DevNull); err != nil {
		return err
	}
	// gosseract loads its models with its first recognition: a white spot.
	if err := r.client.SetImageFromBytes([]byte("P5 32 32 255\n" + strings.Repeat("\xff", 32*32))); err != nil {
		return err
	}
	if _, err := r.client.Text(); err != nil {
		return fmt.Errorf("load the models %s: %w", strings.Join(languages, "+"), err)
	}
	// The handle is private to gosseract, of which go.mod names the version.
	h := reflect.ValueOf(r.client).Elem().FieldByName("api")
	if !h.IsValid() || h.Kind() != reflect.UnsafePointer || h.UnsafePointer() == nil {
		return errors.New("this gosseract keeps its handle elsewhere")
	}
	r.api = (*C.TessBaseAPI)(h.UnsafePointer())
	return nil
}

func (r *recogniser) close() error { return r.client.Close() }

func (r *recogniser) set(name, value string) error {
	n, v := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(v))
	if C.TessBaseAPISetVariable(r.api, n, v) == 0 {
		return fmt.Errorf("tesseract does not know the variable %s", name)
	}
	return nil
}

// configure sets mode and whitelist, and asserts the mode: one that was set
// before the models were loaded is silently lost.
func (r *recogniser) configure(mode int, whitelist string) error {
	if r.mode != mode {
		if err := r.set("tessedit_pageseg_mode", strconv.Itoa(mode)); err != nil {
			return err
		}
		n := C.CString("tessedit_pageseg_mode")
		defer C.free(unsafe.Pointer(n))
		var got C.int
		if C.TessBaseAPIGetIntVariable(r.api, n, &got) == 0 || int(got) != mode {
			return fmt.Errorf("tesseract did not take page segmentation %d", mode)
		}
		r.mode = mode
	}
	if r.list != whitelist {
		if err := r.set("tessedit_char_whitelist", whitelist); err != nil {
			return err
		}
		r.list = whitelist
	}
	return nil
}

// seen is one word as it came out, in pixels of the image that went in.
type seen struct {
	text        string
	box         rect
	conf        float64 // 0 to 1
	block, line int     // from 1, counted through the image
}

// recognise runs one recognition of a grey image and takes everything from it.
func (r *recogniser) recognise(x pix, dpi, mode int, whitelist string) ([]seen, error) {
	if err := r.configure(mode, whitelist); err != nil {
		return nil, err
	}
	C.TessBaseAPISetImage2(r.api, (*C.struct_Pix)(unsafe.Pointer(x.p)))
	defer C.TessBaseAPIClear(r.api)
	C.TessBaseAPISetSourceResolution(r.api, C.int(min(max(dpi, 70), 2400)))
	if C.TessBaseAPIRecognize(r.api, nil) != 0 {
		return nil, errors.New("tesseract could not read the image")
	}
	it := C.TessBaseAPIGetIterator(r.api)
	if it == nil {
		return nil, nil // nothing on it
	}
	defer C.TessResultIteratorDelete(it)
	at := C.TessResultIteratorGetPageIterator(it)
	var words []seen
	block, line := 0, 0
	for {
		if C.TessPageIteratorIsAtBeginningOf(at, C.RIL_BLOCK) != 0 {
			block++
		}
		if C.TessPageIteratorIsAtBeginningOf(at, C.RIL_TEXTLINE) != 0 {
			line++
		}
		if w, ok := word(it, at); ok {
			w.block, w.line = max(block, 1), max(line, 1)
			words = append(words, w)
		}
		if C.TessResultIteratorNext(it, C.RIL_WORD) == 0 {
			return words, nil
		}
	}
}

func word(it *C.TessResultIterator, at *C.TessPageIterator) (seen, bool) {
	t := C.TessResultIteratorGetUTF8Text(it, C.RIL_WORD)
	if t == nil {
		return seen{}, false
	}
	defer C.TessDeleteText(t)
	text := strings.TrimSpace(C.GoString(t))
	if text == "" || !utf8.ValidString(text) {
		return seen{}, false
	}
	var left, top, right, bottom C.int
	if C.TessPageIteratorBoundingBox(at, C.RIL_WORD, &left, &top, &right, &bottom) == 0 {
		return seen{}, false
	}
	conf := min(max(float64(C.word_confidence(it))/100, 0), 1)
	return seen{text: text, box: rect{int(left), int(top), int(right - left), int(bottom - top)}, conf: conf}, true
}

// version is Tesseract's own.
func (r *recogniser) version() string { return r.client.Version() }
