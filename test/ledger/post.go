package ledger

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
)

// Home is the branch whose post is sent.
const Home = "00742"

// Post is drawn papers in parcels, with the dossiers they belong to.
type Post struct {
	Customers []specimen.Customer
	Dossiers  map[string]specimen.Customer // by reference
	Parcels   []Parcel

	printed map[string]map[string]string // values by digest
}

// Mix says how many parcels of each kind a post holds.
type Mix struct {
	Slips      int // each with two cheques
	Transfers  int // every third above the ceiling
	RIBs       int
	Duplicates int // of RIBs, in a parcel of their own
	Blanks     int
	Letters    int // born digital complaints
	Damaged    int // files that are not what they say, or torn
}

// Files is how many files a post of the mix holds.
func (m Mix) Files() int {
	return 3*m.Slips + m.Transfers + m.RIBs + m.Duplicates + m.Blanks + m.Letters + m.Damaged
}

// Draw draws a post, on as many cores as there are.
func Draw(seed uint64, m Mix) (*Post, error) {
	p := &Post{Customers: specimen.People(seed, 3+m.Slips+m.Transfers), Dossiers: map[string]specimen.Customer{}, printed: map[string]map[string]string{}}
	day := time.Now().UTC().Truncate(24 * time.Hour)
	n := seed * 1000 % specimen.HeldOut
	var mu sync.Mutex
	var failed error
	var work sync.WaitGroup
	slots := make(chan struct{}, 2)
	draw := func(s specimen.Spec) (File, specimen.Truth) {
		d, err := specimen.Draw(s)
		var data []byte
		if err == nil {
			data, err = specimen.Encode(d, d.Truth.Format)
		}
		f := NewFile(fmt.Sprintf("%s-%d%s", s.Kind, s.Seed, specimen.Extension(d.Truth.Format)), data)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failed = err
		}
		p.printed[f.SHA256] = d.Truth.Fields
		return f, d.Truth
	}
	parcels := make([]*Parcel, 0, m.Files())
	add := func(fill func(*Parcel, uint64)) {
		parcel := &Parcel{Key: fmt.Sprintf("post-%d-%d", seed, len(parcels)), Fields: map[string]string{}}
		parcels = append(parcels, parcel)
		n += 10
		first := n
		work.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			fill(parcel, first)
		})
	}
	who := 0
	customer := func() *specimen.Customer { who++; return &p.Customers[who%len(p.Customers)] }
	for range m.Slips {
		c := customer()
		ref := "REM-" + c.Ref
		p.Dossiers[ref] = *c
		add(func(x *Parcel, n uint64) {
			slip := specimen.Spec{Kind: bordereau.RemittanceSlip, Seed: n, Customer: c, Format: "png", Day: day}
			for i := range uint64(2) {
				f, truth := draw(specimen.Spec{Kind: bordereau.Cheque, Seed: n + 1 + i, Format: "jpeg", Day: day, Set: map[string]string{"payee": c.Name()}})
				x.Files = append(x.Files, f)
				slip.Cheques = append(slip.Cheques, truth)
			}
			f, truth := draw(slip)
			x.Files = append([]File{f}, x.Files...)
			x.Fields = map[string]string{"dossier": ref, "kind": "remittance_slip", "slip_count": "2", "slip_total": truth.Fields["slip_total"]}
		})
	}
	for i := range m.Transfers {
		c := customer()
		p.Dossiers["OUV-"+c.Ref] = *c
		add(func(x *Parcel, n uint64) {
			amount := fmt.Sprintf("%d.50", 300+n%4000)
			if i%3 == 0 {
				amount = fmt.Sprintf("%d.00", 6000+n%9000)
			}
			f, _ := draw(specimen.Spec{Kind: bordereau.TransferOrder, Seed: n, Customer: c, Format: "jpeg", Day: day, Set: map[string]string{"amount": amount}})
			x.Files = []File{f}
			x.Fields["kind"] = "transfer_order"
		})
	}
	holder := &p.Customers[0]
	p.Dossiers["OUV-"+holder.Ref] = *holder
	ribs := len(parcels)
	for range m.RIBs {
		add(func(x *Parcel, n uint64) {
			f, _ := draw(specimen.Spec{Kind: bordereau.BankDetails, Seed: n, Customer: holder, Format: "jpeg", DPI: 200, Day: day,
				Defects: specimen.Defects{Noise: 2}}) // the same details twice are not the same bytes
			x.Files, x.Fields["dossier"] = []File{f}, "OUV-"+holder.Ref
		})
	}
	for range m.Blanks {
		add(func(x *Parcel, n uint64) {
			f, _ := draw(specimen.Spec{Kind: bordereau.Blank, Seed: n, Format: "jpeg", DPI: 200, Day: day})
			x.Files = []File{f}
		})
	}
	for range m.Letters {
		add(func(x *Parcel, n uint64) {
			f, _ := draw(specimen.Spec{Kind: bordereau.Complaint, Seed: n, Customer: holder, Format: "pdf_text", Day: day})
			x.Files = []File{f}
		})
	}
	work.Wait()
	for i := range m.Duplicates {
		of := parcels[ribs+i%max(m.RIBs, 1)]
		parcels = append(parcels, &Parcel{Key: fmt.Sprintf("again-%d-%d", seed, i), Fields: of.Fields, Files: of.Files})
	}
	for i := range m.Damaged {
		whole := parcels[ribs+i%max(m.RIBs, 1)].Files[0]
		f := NewFile(fmt.Sprintf("torn-%d%s", i, filepath.Ext(whole.Name)), whole.data[:len(whole.data)/2+i])
		if i%2 == 1 {
			f = NewFile(fmt.Sprintf("note-%d.pdf", i), fmt.Appendf(nil, "Bonjour %d", i))
		}
		parcels = append(parcels, &Parcel{Key: fmt.Sprintf("bad-%d-%d", seed, i), Fields: map[string]string{}, Files: []File{f}, Final: true})
	}
	for _, x := range parcels {
		p.Parcels = append(p.Parcels, *x)
	}
	return p, failed
}

// Printed tells what is printed on a paper, by the digest of its bytes.
func (p *Post) Printed(sha256 string) (map[string]string, bool) {
	v, ok := p.printed[sha256]
	return v, ok && len(v) > 0
}

// Staff is who works at a site: keys by role, passwords by login.
type Staff struct{ Keys, Passwords map[string]string }

// Prepare adds keys and people, imports the post's customers and opens its
// dossiers at a desk that is ready.
func (s *Site) Prepare(ctx context.Context, base string, p *Post) (Staff, error) {
	st := Staff{Keys: map[string]string{}, Passwords: map[string]string{}}
	var err error
	for role, branch := range map[string]string{"branch": Home, "supervisor": "", "booking": ""} {
		if st.Keys[role], err = s.Tool(ctx, "key", "add", "--label", role, "--role", role, "--branch", branch); err != nil {
			return st, err
		}
	}
	for _, login := range []string{"camille", "nadia", "ines"} {
		out, err := s.Tool(ctx, "user", "add", "--login", login, "--role", "clerk")
		if err != nil {
			return st, err
		}
		_, after, _ := strings.Cut(out, "password ")
		st.Passwords[login], _, _ = strings.Cut(after, " ")
	}
	var csv bytes.Buffer
	if err := specimen.CustomersCSV(&csv, p.Customers); err != nil {
		return st, err
	}
	path := filepath.Join(s.Dir, "customers.csv")
	if err := os.WriteFile(path, csv.Bytes(), 0o600); err != nil {
		return st, err
	}
	if _, err := s.Tool(ctx, "import", "customers", path); err != nil {
		return st, err
	}
	who := &caller{base: base, bearer: st.Keys["supervisor"], client: &http.Client{}}
	for ref, c := range p.Dossiers {
		kind := "account_opening"
		if strings.HasPrefix(ref, "REM") {
			kind = "cheque_remittance"
		}
		status, err := who.call(ctx, http.MethodPost, "/v1/dossiers", map[string]any{
			"ref": ref, "kind": kind, "title": c.Name(), "branch": Home, "customers": []string{c.Ref}}, nil)
		if err != nil || status != http.StatusCreated {
			return st, fmt.Errorf("dossier %s: %d %w", ref, status, err)
		}
	}
	return st, nil
}
