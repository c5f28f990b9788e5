package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bordereau"
	"bordereau/ocr/testpage"
)

// server holds the whole pipeline (upload to read, through HTTP, S3, PostgreSQL
// and Redis) against `bordereau read` on the same files: what the house around
// the reading costs.
func server(args []string, out io.Writer) (err error) {
	fs := flag.NewFlagSet("server", flag.ContinueOnError)
	n := fs.Int("n", 40, "pages")
	rounds := fs.Int("rounds", 3, "rounds, in turns")
	binary := fs.String("bordereau", "bin/bordereau", "the program")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bordereau-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	d, err := startDesk(*binary, dir, "--workers")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	k, err := exec.Command(*binary, "key", "add", "--data", dir, "--label", "bench", "--role", "branch", "--branch", "00742").Output()
	if err != nil {
		return fmt.Errorf("adding a key: %w", err)
	}
	key := strings.TrimSpace(string(k))
	var degradations map[string]testpage.Degradation
	if err := json.Unmarshal(degradationsFile, &degradations); err != nil {
		return err
	}
	fmt.Fprintln(out, "| round | read, pages/min | server, pages/min | server / read |\n|---|---|---|---|")
	sum := 0.0
	for round := range *rounds {
		var files []string
		for i := range *n {
			p, err := testpage.Letter(round**n+i, 300)
			if err != nil {
				return err
			}
			data, err := testpage.JPEG(testpage.Spoil(p, degradations["scan"], i), 85)
			if err != nil {
				return err
			}
			path := filepath.Join(dir, fmt.Sprintf("%d-%02d.jpg", round, i))
			if err := os.WriteFile(path, data, 0o600); err != nil {
				return err
			}
			files = append(files, path)
		}
		began := time.Now()
		if b, err := exec.Command(*binary, append([]string{"read", "--json"}, files...)...).Output(); err != nil {
			return fmt.Errorf("bordereau read: %w: %.300s", err, b)
		}
		alone := time.Since(began)
		through, err := d.throughput(key, files)
		if err != nil {
			return err
		}
		perMinute := func(t time.Duration) float64 { return float64(*n) / t.Minutes() }
		fmt.Fprintf(out, "| %d | %.0f | %.0f | %.2f |\n", round+1, perMinute(alone), perMinute(through), alone.Seconds()/through.Seconds())
		sum += alone.Seconds() / through.Seconds()
	}
	fmt.Fprintf(out, "| mean | | | %s |\n", strconv.FormatFloat(sum/float64(*rounds), 'f', 2, 64))
	return nil
}

// throughput uploads files and waits until the machine has read them all.
func (d *ownDesk) throughput(key string, files []string) (time.Duration, error) {
	began := time.Now()
	var deposits []string
	for _, f := range files {
		id, err := d.deposit(key, f)
		if err != nil {
			return 0, err
		}
		deposits = append(deposits, id)
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for len(deposits) > 0 {
		var got struct {
			Documents []struct {
				State bordereau.State `json:"state"`
			} `json:"documents"`
		}
		if err := d.get(key, "/v1/deposits/"+deposits[0], &got); err != nil {
			return 0, err
		}
		if got.Documents[0].State.Machine() && got.Documents[0].State != bordereau.Decided {
			<-tick.C
			continue
		}
		deposits = deposits[1:]
	}
	return time.Since(began), nil
}

func (d *ownDesk) deposit(key, path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", filepath.Base(path))
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return "", err
	}
	req, err := http.NewRequest(http.MethodPost, d.url+"/v1/deposits", &b)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	var got struct{ ID string }
	err = d.do(req, key, http.StatusAccepted, &got)
	return got.ID, err
}

func (d *ownDesk) get(key, path string, out any) error {
	req, err := http.NewRequest(http.MethodGet, d.url+path, nil)
	if err != nil {
		return err
	}
	return d.do(req, key, http.StatusOK, out)
}

func (d *ownDesk) do(req *http.Request, key string, want int, out any) error {
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return errors.Join(fmt.Errorf("%s %s: status %d: %s", req.Method, req.URL.Path, resp.StatusCode, b), err)
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
