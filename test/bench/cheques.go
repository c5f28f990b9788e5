package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"bordereau/internal/specimen"
)

// chequeBench is what a run over drawn cheques was asked for.
type chequeBench struct {
	n      int // cheques a row
	seed   uint64
	jobs   int
	rows   []chequeRow
	record string // file of what was read, a cheque a line; a run goes on where it ends
	show   bool   // say what was misread
	layout string // of all cheques; empty lets the seed choose
	only   string // the flaw that all cheques have; empty lets the seed choose
	hand   bool   // all are filled in by hand, not one in three
	typed  bool   // all are typed
}

// chequeRow is one row of a table: how the cheques were scanned.
type chequeRow struct {
	dpi     int
	picture string // grey, bitonal (a fixed threshold), adaptive (one of each place's own), photo (by telephone)
	grade   specimen.Grade
}

var (
	gradeNames   = []string{"clean", "light", "medium", "heavy"}
	pictureNames = []string{"grey", "bitonal", "adaptive", "photo"}
)

func (r chequeRow) String() string {
	return fmt.Sprintf("%d | %s | %s", r.dpi, r.picture, gradeNames[r.grade])
}

// cheques measures the reading of drawn cheques whose seeds, and so layouts, were
// never used for tuning: the code line by itself, and every field through the engine,
// the understanding and the policy, as `bordereau read` and the workers do.
func cheques(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("cheques", flag.ContinueOnError)
	c := chequeBench{}
	fs.IntVar(&c.n, "n", 400, "cheques a row of the tables")
	fs.Uint64Var(&c.seed, "seed", specimen.HeldOut+20_000, "of the first cheque")
	fs.IntVar(&c.jobs, "jobs", runtime.NumCPU(), "cheques at the same time")
	fs.StringVar(&c.record, "record", "", "file that keeps what was read; a run that was broken off goes on from it")
	fs.BoolVar(&c.show, "show", false, "say on stderr what was misread")
	fs.StringVar(&c.only, "flaw", "", "what is wrong with every cheque: "+strings.Join(flaws, ", "))
	fs.StringVar(&c.layout, "layout", "", "form of all cheques; drawn and composed are many")
	fs.BoolVar(&c.hand, "hand", false, "all cheques are filled in by hand, not one in three")
	fs.BoolVar(&c.typed, "typed", false, "all cheques are typed, not two in three")
	what := fs.String("what", "lines,fields", "tables to make")
	dpis := fs.String("dpi", "200,300", "resolutions")
	grades := fs.String("grades", strings.Join(gradeNames, ","), "grades")
	pictures := fs.String("pictures", "grey,bitonal", "kinds of pictures")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if c.only != "" && !slices.Contains(flaws, c.only) {
		return fmt.Errorf("there is no flaw %q", c.only)
	}
	for _, d := range strings.Split(*dpis, ",") {
		dpi, err := strconv.Atoi(d)
		if err != nil {
			return fmt.Errorf("%q is no resolution", d)
		}
		for _, p := range strings.Split(*pictures, ",") {
			for _, name := range strings.Split(*grades, ",") {
				g := slices.Index(gradeNames, name)
				if g < 0 || !slices.Contains(pictureNames, p) {
					return fmt.Errorf("there is no grade %q or picture %q", name, p)
				}
				c.rows = append(c.rows, chequeRow{dpi, p, specimen.Grade(g)})
			}
		}
	}
	for _, w := range strings.Split(*what, ",") {
		var err error
		switch w {
		case "lines":
			err = codeLines(c, out)
		case "fields":
			err = chequeFields(c, out)
		default:
			err = fmt.Errorf("there is no table of %q", w)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// share is a share in percent with its 95 % interval.
func share(k, n int) string {
	lo, hi := wilson(k, n)
	return fmt.Sprintf("%.2f [%.2f-%.2f]", 100*float64(k)/float64(max(n, 1)), 100*lo, 100*hi)
}

// wilson is the 95 % interval of a share.
func wilson(k, n int) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, (mid-half)/(1+z*z/m)), min(1, (mid+half)/(1+z*z/m))
}
