package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"bordereau"
	"bordereau/classify"
	"bordereau/desk"
	"bordereau/intake"
	"bordereau/policy"
)

type readCmd struct {
	JSON      bool          `help:"One JSON object a file."`
	Explain   bool          `help:"Say why each document was understood as it was: cues, what the learned classifier weighed, proofs."`
	Jobs      int           `help:"Files read at the same time; the cores of the machine when 0." default:"0"`
	Languages string        `help:"Languages of the recogniser." default:"fra"`
	PageTime  time.Duration `help:"Longest time for one page." default:"60s"`
	FileTime  time.Duration `help:"Longest time for one file." default:"15m"`
	File      []string      `arg:"" help:"PDF, TIFF, JPEG or PNG files."`

	understandingSettings `embed:""`
	trustSettings         `embed:""`
}

// readFile is what `read --json` prints of a file.
type readFile struct {
	File         string           `json:"file"`
	SHA256       string           `json:"sha256,omitempty"`
	Error        *readError       `json:"error,omitempty"`
	Documents    []readDocument   `json:"documents"`
	Engine       bordereau.Engine `json:"engine"`
	Milliseconds int64            `json:"milliseconds"`
}

type readError struct {
	Code    bordereau.Code `json:"code"`
	Message string         `json:"message"`
}

type readDocument struct {
	Type           bordereau.Type    `json:"type"`
	TypeConfidence float64           `json:"type_confidence"`
	Pages          []readPage        `json:"pages"`
	Text           string            `json:"text"`
	Fields         []bordereau.Field `json:"fields"`
	Checks         []bordereau.Check `json:"checks"`
	Explanation    string            `json:"explanation,omitempty"`
}

type readPage struct {
	Number   int  `json:"number"`
	Width    int  `json:"width"`
	Height   int  `json:"height"`
	DPI      int  `json:"dpi"`
	Rotation int  `json:"rotation"`
	Blank    bool `json:"blank"`
}

func (c *readCmd) Run(w *world) error {
	jobs := c.Jobs
	if jobs == 0 {
		jobs = runtime.NumCPU()
	}
	reader, err := readerSettings{Jobs: jobs, Languages: c.Languages, PageTime: c.PageTime, FileTime: c.FileTime}.reading(w)
	if err != nil {
		return err
	}
	defer reader.Close()
	trust, err := c.open(w)
	if err != nil {
		return err
	}
	understand, divide, err := c.understanding(trust)
	if err != nil {
		return err
	}
	rules := policy.Default()

	// Answers come in the order of the files, whichever is read first.
	answers := make([]chan readFile, len(c.File))
	for i := range answers {
		answers[i] = make(chan readFile, 1)
	}
	var slots sync.WaitGroup
	next := make(chan int)
	for range jobs {
		slots.Go(func() {
			for i := range next {
				answers[i] <- readOne(w.ctx, c.File[i], reader, understand, divide, rules)
			}
		})
	}
	go func() {
		for i := range c.File {
			next <- i
		}
		close(next)
	}()
	failed := false
	for _, answer := range answers {
		f := <-answer
		if !c.Explain {
			for i := range f.Documents {
				f.Documents[i].Explanation = ""
			}
		}
		failed = failed || f.Error != nil
		if err := c.print(w.stdout, f); err != nil {
			return err
		}
	}
	slots.Wait()
	if failed {
		return errSaid
	}
	return nil
}

// readOne reads one file with the code that the workers use.
func readOne(ctx context.Context, path string, reader desk.Reader, understand desk.Understand, divide desk.Divide, rules *policy.Policy) readFile {
	began := time.Now()
	f := readFile{File: path, Documents: []readDocument{}}
	err := func() error {
		data, err := readWithin(path, intake.MaxFileBytes)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		f.SHA256 = hex.EncodeToString(sum[:])
		session, err := reader.Open(ctx, data, false)
		if err != nil {
			return err
		}
		defer session.Close()
		r, err := session.Read(ctx)
		if err != nil {
			return err
		}
		f.Engine = r.Engine
		_, papers, err := desk.Papers(ctx, session, r, understand, divide)
		if err != nil {
			return err
		}
		for _, p := range papers {
			desk.Mask(&p.Reading, &p.Understanding)
			f.Documents = append(f.Documents, documentOf(p.Reading, rules.Statuses(p.Understanding)))
		}
		return nil
	}()
	f.Milliseconds = time.Since(began).Milliseconds()
	if err != nil {
		f.Error = &readError{bordereau.CodeOf(err), bordereau.MessageOf(err)}
	}
	return f
}

// documentOf is a document of a file. Its pages, and those of its fields, are numbered
// as they are in the file.
func documentOf(r bordereau.Reading, u bordereau.Understanding) readDocument {
	d := readDocument{Type: u.Type, TypeConfidence: u.TypeConfidence, Text: r.Text(), Fields: u.Fields, Checks: u.Checks,
		Explanation: new(classify.Classifier).Explain(u)} // by the understanding alone
	inFile := map[int]int{}
	for _, p := range r.Pages {
		inFile[p.Number] = p.InFile()
		d.Pages = append(d.Pages, readPage{p.InFile(), p.Width, p.Height, p.DPI, p.Rotation, p.Blank})
	}
	for i := range d.Fields {
		if n := inFile[d.Fields[i].Page]; n > 0 {
			d.Fields[i].Page = n
		}
	}
	return d
}

func readWithin(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, bordereau.Wrap(bordereau.NotFound, err, "the file %s cannot be opened", path)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, bordereau.Wrap(bordereau.Invalid, err, "the file %s cannot be read", path)
	}
	if int64(len(data)) > limit {
		return nil, bordereau.Errorf(bordereau.TooLarge, "the file %s is larger than %d bytes", path, limit)
	}
	return data, nil
}

func (c *readCmd) print(w io.Writer, f readFile) error {
	if c.JSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(f)
	}
	if f.Error != nil {
		_, err := fmt.Fprintf(w, "%s: %s (%s)\n", f.File, f.Error.Message, f.Error.Code)
		return err
	}
	for _, d := range f.Documents {
		fmt.Fprintf(w, "%s: %s (%.2f), %d page(s), %d ms\n", f.File, d.Type, d.TypeConfidence, len(d.Pages), f.Milliseconds)
		if d.Explanation != "" {
			fmt.Fprint(w, d.Explanation)
			continue
		}
		for _, field := range d.Fields {
			var proofs []string
			for _, p := range field.Proofs {
				proofs = append(proofs, string(p.Kind)+": "+p.Detail)
			}
			fmt.Fprintf(w, "  %-12s %-20s %s    [%s]\n", field.Status, field.Name, strings.ReplaceAll(field.Value, "\n", " "), strings.Join(proofs, "; "))
		}
		for _, ch := range d.Checks {
			fmt.Fprintf(w, "  %-12s %-20s %s\n", ch.Verdict, ch.Rule, ch.Detail)
		}
	}
	return nil
}
