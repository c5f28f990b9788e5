package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// intake uploads files of a size at a number of connections against a desk of its
// own (bordereau up, workers and quota off), and prints how many were accepted a
// second, how long they took, and what the server's memory did meanwhile. The load
// runs on the same cores.
func intake(args []string, out io.Writer) (err error) {
	fs := flag.NewFlagSet("intake", flag.ContinueOnError)
	n := fs.Int("n", 50_000, "uploads")
	size := fs.Int("size", 100_000, "bytes of a file")
	conns := fs.Int("c", 16, "connections")
	binary_ := fs.String("bordereau", "bin/bordereau", "the program")
	server := fs.String("server", "", "a running desk instead of one of its own")
	key := fs.String("key", "", "its branch key")
	if err := fs.Parse(args); err != nil {
		return err
	}
	pid := 0
	if *server == "" {
		dir, err := os.MkdirTemp("", "bordereau-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		d, err := startDesk(*binary_, dir)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, d.stop()) }()
		*server, pid = d.url, d.cmd.Process.Pid
		k, err := exec.Command(*binary_, "key", "add", "--data", dir, "--label", "bench", "--role", "branch", "--branch", "00742").Output()
		if err != nil {
			return fmt.Errorf("adding a key: %w", err)
		}
		*key = strings.TrimSpace(string(k))
	}
	load := &load{url: *server + "/v1/deposits", key: *key, size: *size}
	load.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *conns, MaxConnsPerHost: *conns, WriteBufferSize: *size + 4<<10}, Timeout: time.Minute}
	if err := load.run(min(500, *n), *conns); err != nil { // warm
		return err
	}
	load.took, load.refused = nil, atomic.Int64{}

	fmt.Fprintf(out, "%d uploads of %d bytes at %d connections, one branch, quota and workers off\n\n", *n, *size, *conns)
	fmt.Fprintln(out, "| uploads | accepted/s | p50 ms | p99 ms | max ms | refused | server RSS MB |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|---|")
	const parts = 10
	began := time.Now()
	var all []time.Duration
	for i := range parts {
		load.took = nil
		start := time.Now()
		if err := load.run(*n/parts, *conns); err != nil {
			return err
		}
		secs := time.Since(start).Seconds()
		all = append(all, load.took...)
		row(out, strconv.Itoa((i+1)*(*n/parts)), load.took, secs, load.refused.Load(), rss(pid))
	}
	row(out, "all", all, time.Since(began).Seconds(), load.refused.Load(), rss(pid))
	return nil
}

func row(out io.Writer, name string, took []time.Duration, secs float64, refused int64, mb int) {
	slices.Sort(took)
	at := func(q float64) float64 {
		if len(took) == 0 {
			return 0
		}
		return float64(took[min(len(took)-1, int(q*float64(len(took))))].Microseconds()) / 1000
	}
	fmt.Fprintf(out, "| %s | %.0f | %.1f | %.1f | %.1f | %d | %d |\n", name, float64(len(took))/secs, at(0.50), at(0.99), at(1), refused, mb)
}

type load struct {
	url, key string
	size     int
	client   *http.Client
	serial   atomic.Uint64
	refused  atomic.Int64

	mu   sync.Mutex
	took []time.Duration
}

// run makes n uploads, no two files alike.
func (l *load) run(n, conns int) error {
	var left atomic.Int64
	left.Store(int64(n))
	errs := make(chan error, conns)
	var wg sync.WaitGroup
	for range conns {
		wg.Go(func() {
			file := make([]byte, l.size)
			r := rand.NewChaCha8([32]byte{byte(l.serial.Add(1))})
			if _, err := r.Read(file); err != nil {
				errs <- err
				return
			}
			copy(file, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x00\x00\x00\x00")
			for left.Add(-1) >= 0 {
				binary.LittleEndian.PutUint64(file[64:], l.serial.Add(1))
				binary.LittleEndian.PutUint64(file[72:], uint64(time.Now().UnixNano()))
				start := time.Now()
				status, err := l.upload(file)
				if err != nil {
					errs <- err
					return
				}
				if status != http.StatusAccepted {
					l.refused.Add(1)
					continue
				}
				l.mu.Lock()
				l.took = append(l.took, time.Since(start))
				l.mu.Unlock()
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

func (l *load) upload(file []byte) (int, error) {
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	if _, err := form.CreateFormFile("file", "scan.png"); err != nil {
		return 0, err
	}
	tail := "\r\n--" + form.Boundary() + "--\r\n"
	size := int64(head.Len() + len(file) + len(tail))
	req, err := http.NewRequest(http.MethodPost, l.url, io.MultiReader(&head, bytes.NewReader(file), strings.NewReader(tail)))
	if err != nil {
		return 0, err
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+l.key)
	resp, err := l.client.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, errors.Join(err, resp.Body.Close())
}

// rss is the resident memory of a process in MB.
func rss(pid int) int {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				return 0
			}
			return kb / 1024
		}
	}
	return 0
}

// ownDesk is a desk started for a bench.
type ownDesk struct {
	url string
	cmd *exec.Cmd
}

func startDesk(binary, dir string, more ...string) (*ownDesk, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	if len(more) == 0 {
		more = []string{"--no-workers"}
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	d := &ownDesk{url: "http://" + addr, cmd: exec.Command(binary, append([]string{"--log-level", "warn", "up", "--data", dir, "--listen", addr, "--no-quota", "--objects-mode", "GOVERNANCE"}, more...)...)}
	d.cmd.Stdout, d.cmd.Stderr = log, log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	deadline := time.Now().Add(time.Minute)
	for tick := time.NewTicker(50 * time.Millisecond); ; <-tick.C {
		if resp, err := http.Get(d.url + "/readyz"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return d, nil
			}
		}
		if time.Now().After(deadline) {
			b, _ := os.ReadFile(filepath.Join(dir, "log")) // only to say why
			return nil, errors.Join(fmt.Errorf("the desk does not answer: %s", b), d.stop())
		}
	}
}

func (d *ownDesk) stop() error {
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return d.cmd.Wait()
}
