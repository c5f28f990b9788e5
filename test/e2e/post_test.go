package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"bordereau"
	"bordereau/internal/specimen"
	"bordereau/internal/testkit"
)

// paper is one file of the post: what was drawn, and what became of it.
type paper struct {
	name  string
	data  []byte
	truth specimen.Truth
	id    string // of its document
}

type parcel struct {
	dossier, kind string
	count         int
	total         string
	papers        []*paper
}

type post struct {
	customers []specimen.Customer
	dossiers  map[string]specimen.Customer // ref to holder; the kind follows from the name
	parcels   []parcel
	papers    map[string]*paper
	deposits  []string
}

func dossierKind(ref string) string {
	if ref[:3] == "REM" {
		return "cheque_remittance"
	}
	return "account_opening"
}

// drawPost draws the scenario's papers, once for all shapes.
func drawPost(t *testing.T) *post {
	t.Helper()
	p := &post{customers: specimen.People(61, 8), dossiers: map[string]specimen.Customer{}, papers: map[string]*paper{}}
	seed := uint64(6100)
	draw := func(name string, s specimen.Spec) *paper {
		seed++
		s.Seed, s.Day = seed, time.Now().UTC().Truncate(24*time.Hour)
		d, err := specimen.Draw(s)
		if err != nil {
			t.Fatal(err)
		}
		data, err := specimen.Encode(d, d.Truth.Format)
		if err != nil {
			t.Fatal(err)
		}
		x := &paper{name: name + specimen.Extension(d.Truth.Format), data: data, truth: d.Truth}
		p.papers[name] = x
		return x
	}
	who := func(i int) *specimen.Customer { return &p.customers[i] }
	opening := "OUV-" + who(0).Ref
	p.dossiers[opening] = *who(0)
	rib := draw("rib", specimen.Spec{Kind: bordereau.BankDetails, Customer: who(0), Format: "png"})
	p.parcels = append(p.parcels, parcel{dossier: opening, papers: []*paper{
		draw("identity", specimen.Spec{Kind: bordereau.IdentityCard, Customer: who(0), Format: "png"}),
		draw("address", specimen.Spec{Kind: bordereau.ProofOfAddress, Customer: who(0), Format: "pdf_text"}), rib}})

	remittance := "REM-" + who(1).Ref
	p.dossiers[remittance] = *who(1)
	var cheques []*paper
	slip := specimen.Spec{Kind: bordereau.RemittanceSlip, Customer: who(1), Format: "pdf"}
	for i := range 2 {
		c := draw("cheque"+strconv.Itoa(i), specimen.Spec{Kind: bordereau.Cheque, Format: "png", Set: map[string]string{"payee": who(1).Name()}})
		cheques = append(cheques, c)
		slip.Cheques = append(slip.Cheques, c.truth)
	}
	s := draw("slip", slip)
	p.parcels = append(p.parcels, parcel{dossier: remittance, kind: "remittance_slip", count: 2, total: s.truth.Fields["slip_total"],
		papers: append([]*paper{s}, cheques...)})

	for i, ref := range []string{"OUV-" + who(2).Ref, "OUV-" + who(3).Ref} {
		p.dossiers[ref] = *who(i + 2)
	}
	order := func(name string, i int, amount string, d specimen.Defects) *paper {
		return draw(name, specimen.Spec{Kind: bordereau.TransferOrder, Customer: who(i), Format: "png", Defects: d, Set: map[string]string{"amount": amount}})
	}
	p.parcels = append(p.parcels,
		parcel{kind: "transfer_order", papers: []*paper{order("large", 2, "9400.00", specimen.Defects{})}},
		parcel{kind: "transfer_order", papers: []*paper{order("small", 3, "1850.00", specimen.Defects{})}},
		parcel{papers: []*paper{order("wrong", 3, "2300.00", specimen.Defects{WrongKey: true})}},
		parcel{papers: []*paper{draw("complaint", specimen.Spec{Kind: bordereau.Complaint, Customer: who(5), Format: "pdf_text"})}},
		parcel{papers: []*paper{draw("blank", specimen.Spec{Kind: bordereau.Blank, DPI: 200})}},
		parcel{papers: []*paper{draw("upside-down", specimen.Spec{Kind: bordereau.BankDetails, Customer: who(0), Format: "png", Defects: specimen.Defects{Rotation: 180}})}},
	)
	again := &paper{name: "again-" + rib.name, data: rib.data, truth: rib.truth}
	p.papers["again"] = again
	p.parcels = append(p.parcels, parcel{dossier: opening, papers: []*paper{again}})
	return p
}

// hand imports the customers, opens the dossiers, some of them as they are given, and
// deposits everything.
func (p *post) hand(h *house, given ...map[string]any) {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "customers.csv")
	f, err := os.Create(path)
	if err == nil {
		err = specimen.CustomersCSV(f, p.customers)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.tool("import", "customers", path)
	for ref, c := range p.dossiers {
		h.as("supervisor").Must("POST", "/v1/dossiers", map[string]any{
			"ref": ref, "kind": dossierKind(ref), "title": c.Name(), "branch": home, "customers": []string{c.Ref}}, nil)
	}
	for _, d := range given {
		h.as("supervisor").Must("POST", "/v1/dossiers", d, nil)
	}
	for _, parcel := range p.parcels {
		fields := map[string]string{}
		for k, v := range map[string]string{"dossier": parcel.dossier, "kind": parcel.kind, "slip_total": parcel.total} {
			if v != "" {
				fields[k] = v
			}
		}
		if parcel.count > 0 {
			fields["slip_count"] = strconv.Itoa(parcel.count)
		}
		var files []testkit.File
		for _, x := range parcel.papers {
			files = append(files, testkit.File{Name: x.name, Data: x.data})
		}
		var got struct {
			ID        string `json:"id"`
			Documents []struct {
				ID string `json:"id"`
			} `json:"documents"`
			Receipt bordereau.Receipt `json:"receipt"`
			Detail  string            `json:"detail"`
		}
		status, err := h.as("branch").Deposit("", fields, files, &got)
		if err != nil || status != 202 || len(got.Documents) != len(files) || got.Receipt.Signature == "" {
			h.t.Fatalf("deposit of %s: %d %v %+v", parcel.papers[0].name, status, err, got)
		}
		for i, x := range parcel.papers {
			x.id = got.Documents[i].ID
		}
		p.deposits = append(p.deposits, got.ID)
	}
}
