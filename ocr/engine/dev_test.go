package engine

import (
	"bordereau/ocr/testpage"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"syscall"
	"testing"
	"strings"
	"time"
)

func TestDevAnalyse(t *testing.T) {
	quiet()
	files, _ := filepath.Glob(os.Getenv("DEVFILES"))
	sort.Strings(files)
	for _, f := range files {
		data, _ := os.ReadFile(f)
		dpi := 300
		if os.Getenv("DEVDPI") != "" {
			fmt.Sscan(os.Getenv("DEVDPI"), &dpi)
		}
		for q := 0; q < 4; q++ {
			st := time.Now()
			s, err := lay(data, 0, dpi, q*90)
			if err != nil {
				fmt.Println(f, err)
				continue
			}
			el := time.Since(st)
			bw, _ := s.look.even.binary(inkLevel)
			t0 := time.Now()
			a, c, sc := bw.skew(4, maxSkew)
			t1 := time.Now()
			up := bw.upright()
			t2 := time.Now()
			tb, _ := bw.quarters(1)
			a2, c2, sc2 := tb.skew(4, maxSkew)
			fmt.Printf("%-14s rot %d: %v quarter %d skew %.2f letter %.1f parts %d | skew %.2f conf %.2f score %.3g %v | up %.2f %v | turned %.2f %.2f %.3g\n", filepath.Base(f), q*90, el, s.quarter, s.skew, s.look.letter, s.look.parts, a, c, sc, t1.Sub(t0), up, t2.Sub(t1), a2, c2, sc2)
			s.free()
		}
	}
}

func TestDevRead(t *testing.T) {
	files, _ := filepath.Glob(os.Getenv("DEVFILES"))
	sort.Strings(files)
	t0 := time.Now()
	e, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("init", time.Since(t0))
	id, _ := e.Identity()
	fmt.Println(id)
	for _, f := range files {
		data, _ := os.ReadFile(f)
		dpi := 300
		if os.Getenv("DEVDPI") != "" {
			fmt.Sscan(os.Getenv("DEVDPI"), &dpi)
		}
		st := time.Now()
		s, err := lay(data, 0, dpi, 0)
		if err != nil {
			fmt.Println(f, err)
			continue
		}
		t1 := time.Since(st)
		p, err := e.read(s)
		_ = p
		el := time.Since(st)
		truth, _ := os.ReadFile(f[:len(f)-4] + ".txt")
		if truth == nil {
			truth, _ = os.ReadFile(f[:len(f)-4] + ".gold.txt")
		}
		fmt.Printf("%-14s lay %v total %v letter %.1f scale %.2f conf %.3f CER %.4f unordered %.4f blank %v %d\n", filepath.Base(f), t1, el, s.look.letter, s.readScale(), func() float64 {
			var m float64
			n := 0
			for _, w := range p.Words {
				m += w.Confidence * float64(len(w.Text))
				n += len(w.Text)
			}
			return m / float64(n)
		}(), testpage.CER(string(truth), p.Text()), testpage.CERUnordered(string(truth), p.Text()), p.Blank, len(p.Words))
		if os.Getenv("DEVSHOW") != "" {
			fmt.Println(p.Text())
		}
		s.free()
	}
}

func TestDevDump(t *testing.T) {
	f := os.Getenv("DEVFILES")
	data, _ := os.ReadFile(f)
	dpi := 300
	if os.Getenv("DEVDPI") != "" {
		fmt.Sscan(os.Getenv("DEVDPI"), &dpi)
	}
	s, err := lay(data, 0, dpi, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(s.quarter, s.skew, s.look.letter, s.look.parts)
	x, _ := s.turned(s.look.even)
	j, _ := x.jpeg(90)
	os.WriteFile("/tmp/ocrdev/dump.jpg", j, 0o644)
	b, _ := x.binary(inkLevel)
	j, _ = b.jpeg(90)
	os.WriteFile("/tmp/ocrdev/dumpb.jpg", j, 0o644)
}

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestDevCPU(t *testing.T) {
	files, _ := filepath.Glob(os.Getenv("DEVFILES"))
	e, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	var dl, dr, plain time.Duration
	for _, f := range files {
		data, _ := os.ReadFile(f)
		a := cpu()
		s, err := lay(data, 0, 300, 0)
		if err != nil {
			t.Fatal(err)
		}
		b := cpu()
		if _, err := e.readBest(s); err != nil {
			t.Fatal(err)
		}
		c := cpu()
		dl += b - a
		dr += c - b
		s.free()
		cmd := exec.Command("tesseract", f, "stdout", "-l", "fra", "--dpi", "300")
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		plain += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	n := time.Duration(len(files))
	fmt.Println("lay", dl/n, "read", dr/n, "plain", plain/n, "ratio", float64(plain)/float64(dl+dr))
}

func TestDevLeak(t *testing.T) {
	e, err := New(Config{})
	if err != nil { t.Fatal(err) }
	data, _ := os.ReadFile("/tmp/ocrdev/pages/scan5.pgm")
	for i := range 24 {
		s, err := lay(data, 0, 300, 0)
		if err != nil { t.Fatal(err) }
		if _, err := e.read(s); err != nil { t.Fatal(err) }
		s.picture(100)
		s.free()
		if i%4 == 3 { b, _ := os.ReadFile("/proc/self/status"); for _, l := range strings.Split(string(b), "\n") { if strings.HasPrefix(l, "VmRSS") || strings.HasPrefix(l, "VmHWM") { fmt.Print(l, " ") } }; fmt.Println(i) }
	}
}
