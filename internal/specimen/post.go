package specimen

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bordereau"
)

// Mail is a branch's morning post: whom it is from, the dossiers that wait for
// it, and the deposits as the branch would send them.
type Mail struct {
	Customers []Customer
	Dossiers  []Dossier
	Deposits  []Deposit
}

// Dossier is one to create before the post is sent.
type Dossier struct {
	Ref      string `json:"ref"`
	Type     string `json:"type"` // account_opening, cheque_remittance
	Customer string `json:"customer_ref"`
	Label    string `json:"label"`
}

// Deposit is one delivery: what the branch declares, and its files.
type Deposit struct {
	Reference string `json:"reference"`
	Dossier   string `json:"dossier,omitempty"`
	Kind      string `json:"kind,omitempty"`
	SlipCount int    `json:"slip_count,omitempty"` // 0: not declared
	SlipTotal string `json:"slip_total,omitempty"` // "1237.56" in EUR; empty: not declared
	Files     []File `json:"files"`
}

// File is one scan with its truth.
type File struct {
	Name  string `json:"name"`
	Data  []byte `json:"-"`
	Truth Truth  `json:"truth"`
}

// Ceiling is the amount above which the post's transfer order wants a second pair
// of eyes; one order lies above it and one below.
var Ceiling = bordereau.Money{Minor: 25_000_00, Currency: "EUR"}

// Post draws a morning's post on Day: every kind, clean and bad, with wrong keys,
// a duplicate, slips that balance and one that does not.
func Post(seed uint64) (Mail, error) { return PostOn(seed, Day) }

// PostOn is Post as it comes on a given day.
func PostOn(seed uint64, day time.Time) (Mail, error) {
	m := morning{seed: seed % HeldOut, day: day}
	m.Customers = People(seed, 12)
	m.pack()
	return m.Mail, m.err
}

type morning struct {
	Mail
	seed uint64
	day  time.Time
	n    int
	err  error
}

func (m *morning) pack() {
	p := m.Customers
	skewed, noisy := Defects{Skew: 3.1, Noise: 4, ShiftX: 2}, Defects{Skew: -1.2, Noise: 14, Shade: 0.25}
	light, medium := Graded(Light, m.seed), Graded(Medium, m.seed+1)

	o := m.opening(&p[0])
	m.deposit(Deposit{Dossier: o}, m.paper(bordereau.IdentityCard, &p[0], "png", Defects{}),
		m.paper(bordereau.ProofOfAddress, &p[0], "pdf", light), m.paper(bordereau.BankDetails, &p[0], "pdf_text", Defects{}))
	first := m.last()
	o = m.opening(&p[1])
	m.deposit(Deposit{Dossier: o}, m.paper(bordereau.Passport, &p[1], "jpeg_rgb", light), m.paper(bordereau.ProofOfAddress, &p[1], "tiff", skewed))
	o = m.opening(&p[2])
	m.deposit(Deposit{Dossier: o}, m.paper(bordereau.IdentityCard, &p[2], "jpeg", Defects{Rotation: 180, Noise: 3}),
		m.paper(bordereau.ProofOfAddress, &p[2], "png", Defects{Rotation: 90, Skew: 0.6}),
		m.paper(bordereau.BankDetails, &p[2], "pdf_g4", Defects{WrongKey: true}))
	o = m.opening(&p[3])
	m.deposit(Deposit{Dossier: o}, m.paper(bordereau.IdentityCard, &p[3], "jpeg", Defects{WrongKey: true, Skew: 0.4}),
		m.paper(bordereau.ProofOfAddress, &p[3], "jpeg", Defects{Unreadable: true, JPEG: 40}))

	m.remittance(&p[4], false, Defects{}, "jpeg", Defects{}, Defects{Skew: 0.5, Noise: 3}, Defects{})
	m.remittance(&p[5], true, Defects{WrongTotal: true}, "jpeg", Defects{Noise: 4}, Defects{})
	m.remittance(&p[6], false, Defects{Skew: -0.7}, "tiff_g4", Defects{}, Defects{Disagree: true}, Defects{Skew: 0.8})

	m.deposit(Deposit{}, m.paper(bordereau.Cheque, &p[7], "png", Defects{WrongKey: true}))
	m.deposit(Deposit{Kind: "transfer_order"}, m.drawn(Spec{Kind: bordereau.TransferOrder, Customer: &p[8], Format: "pdf", Defects: light, Set: map[string]string{"amount": "31400.00"}}))
	m.deposit(Deposit{Kind: "transfer_order"}, m.drawn(Spec{Kind: bordereau.TransferOrder, Customer: &p[9], Format: "tiff", Set: map[string]string{"amount": "1850.00"}}))
	m.deposit(Deposit{}, m.paper(bordereau.TransferOrder, &p[10], "jpeg_rgb", Defects{WrongKey: true}))
	m.deposit(Deposit{}, m.paper(bordereau.Complaint, &p[10], "jpeg", medium), m.paper(bordereau.Complaint, &p[11], "pdf_text", Defects{}))
	m.deposit(Deposit{}, m.paper(bordereau.Invoice, &p[9], "pdf_text", Defects{}), m.paper(bordereau.Invoice, &p[4], "jpeg_rgb", noisy))
	m.deposit(Deposit{}, m.paper(bordereau.Letter, &p[7], "png", light), m.paper(bordereau.Letter, &p[8], "tiff_g4", skewed),
		m.drawn(Spec{Negative: bordereau.BankDetails, Customer: &p[11], Format: "jpeg"}))
	m.deposit(Deposit{}, m.drawn(Spec{Kind: bordereau.Blank, Format: "pdf"}), m.drawn(Spec{Kind: bordereau.Unknown, Format: "jpeg_rgb", Defects: light}),
		m.drawn(Spec{Negative: bordereau.ProofOfAddress, Customer: &p[5], Format: "jpeg", Defects: medium}))

	m.deposit(Deposit{}, m.paper(bordereau.DeathCertificate, nil, "pdf", light), m.paper(bordereau.HeirsCertificate, nil, "pdf", light),
		m.paper(bordereau.FamilyRecordBook, nil, "pdf", Defects{}), m.paper(bordereau.BirthCertificate, nil, "jpeg", light), m.paper(bordereau.MarriageCertificate, nil, "tiff", light))
	m.deposit(Deposit{}, m.paper(bordereau.CompanyExtract, &p[4], "pdf_text", Defects{}), m.paper(bordereau.ArticlesOfAssociation, nil, "pdf", light),
		m.paper(bordereau.OtherPiece, nil, "png", light))
	m.deposit(Deposit{}, m.paper(bordereau.FormalNotice, &p[8], "jpeg", light), m.paper(bordereau.EnforcementOrder, &p[8], "pdf", light))
	m.deposit(Deposit{}, m.paper(bordereau.SaleAgreement, &p[6], "pdf", light), m.paper(bordereau.EmploymentContract, &p[7], "pdf", light))

	if m.err == nil { // the last paper of the first deposit once more, for the same dossier
		again := first.Files[len(first.Files)-1]
		again.Truth.DuplicateOf = again.Name
		m.n++
		again.Name = fmt.Sprintf("%02d-%s%s", m.n, again.Truth.Type, filepath.Ext(again.Name))
		again.Truth.File = again.Name
		m.deposit(Deposit{Dossier: first.Dossier}, again)
	}
}

func (m *morning) last() Deposit { return m.Deposits[len(m.Deposits)-1] }

func (m *morning) dossier(kind, prefix, label string, c *Customer) string {
	d := Dossier{Ref: fmt.Sprintf("%s-%s", prefix, c.Ref), Type: kind, Customer: c.Ref, Label: label + " " + c.Name()}
	m.Dossiers = append(m.Dossiers, d)
	return d.Ref
}

func (m *morning) opening(c *Customer) string {
	return m.dossier("account_opening", "OUV", "Ouverture de compte", c)
}

func (m *morning) deposit(d Deposit, files ...File) {
	d.Reference = fmt.Sprintf("POST-%04d-%02d", m.seed%10000, len(m.Deposits)+1)
	d.Files = files
	m.Deposits = append(m.Deposits, d)
}

func (m *morning) paper(kind bordereau.Type, c *Customer, format string, d Defects) File {
	return m.drawn(Spec{Kind: kind, Customer: c, Format: format, Defects: d})
}

// drawn keeps the first error and draws nothing after it.
func (m *morning) drawn(s Spec) File {
	m.n++
	if m.err != nil {
		return File{}
	}
	s.Seed, s.Day = (m.seed*100+uint64(m.n))%HeldOut, m.day
	d, err := Draw(s)
	if err != nil {
		m.err = err
		return File{}
	}
	f := File{Name: fmt.Sprintf("%02d-%s%s", m.n, d.Truth.Type, Extension(d.Truth.Format)), Truth: d.Truth}
	f.Truth.File = f.Name
	f.Data, m.err = Encode(d, d.Truth.Format)
	return f
}

// remittance is a slip and its cheques, typed or by hand, made out to who deposits them.
func (m *morning) remittance(c *Customer, hand bool, slip Defects, format string, cheques ...Defects) {
	s := Spec{Kind: bordereau.RemittanceSlip, Customer: c, Format: "pdf", Defects: slip}
	var files []File
	for _, d := range cheques {
		f := m.drawn(Spec{Kind: bordereau.Cheque, Format: format, Hand: hand, Defects: d, Set: map[string]string{"payee": c.Name()}})
		files = append(files, f)
		s.Cheques = append(s.Cheques, f.Truth)
	}
	first := m.drawn(s)
	count := len(files)
	m.deposit(Deposit{Dossier: m.dossier("cheque_remittance", "REM", "Remise de chèques", c), Kind: "remittance_slip",
		SlipCount: count, SlipTotal: first.Truth.Fields["slip_total"]}, append([]File{first}, files...)...)
}

// Save writes the post into a folder, which it makes: customers.csv,
// dossiers.json, post.json (the deposits with their truths), and under files/
// the scans, each with its truth beside it.
func (m Mail) Save(dir string) error {
	files := filepath.Join(dir, "files")
	if err := os.MkdirAll(files, 0o755); err != nil {
		return fmt.Errorf("make the folder of the post: %w", err)
	}
	csv, err := os.Create(filepath.Join(dir, "customers.csv"))
	if err != nil {
		return fmt.Errorf("write customers: %w", err)
	}
	if err := CustomersCSV(csv, m.Customers); err != nil {
		csv.Close()
		return err
	}
	if err := csv.Close(); err != nil {
		return fmt.Errorf("write customers: %w", err)
	}
	for name, v := range map[string]any{"dossiers.json": m.Dossiers, "post.json": m.Deposits} {
		if err := saveJSON(filepath.Join(dir, name), v); err != nil {
			return err
		}
	}
	for _, d := range m.Deposits {
		for _, f := range d.Files {
			if err := os.WriteFile(filepath.Join(files, f.Name), f.Data, 0o644); err != nil {
				return fmt.Errorf("write the post: %w", err)
			}
			if err := saveTruth(f.Truth, files, f.Name[:len(f.Name)-len(filepath.Ext(f.Name))]); err != nil {
				return err
			}
		}
	}
	return nil
}
