package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"bordereau"
)

// scene is a dossier played through the API, its papers through the same code as the
// desk: deposited, read, filed, judged, validated.
type scene struct {
	*bureau
	t             *testing.T
	ref           string
	branch, clerk caller
	chief         caller
}

func newScene(t *testing.T, ref, kind string, facts map[string]bool) *scene {
	t.Helper()
	b := newBureau(t)
	s := &scene{b, t, ref, b.key("branch", "00742"), b.person("claire", bordereau.RoleClerk), b.person("sophie", bordereau.RoleSupervisor)}
	b.key("admin", "").want(204, "PUT", "/v1/customers/P1", map[string]string{"kind": "person", "surname": "MARTIN", "given_names": "Paul", "birth_date": "1941-05-02", "address": "12 rue du Port, 44000 Nantes"}, nil)
	s.chief.want(201, "POST", "/v1/dossiers", map[string]any{"ref": ref, "kind": kind, "branch": "00742", "customers": []string{"P1"}, "facts": facts}, nil)
	return s
}

func ago(days int) string { return today().AddDate(0, 0, -days).Format(time.DateOnly) }

func today() time.Time {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return time.Now().In(paris)
}

// bring deposits papers, has them read, and a clerk confirm what waits.
func (s *scene) bring(papers ...string) {
	s.t.Helper()
	for i := range papers {
		papers[i] = png + papers[i]
	}
	if status, _, data := s.branch.deposit(map[string]string{"dossier": s.ref}, nil, papers...); status != 202 {
		s.t.Fatal(status, string(data))
	}
	s.work()
	for range 30 {
		res, data := s.clerk.call("POST", "/v1/tasks/next", nil)
		if res.StatusCode == 204 {
			return
		}
		var task struct {
			ID       string
			Lease    string `json:"lease_id"`
			Document string `json:"document_id"`
			Version  int64
			Reasons  []struct{ Field string }
		}
		if err := json.Unmarshal(data, &task); err != nil {
			s.t.Fatal(err, string(data))
		}
		var doc struct {
			Understanding struct {
				Fields []struct{ Name, Value string }
			}
		}
		s.clerk.want(200, "GET", "/v1/documents/"+task.Document, nil, &doc)
		fields, read := map[string]string{}, map[string]string{}
		for _, f := range doc.Understanding.Fields {
			read[f.Name] = f.Value
		}
		for _, r := range task.Reasons {
			if r.Field == "mrz" {
				fields["mrz"] = zone(read["surname"], read["given_names"], read["birth_date"])
				continue
			}
			for _, f := range doc.Understanding.Fields {
				if f.Name == r.Field {
					fields[f.Name] = f.Value
				}
			}
		}
		s.clerk.want(200, "POST", "/v1/tasks/"+task.ID+"/decision", map[string]any{"action": "confirm", "lease_id": task.Lease, "version": task.Version, "fields": fields}, nil)
		s.work()
	}
	s.t.Fatal("the tasks do not end")
}

// lines is the checklist: state by piece.
func (s *scene) lines() map[string]string {
	s.t.Helper()
	var list struct {
		Items []struct{ Piece, State, Why string }
	}
	s.branch.want(200, "GET", "/v1/dossiers/"+s.ref+"/checklist", nil, &list)
	out := map[string]string{}
	for _, l := range list.Items {
		out[l.Piece] = l.State
		if l.Why == "" {
			s.t.Error(l.Piece, "is not explained")
		}
	}
	return out
}

func (s *scene) expect(want map[string]string) {
	s.t.Helper()
	got := s.lines()
	for piece, state := range want {
		if got[piece] != state {
			s.t.Errorf("%s is %q, want %q: %v", piece, got[piece], state, got)
		}
	}
}

type obliged struct {
	ID, Name, Due, State string
	NotBefore            string `json:"not_before"`
}

func (s *scene) due(name string) obliged {
	s.t.Helper()
	var list struct{ Items []obliged }
	s.clerk.want(200, "GET", "/v1/obligations?dossier="+s.ref, nil, &list)
	for _, o := range list.Items {
		if o.Name == name {
			return o
		}
	}
	s.t.Fatalf("%s is not owed: %+v", name, list)
	return obliged{}
}

func permit(given, born string) string {
	return "residence_permit mrz=READ surname=MARTIN given_names=" + given + " birth_date=" + born + " expiry_date=2040-01-01"
}

// zone is the machine zone of a permit (ICAO 9303-5), as a person types it.
func zone(surname, given, born string) string {
	filled := func(s string, n int) string { return s + strings.Repeat("<", n-len(s)) }
	digit := func(s string) string {
		sum := 0
		for i, r := range s {
			v := 0
			switch {
			case r >= '0' && r <= '9':
				v = int(r - '0')
			case r >= 'A' && r <= 'Z':
				v = int(r-'A') + 10
			}
			sum += v * []int{7, 3, 1}[i%3]
		}
		return strconv.Itoa(sum % 10)
	}
	number, birth := "X4RTBPFW4", strings.ReplaceAll(born, "-", "")[2:]
	first := filled("IRFRA"+number+digit(number), 30)
	second := birth + digit(birth) + "F" + "400101" + digit("400101") + "FRA"
	second = filled(second, 29)
	second += digit(first[5:] + second[:7] + second[8:15] + second[18:29])
	return first + "\n" + second + "\n" + filled(surname+"<<"+given, 30)
}

// A succession from the death certificate to completeness, with what the bank owes the
// tax administration.
func TestASuccessionIsPlayedToItsEnd(t *testing.T) {
	s := newScene(t, "SUC-1", "succession", map[string]bool{})
	died := ago(60)
	s.expect(map[string]string{"death": "missing", "heirs": "missing"})
	s.bring("death_certificate deceased=Paul_MARTIN death_date=" + died)
	s.expect(map[string]string{"death": "satisfied", "heirs": "missing", "heir_identity": "missing"})
	if o := s.due("estate_return"); o.State != "open" || o.Due == "" {
		t.Error(o)
	}
	var letter struct {
		ID      string
		Content struct{ Items, To []string }
	}
	s.clerk.want(201, "POST", "/v1/dossiers/SUC-1/letters", map[string]string{"lang": "fr"}, &letter)
	if len(letter.Content.Items) != 4 || letter.Content.To[0] != "Aux héritiers de Paul MARTIN" {
		t.Error(letter)
	}
	s.clerk.want(200, "POST", "/v1/letters/"+letter.ID+"/release", map[string]string{}, nil)
	s.bring("heirs_certificate deceased=Paul_MARTIN death_date=" + died + " lines[0].name=Anne_MARTIN lines[0].share=1/2 lines[1].name=Luc_MARTIN lines[1].share=1/2")
	s.expect(map[string]string{"heirs": "satisfied", "shares": "satisfied", "same_deceased": "satisfied", "same_death_date": "satisfied", "heir_identity": "missing"})
	s.bring("bank_details account_holder=Anne_MARTIN iban=FR7630001007941234567890185", "bank_details account_holder=Luc_MARTIN iban=FR1420041010050500013M02606")
	s.bring(permit("ANNE", "1970-03-04"), permit("LUC", "1972-05-06"))
	s.bring("proof_of_address account_holder=Anne_MARTIN address=1_rue_Haute,_44000_Nantes issue_date="+ago(20), "proof_of_address account_holder=Luc_MARTIN address=3_quai_Neuf,_35000_Rennes issue_date="+ago(30))
	for piece, state := range s.lines() {
		if state != "satisfied" {
			t.Errorf("%s is %s", piece, state)
		}
	}
	s.clerk.want(204, "POST", "/v1/dossiers/SUC-1/events", map[string]string{"event": "payment", "day": ago(1)}, nil)
	o := s.due("estate_list")
	if want := today().AddDate(0, 0, 14).Format(time.DateOnly); o.Due != want {
		t.Error(o, want)
	}
	s.clerk.want(422, "POST", "/v1/obligations/"+o.ID+"/proof", map[string]string{"done_on": ago(0)}, nil)
	s.clerk.want(200, "POST", "/v1/obligations/"+o.ID+"/proof", map[string]string{"done_on": ago(0), "reference": "DGFIP 4711"}, nil)
	if o := s.due("estate_list"); o.State != "done" {
		t.Error(o)
	}
	s.exported()
}

// exported takes the dossier out and finds in it all that its index names.
func (s *scene) exported() {
	s.t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	x, err := s.ExportDossier(s.t.Context(), bordereau.System, s.ref, func(path string, r io.Reader) error {
		w, err := z.Create(path)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		return err
	})
	if err != nil || z.Close() != nil {
		s.t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		s.t.Fatal(err)
	}
	has := map[string]bool{}
	for _, f := range r.File {
		has[f.Name] = true
	}
	for _, d := range x.Documents {
		if len(d.Files) == 0 || len(d.History) == 0 {
			s.t.Errorf("%s has %d files and %d events", d.ID, len(d.Files), len(d.History))
		}
		for _, f := range d.Files {
			if !has[f.Path] {
				s.t.Error(f.Path, "is not there")
			}
		}
	}
	if !has["index.json"] || !has["SHA256SUMS"] || len(x.Documents) < 6 || len(x.Letters) != 1 || len(x.Obligations) < 2 {
		s.t.Errorf("%v: %d documents", has, len(x.Documents))
	}
}

// A mortgage: its offer may not be accepted before the eleventh day.
func TestAMortgageWaitsTenDays(t *testing.T) {
	s := newScene(t, "IMMO-1", "mortgage", map[string]bool{"self_employed": true})
	s.bring("loan_offer received_date=" + ago(12))
	s.expect(map[string]string{"offer": "satisfied", "acceptance": "missing"})
	o := s.due("acceptance")
	if o.NotBefore != ago(1) || s.due("offer_held").Due != today().AddDate(0, 0, 18).Format(time.DateOnly) {
		t.Error(o, s.due("offer_held"))
	}
	s.bring("letter date=" + ago(2) + " subject=Acceptation_de_votre_offre")
	s.expect(map[string]string{"acceptance": "satisfied", "reflection": "missing"})
	s.clerk.want(422, "POST", "/v1/obligations/"+o.ID+"/proof", map[string]string{"done_on": ago(2), "reference": "cachet de la poste"}, nil)
	s.clerk.want(200, "POST", "/v1/obligations/"+o.ID+"/proof", map[string]string{"done_on": ago(1), "reference": "cachet de la poste"}, nil)
	var list struct {
		Items []struct {
			ID, Type string
			Version  int64
		}
	}
	s.clerk.want(200, "GET", "/v1/documents?dossier=IMMO-1&type=letter", nil, &list)
	if len(list.Items) != 1 {
		t.Fatal(list)
	}
	// The letter belonged elsewhere: it is refiled, and the acceptance is open again.
	s.chief.want(201, "POST", "/v1/dossiers", map[string]any{"ref": "REC-1", "kind": "complaint", "branch": "00742", "customers": []string{"P1"}}, nil)
	s.clerk.want(200, "POST", "/v1/documents/"+list.Items[0].ID+"/refile", map[string]any{"version": list.Items[0].Version, "dossier": "REC-1"}, nil)
	s.expect(map[string]string{"acceptance": "missing", "reflection": ""})
}

// An account is opened with a bill that is too old; the letter asks for another.
func TestAnOpeningWithAnOldBill(t *testing.T) {
	s := newScene(t, "OUV-1", "account_opening", map[string]bool{})
	s.clerk.want(422, "POST", "/v1/dossiers/OUV-1/events", map[string]string{"event": "account_opened", "day": ago(0), "account": "FR7600000000000000000000000"}, nil)
	s.clerk.want(204, "POST", "/v1/dossiers/OUV-1/events", map[string]string{"event": "account_opened", "day": ago(0), "account": "FR7630001007941234567890185"}, nil)
	if o := s.due("ficoba_opening"); o.Due != today().AddDate(0, 0, 7).Format(time.DateOnly) {
		t.Error(o)
	}
	s.bring(permit("PAUL", "1941-05-02"), "proof_of_address account_holder=Paul_MARTIN address=12_rue_du_Port,_44000_Nantes issue_date="+ago(150))
	s.expect(map[string]string{"identity": "satisfied", "address": "expired"})
	var letter struct {
		ID      string
		Content struct{ Items, Pieces []string }
	}
	s.clerk.want(201, "POST", "/v1/dossiers/OUV-1/letters", map[string]string{"lang": "en"}, &letter)
	if strings.Join(letter.Content.Pieces, " ") != "address agreement tax_residence" || !strings.Contains(letter.Content.Items[0], "expired") {
		t.Error(letter)
	}
	if res, data := s.clerk.call("GET", "/v1/letters/"+letter.ID+"/pdf", nil); res.StatusCode != 200 || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Error(res.StatusCode)
	}
	s.bring("proof_of_address account_holder=Paul_MARTIN address=12_rue_du_Port,_44000_Nantes issue_date=" + ago(10))
	s.expect(map[string]string{"address": "satisfied", "same_name": "satisfied"})
	s.clerk.want(409, "POST", "/v1/letters/"+letter.ID+"/release", map[string]string{}, nil)
}
