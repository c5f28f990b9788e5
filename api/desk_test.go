package api_test

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
	"bordereau/entry"
	"bordereau/intake"
	"bordereau/review"
)

// full is a desk that answers every call with all its parts filled in, so that
// the whole of every answer is held against the document. err, when set, is
// what every call says instead. What is another branch's, it does not find.
type full struct {
	err    error
	noTask bool
}

const (
	own   = "0193a1b2-0000-7000-8000-000000000001"
	other = "0193a1b2-0000-7000-8000-000000000002"
	none  = "0193a1b2-0000-7000-8000-000000000003"
)

var (
	at    = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	sum   = strings.Repeat("ab", 32)
	n41   = 41
	money = bordereau.Money{Minor: 2165540, Currency: "EUR"}
	doc   = bordereau.Document{ID: own, DepositID: own, Branch: "00742", FileName: "remise.pdf", Format: "pdf", SHA256: sum, Size: 3, VersionID: "v1",
		State: bordereau.Archived, Version: 7, Generation: 1, Type: bordereau.Cheque, Pages: 1, Dossier: "2026-004512", DuplicateOf: other,
		Reason: "other", ReasonText: "Autre motif", UnitID: own, Priority: bordereau.Normal, LegalHold: true, ReceivedAt: at, DecidedAt: &at, ArchivedAt: &at, RetainUntil: &at}
	deposit = bordereau.Deposit{ID: own, Branch: "00742", Channel: bordereau.ChannelAPI, Dossier: "d", Kind: "cheque", SlipCount: &n41, SlipTotal: &money,
		Reference: "r", ReceivedAt: at, Receipt: bordereau.Receipt{Digest: sum, At: at, Sequence: 12, Signature: "c2ln"}}
	task = desk.Task{ID: own, Kind: "first", Document: own, Type: bordereau.Cheque, Branch: "00742", FileName: "a.pdf", Reasons: desk.Reasons{{Field: "amount", Rule: "r", Sentence: "Le montant n'est pas prouvé."}},
		CreatedAt: at, LeaseID: own, LeasedBy: own, LeaseUntil: &at, Version: 7, Holder: "claire", Ahead: true, AssignedTo: own, Assignee: "claire", Escalated: true,
		ReceivedAt: at, DueAt: at, Left: 0.5, Late: true, DepositID: own, Reference: "r", Dossier: "2026-004512", Customer: "DUPONT Marie", UnitID: own, Cheques: 41, Ordinal: 3,
		ToCheck: []string{"amount"}, AmountMinor: &money.Minor, Currency: "EUR", Draft: &desk.Draft{Values: map[string]string{"date": "18/11/2026"}, Note: "n", SavedAt: at}}
	unit = desk.Unit{ID: own, Kind: "cheque_remittance", DepositID: own, State: "held", Version: 2, Declared: &money, DeclaredCount: &n41, HeldFor: "Écart", ReleasedBy: own,
		ReleasedReason: "vu", Documents: []bordereau.Document{doc}, EntryID: own, EntryNumber: 4, Explanations: explained}
	explained = []desk.Explanation{{Explanation: entry.Explanation{Cause: entry.CauseListed, Ordinal: 3, Number: "0004711", Field: "amount", Value: "188.00", Sentence: "Chèque n° 3."}, DocumentID: own}}
	file      = desk.DossierView{Ref: "2026-004512", Kind: "account_opening", Title: "Ouverture", Branch: "00742", Status: "open", Restricted: true, Readers: []string{"claire"},
		Customers: []string{"00081234"}, Facts: map[string]bool{"married": true}, Version: 1, OpenedAt: at, ClosedAt: &at}
	record = []byte(`{"amount_minor":1,"business_day":"2026-11-23","content_sha256":"` + sum + `","currency":"EUR","decided_at":"2026-11-23T10:00:00Z","decided_by":["claire"],"entry_id":"` + own +
		`","kind":"transfer","lines":[{"account":"511","credit_minor":0,"debit_minor":1,"label":"A & B <c>"}],"number":1,"pieces":null,"references":{}}`)
	asked = desk.Letter{ID: own, Dossier: "2026-004512", Content: dossier.Letter{Lang: "fr", Ref: "2026-004512", To: []string{"M"}, Body: []string{"b"}, Items: []string{"i"}, Closing: []string{"c"}, Pieces: []string{"p"}},
		State: "released", SHA256: sum, DraftedAt: at, DraftedBy: own, ReleasedAt: &at, ReleasedBy: own}
	question = desk.Question{ID: own, DocumentID: own, Text: "Qui ?", AskedAt: at, AskedBy: "claire", Answer: "Moi.", AnsweredAt: &at, AnsweredBy: "agence"}
	duty     = desk.Obligation{ID: own, Dossier: "2026-004512", Name: "ficoba_opening", Title: "Déclaration", Event: "opened", DocumentID: own, Happened: "2026-11-23", NotBefore: "2026-11-24",
		Due: "2026-11-30", Source: "CGI", ToConfirm: true, State: "done", OpenedAt: at, Late: true, DoneOn: "2026-12-01", Proof: "AR 1", ProofID: own, EndedAt: &at, EndedBy: own}
	totals = desk.DayTotals{Day: "2026-11-23", Closed: true, Entries: 1, Accepted: 1, Refused: 0, Waiting: 0, Totals: []desk.DayAmount{{Kind: "transfer", Currency: "EUR", Count: 1, AmountMinor: 1}}, First: 1, Last: 1}
)

var upload = desk.Upload{ID: own, FileName: "a.pdf", Size: 3, Received: 1, CreatedAt: at, ExpiresAt: at}

func (f *full) CreateUpload(context.Context, bordereau.Principal, desk.Upload) (desk.Upload, error) {
	return upload, f.err
}
func (f *full) Upload(_ context.Context, _ bordereau.Principal, id string) (desk.Upload, error) {
	return upload, f.at(id)
}
func (f *full) AppendUpload(_ context.Context, _ bordereau.Principal, id string, _ int64, _ io.Reader, _ func() error) (desk.Upload, error) {
	return upload, f.at(id)
}
func (f *full) EndUpload(_ context.Context, _ bordereau.Principal, id string) error { return f.at(id) }
func (f *full) CloseUploads(context.Context, bordereau.Principal, []string, string, desk.Declaration) (desk.Delivered, error) {
	return desk.Delivered{Deposit: deposit, Documents: []bordereau.Document{doc}}, f.err
}

func (f *full) at(id string) error {
	if f.err != nil {
		return f.err
	}
	if id == own || id == file.Ref || id == "claire" || id == "2026-11-23" {
		return nil
	}
	return bordereau.Errorf(bordereau.NotFound, "Rien n'a été trouvé.")
}

func page[T any](v ...T) desk.List[T] { return desk.List[T]{Items: v, Next: "n"} }

type parcel struct{ f *full }

func (f *full) begin(context.Context, bordereau.Principal, string) (*parcel, error) {
	return &parcel{f}, f.err
}
func (p *parcel) AddFile(_ context.Context, _ string, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
func (p *parcel) Close() {}
func (p *parcel) Commit(context.Context, desk.Declaration) (desk.Delivered, error) {
	return desk.Delivered{Deposit: deposit, Documents: []bordereau.Document{doc}, Replayed: true}, nil
}

func (f *full) Deposit(_ context.Context, _ bordereau.Principal, id string) (bordereau.Deposit, []bordereau.Document, error) {
	return deposit, []bordereau.Document{doc}, f.at(id)
}
func (f *full) Deposits(context.Context, bordereau.Principal, desk.Cursor) (desk.List[bordereau.Deposit], error) {
	return page(deposit), f.err
}
func (f *full) Receipt(_ context.Context, _ bordereau.Principal, id string) (desk.ReceiptProof, error) {
	return desk.ReceiptProof{Schema: "bordereau.receipt/1", DepositID: own, Branch: "00742", ReceivedAt: at, Sequence: 12, Digest: sum, SignedText: "t", Signature: "c2ln",
		Files: []intake.ProvedFile{{Name: "a.pdf", SHA256: sum, Size: 3}}, PublicKey: "-----BEGIN PUBLIC KEY-----", Fingerprint: sum, HowToVerify: []string{"openssl"}}, f.at(id)
}
func (f *full) DepositDay(_ context.Context, _ bordereau.Principal, _, day string) (desk.DepositDay, error) {
	return desk.DepositDay{Day: day, Branch: "00742", Sent: 2, Received: 1, Refused: 1, Booked: 1,
		Refusals: []desk.RefusedFile{{ID: own, Branch: "00742", By: "scan", FileName: "a.gif", Size: 3, Code: bordereau.Unsupported, Reason: "Ni un PDF, ni une image.", At: at}}}, f.err
}
func (f *full) DayFiles(context.Context, bordereau.Principal, string, string, desk.Cursor) (desk.List[desk.DayFile], error) {
	return page(desk.DayFile{Document: doc, Sequence: 12, Doubts: 1, DuplicateAt: &at, Parts: []bordereau.Document{doc},
		Steps: []desk.Happened{{At: at, Kind: "document.received", Actor: "branch"}}}), f.err
}
func (f *full) Words(context.Context, bordereau.Principal, string) ([]bordereau.Page, error) {
	return nil, f.err
}

func (f *full) Document(_ context.Context, _ bordereau.Principal, id string) (desk.DocumentView, error) {
	box := bordereau.Box{X: 1, Y: 2, W: 3, H: 4}
	keyed := desk.Keyed{Field: "amount", Try: 1, Value: "1.00", Outcome: review.Compare, Agreed: []string{"figures"}, Before: []string{"2.00"},
		Readings: []review.Reading{{Source: "words", Value: "2.00"}}, WordsPrevail: true, Message: "Comparez."}
	return desk.DocumentView{Document: doc, Explanations: explained, Blind: []desk.BlindField{{Field: "amount", Keyed: []desk.Keyed{keyed}}}, Hidden: []string{"amount"},
		Understanding: &bordereau.Understanding{Type: bordereau.Cheque, TypeConfidence: .9, TypeProved: true, Spec: "cheque/1", Cues: []bordereau.Cue{{Phrase: "payez", Page: 1, Box: box, Weight: 1}},
			Fields: []bordereau.Field{{Name: "amount", Value: "1.00", Raw: "1,00", Page: 1, Box: box, Confidence: .5, Proofs: []bordereau.Proof{{Kind: bordereau.ProofPerson, Detail: "claire"}}, Repaired: true, Status: bordereau.Proved}, {Name: "date"}},
			Checks: []bordereau.Check{{Rule: "r", Verdict: bordereau.Passed, Detail: "d", Fields: []string{"amount"}}}},
		PageViews: []desk.PageView{{Number: 1, Width: 100, Height: 50, SHA256: sum}}, Reasons: task.Reasons, DossierWhy: []string{"IBAN"}, EntryNumber: 4, EntryID: own,
		History: []desk.Happened{{At: at, Kind: "document.received", Actor: "branch", Facts: map[string]any{"size": 3}}}}, f.at(id)
}
func (f *full) Find(context.Context, bordereau.Principal, desk.Query) (desk.Results, error) {
	hit := desk.Hit{Document: doc, Snippet: "de \x02Dupont\x03", Near: true, Pages: []int{1},
		Page: &desk.HitPage{Number: 1, Width: 100, Height: 200, Boxes: []desk.HitBox{{Box: bordereau.Box{X: 1, Y: 2, W: 3, H: 4}, Near: true}}}}
	return desk.Results{List: page(hit), Total: 1, Near: true, NearTotal: 1, Notes: []string{"Le type « x » n'est pas connu."},
		Facets: []desk.Facet{{Name: "type", Values: []desk.FacetValue{{Value: "cheque", Count: 1}}, More: 1}},
		Target: &desk.Target{Kind: "entry", ID: doc.ID, Number: 3, Day: "2026-11-23"}}, f.err
}

func (f *full) Hits(context.Context, bordereau.Principal, string, string) ([]desk.HitPage, error) {
	return nil, f.err
}

func (f *full) Search(context.Context, bordereau.Principal, desk.Query) (desk.List[desk.Hit], error) {
	return page(desk.Hit{Document: doc, Snippet: "de \x02Dupont\x03"}), f.err
}
func (f *full) Original(_ context.Context, _ bordereau.Principal, id string) (io.ReadCloser, bordereau.Document, error) {
	return io.NopCloser(strings.NewReader("%PD")), doc, f.at(id)
}
func (f *full) PageImage(_ context.Context, _ bordereau.Principal, id string, _ int) ([]byte, error) {
	return []byte("jpeg"), f.at(id)
}
func (f *full) Text(_ context.Context, _ bordereau.Principal, id string) (string, error) {
	return "<script>", f.at(id)
}
func (f *full) ALTO(_ context.Context, _ bordereau.Principal, id string) ([]byte, error) {
	return []byte("<alto/>"), f.at(id)
}
func (f *full) ArchivePDF(_ context.Context, _ bordereau.Principal, id string) (io.ReadCloser, int64, error) {
	return io.NopCloser(strings.NewReader("%PD")), 3, f.at(id)
}
func (f *full) PutCustomer(_ context.Context, _ bordereau.Principal, c dossier.Customer) error {
	return f.at(c.Ref)
}
func (f *full) ImportCustomers(_ context.Context, _ bordereau.Principal, _ string, r io.Reader) (desk.ImportResult, error) {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return desk.ImportResult{}, err
	}
	return desk.ImportResult{Customers: 1, Accounts: 2}, f.err
}
func (f *full) CreateDossier(context.Context, bordereau.Principal, desk.DossierView) (desk.DossierView, error) {
	return file, f.err
}
func (f *full) Dossier(_ context.Context, _ bordereau.Principal, ref string) (desk.DossierView, error) {
	return file, f.at(ref)
}
func (f *full) Dossiers(context.Context, bordereau.Principal, string, desk.Cursor) (desk.List[desk.DossierView], error) {
	return page(file), f.err
}
func (f *full) FindDossiers(context.Context, bordereau.Principal, desk.DossierFilter, desk.Cursor) (desk.List[desk.ListedDossier], error) {
	return desk.List[desk.ListedDossier]{Items: []desk.ListedDossier{{DossierView: file, Holders: []string{"DUPONT Marie"}, Due: "2026-12-01"}}, Next: "2026-004512"}, f.err
}
func (f *full) ChangeDossier(_ context.Context, _ bordereau.Principal, d desk.DossierView) (desk.DossierView, error) {
	return file, f.at(d.Ref)
}
func (f *full) DossierList(context.Context, bordereau.Principal, desk.DossierFilter, desk.Cursor) (desk.List[desk.DossierRow], error) {
	return page(desk.DossierRow{DossierView: file}), f.err
}
func (f *full) DossierPage(_ context.Context, _ bordereau.Principal, ref string) (desk.DossierPage, error) {
	return desk.DossierPage{}, f.at(ref)
}
func (f *full) DaysUntil(string) int { return 3 }
func (f *full) ReadLetter(_ context.Context, _ bordereau.Principal, id string) (desk.Letter, error) {
	return asked, f.at(id)
}
func (f *full) Checklist(_ context.Context, _ bordereau.Principal, ref string) ([]dossier.Line, error) {
	return []dossier.Line{{Piece: "identity", Title: "Pièce d'identité", Need: "mandatory", State: dossier.Missing, Why: "Manque", Documents: []string{own}, Source: "s"}}, f.at(ref)
}
func (f *full) ProposeDossiers(_ context.Context, _ bordereau.Principal, id string) ([]dossier.Proposal, error) {
	return []dossier.Proposal{{Ref: file.Ref, Title: "t", Score: 0.5, Reasons: []string{"Le nom."}}}, f.at(id)
}
func (f *full) Refile(_ context.Context, _ bordereau.Principal, id string, _ int64, _ string) (bordereau.Document, error) {
	return doc, f.at(id)
}
func (f *full) DraftLetter(_ context.Context, _ bordereau.Principal, ref, _ string) (desk.Letter, error) {
	return asked, f.at(ref)
}
func (f *full) ReleaseLetter(_ context.Context, _ bordereau.Principal, id string) (desk.Letter, error) {
	return asked, f.at(id)
}
func (f *full) Letters(_ context.Context, _ bordereau.Principal, ref string) ([]desk.Letter, error) {
	return []desk.Letter{asked}, f.at(ref)
}
func (f *full) LetterPDF(_ context.Context, _ bordereau.Principal, id string) ([]byte, error) {
	return []byte("%PDF-1.7"), f.at(id)
}
func (f *full) Reopened(context.Context, bordereau.Principal) ([]desk.FollowedLine, error) {
	return []desk.FollowedLine{{Dossier: file.Ref, Piece: "identity", State: dossier.Expired, Why: "Expirée", Since: at, ReopenedAt: &at}}, f.err
}
func (f *full) Ask(_ context.Context, _ bordereau.Principal, id, _ string) (desk.Question, error) {
	return question, f.at(id)
}
func (f *full) Answer(_ context.Context, _ bordereau.Principal, id, _ string) (desk.Question, error) {
	return question, f.at(id)
}
func (f *full) Questions(_ context.Context, _ bordereau.Principal, id string) ([]desk.Question, error) {
	return []desk.Question{question}, f.at(id)
}
func (f *full) OpenQuestions(context.Context, bordereau.Principal, desk.Cursor) (desk.List[desk.Question], error) {
	return page(question), f.err
}
func (f *full) TellDossier(_ context.Context, _ bordereau.Principal, ref string, _ desk.Told) error {
	return f.at(ref)
}
func (f *full) DeclarePiece(_ context.Context, _ bordereau.Principal, ref string, _ desk.PieceWord) error {
	return f.at(ref)
}
func (f *full) WithdrawPiece(_ context.Context, _ bordereau.Principal, ref, _, _ string) error {
	return f.at(ref)
}
func (f *full) Obligations(context.Context, bordereau.Principal, desk.ObligationFilter, desk.Cursor) (desk.List[desk.Obligation], error) {
	return page(duty), f.err
}
func (f *full) ExportObligations(_ context.Context, _ bordereau.Principal, _ desk.ObligationFilter, _ string, w io.Writer) error {
	if f.err != nil {
		return f.err
	}
	return json.NewEncoder(w).Encode([]desk.Obligation{duty})
}
func (f *full) Prove(_ context.Context, _ bordereau.Principal, id string, _ desk.ObligationProof) (desk.Obligation, error) {
	return duty, f.at(id)
}
func (f *full) NextTask(context.Context, bordereau.Principal, desk.TaskFilter) (*desk.Task, error) {
	if f.noTask {
		return nil, f.err
	}
	return &task, f.err
}
func (f *full) Tasks(context.Context, bordereau.Principal, desk.TaskFilter, desk.Cursor) (desk.List[desk.Task], error) {
	return page(task), f.err
}
func (f *full) Task(_ context.Context, _ bordereau.Principal, id string) (desk.Task, error) {
	return task, f.at(id)
}
func (f *full) Decide(_ context.Context, _ bordereau.Principal, id string, _ desk.Decision) (bordereau.Document, error) {
	return doc, f.at(id)
}
func (f *full) ReleaseTask(_ context.Context, _ bordereau.Principal, id, _ string) error {
	return f.at(id)
}
func (f *full) Reopen(_ context.Context, _ bordereau.Principal, id string, _ int64) error {
	return f.at(id)
}
func (f *full) Key(_ context.Context, _ bordereau.Principal, id string, k desk.Keying) (desk.Keyed, error) {
	return desk.Keyed{Field: k.Field, Try: 1, Value: "1.00", Outcome: review.Agrees, Agreed: []string{"figures"}, Message: "ok"}, f.at(id)
}
func (f *full) Take(_ context.Context, _ bordereau.Principal, id string) (desk.Task, error) {
	return task, f.at(id)
}
func (f *full) Prefetch(context.Context, bordereau.Principal, desk.TaskFilter, int) ([]desk.Task, error) {
	return []desk.Task{task}, f.err
}
func (f *full) Renew(_ context.Context, _ bordereau.Principal, id, _ string) (time.Time, error) {
	return at, f.at(id)
}
func (f *full) SaveDraft(_ context.Context, _ bordereau.Principal, id, _ string, _ map[string]string, _ string) error {
	return f.at(id)
}
func (f *full) TakeBack(_ context.Context, _ bordereau.Principal, id, _ string) error {
	return f.at(id)
}
func (f *full) SetPriority(_ context.Context, _ bordereau.Principal, id string, _ bordereau.Priority) error {
	return f.at(id)
}
func (f *full) Reassign(_ context.Context, _ bordereau.Principal, id, _ string) error {
	return f.at(id)
}
func (f *full) TaskTotals(context.Context, bordereau.Principal, desk.TaskFilter) (desk.TaskTotals, error) {
	return desk.TaskTotals{Tasks: 84, Late: 6}, f.err
}
func (f *full) MyDecisions(context.Context, bordereau.Principal, int) ([]desk.MyDecision, error) {
	return nil, f.err
}
func (f *full) MyDay(context.Context, bordereau.Principal) (desk.MyDay, error) {
	return desk.MyDay{Day: "2026-11-23"}, f.err
}
func (f *full) UnitDesk(_ context.Context, _ bordereau.Principal, id string) (desk.UnitDesk, error) {
	return desk.UnitDesk{Unit: unit}, f.at(id)
}
func (f *full) Preferences(context.Context, bordereau.Principal) (desk.Preferences, error) {
	return desk.Preferences{}, f.err
}
func (f *full) SetPreferences(context.Context, bordereau.Principal, desk.Preferences) error {
	return f.err
}
func (f *full) Unit(_ context.Context, _ bordereau.Principal, id string) (desk.Unit, error) {
	return unit, f.at(id)
}
func (f *full) Units(context.Context, bordereau.Principal, string, desk.Cursor) (desk.List[desk.Unit], error) {
	return page(unit), f.err
}
func (f *full) ReleaseUnit(_ context.Context, _ bordereau.Principal, id string, _ int64, _ string) (desk.Unit, error) {
	return unit, f.at(id)
}
func (f *full) Feed(context.Context, bordereau.Principal, int64, int) ([]desk.FeedEntry, error) {
	return []desk.FeedEntry{{Sequence: 9, Record: record}}, f.err
}
func (f *full) Entry(_ context.Context, _ bordereau.Principal, id string) ([]byte, error) {
	return record, f.at(id)
}
func (f *full) Acknowledge(context.Context, bordereau.Principal, []desk.Acknowledgement) error {
	return f.err
}
func (f *full) Totals(_ context.Context, _ bordereau.Principal, day string) (desk.DayTotals, error) {
	return totals, f.at(day)
}
func (f *full) CloseDay(_ context.Context, _ bordereau.Principal, day string) (desk.DayTotals, error) {
	return totals, f.at(day)
}
func (f *full) Reverse(_ context.Context, _ bordereau.Principal, id, _ string) ([]byte, desk.ReversalProposal, error) {
	return record, desk.ReversalProposal{}, f.at(id)
}
func (f *full) Journal(context.Context, bordereau.Principal, int64, int) ([]desk.JournalEvent, error) {
	return []desk.JournalEvent{{Sequence: 3, ID: own, At: at, Kind: "k", Subject: own, DocumentID: own, Actor: "a", ValuesSHA256: sum, LeafHash: sum, Values: map[string]any{"a": 1}}}, f.err
}
func (f *full) Checkpoint(context.Context, bordereau.Principal) (desk.Checkpoint, error) {
	return desk.Checkpoint{Size: 3, Root: "cm9vdA==", Signature: "s", MadeAt: at}, f.err
}
func (f *full) DeadLetters(context.Context, bordereau.Principal, desk.Cursor) (desk.List[desk.DeadLetter], error) {
	return page(desk.DeadLetter{JobID: own, DocumentID: own, Stage: "read", Attempts: 3, Code: "crashed", Text: "t", At: at}), f.err
}
func (f *full) Redrive(_ context.Context, _ bordereau.Principal, id string) error { return f.at(id) }
func (f *full) AddUser(_ context.Context, _ bordereau.Principal, u desk.User, _ string) (desk.User, error) {
	u.ID, u.Branch, u.Disabled = own, "00742", true
	return u, f.err
}
func (f *full) Users(context.Context, bordereau.Principal) ([]desk.User, error) {
	return []desk.User{{ID: own, Login: "claire", Name: "Claire", Role: bordereau.RoleClerk}}, f.err
}
func (f *full) DisableUser(_ context.Context, _ bordereau.Principal, login string) error {
	return f.at(login)
}
func (f *full) ReopenUser(_ context.Context, _ bordereau.Principal, login string) (desk.OneTimeCode, error) {
	return desk.OneTimeCode{Login: login, Code: "ABCD-EFGH", Until: at}, f.at(login)
}
func (f *full) AddKey(_ context.Context, _ bordereau.Principal, k desk.Key) (desk.Key, string, error) {
	k.ID = own
	return k, "bdk_secret", f.err
}
func (f *full) Keys(context.Context, bordereau.Principal) ([]desk.Key, error) {
	return []desk.Key{{ID: own, Label: "scanner", Role: bordereau.RoleBranch, Branch: "00742", Revoked: true}}, f.err
}
func (f *full) RotateKey(_ context.Context, _ bordereau.Principal, id string, _ time.Duration) (desk.Key, string, error) {
	return desk.Key{ID: own, Label: "scanner", Role: bordereau.RoleBranch, Branch: "00742", Kinds: []bordereau.Type{bordereau.Cheque}, CreatedAt: at, ExpiresAt: &at, UsedAt: &at}, "bdk_x_y", f.at(id)
}
func (f *full) RevokeKey(_ context.Context, _ bordereau.Principal, id string) error { return f.at(id) }
func (f *full) Ready(context.Context) error                                         { return f.err }

// doors opens for a key or a session named after its role.
type doors struct{}

func (doors) who(name string) (bordereau.Principal, error) {
	for _, r := range bordereau.Roles {
		if string(r) == name {
			p := bordereau.Principal{ID: own, Name: name, Role: r}
			if r == bordereau.RoleBranch {
				p.Branch = "00742"
			}
			return p, nil
		}
	}
	return bordereau.Principal{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}
func (d doors) KeyHolder(_ context.Context, bearer, _ string) (bordereau.Principal, error) {
	return d.who(strings.TrimPrefix(bearer, "bdk_"))
}
func (d doors) Session(_ context.Context, token string) (desk.Session, error) {
	p, err := d.who(strings.TrimPrefix(token, "session-"))
	p.Person = true
	return desk.Session{Principal: p, CSRF: "token-of-" + token}, err
}
func (d doors) SignIn(_ context.Context, login, password, _ string) (string, desk.Session, error) {
	if password != "right" {
		return "", desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Identifiant ou mot de passe incorrect.")
	}
	s, err := d.Session(context.Background(), "session-"+login)
	return "session-" + login, s, err
}
func (doors) AnswerCode(context.Context, string, string, string) (string, desk.Session, error) {
	return "", desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}
func (doors) PendingSession(context.Context, string) (desk.Session, error) {
	return desk.Session{}, bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}
func (doors) SignOut(context.Context, string) error { return nil }

func (f *full) Figures(context.Context, bordereau.Principal, desk.Period) (desk.Figures, error) {
	return desk.Figures{From: "2026-11-23", To: "2026-11-23", At: at, Days: []desk.DayFigures{{Day: "2026-11-23"}}, Types: []desk.TypeFigures{{Type: bordereau.Cheque, Settled: 2, Straight: 1}},
		Hours: []desk.HourFigures{{Hour: 8}}, Ages: []desk.AgeFigures{{ToHours: 4}}, Fields: []desk.FieldFigures{}, Branches: []desk.BranchFigures{}, Calibration: []desk.CalibrationFigures{{To: 1}},
		Obligations: desk.ObligationFigures{Next: []desk.Obligation{}}}, f.err
}
func (f *full) LastDays(int) desk.Period { return desk.Period{From: "2026-11-23", To: "2026-11-23"} }
func (f *full) OpenSamples(context.Context, bordereau.Principal) (int64, error) {
	return 1, f.err
}
func (f *full) NextSample(context.Context, bordereau.Principal) (*desk.Sample, error) {
	return &sampleOf, f.err
}
func (f *full) Sample(_ context.Context, _ bordereau.Principal, id string) (desk.Sample, error) {
	return sampleOf, f.at(id)
}
func (f *full) KeySample(_ context.Context, _ bordereau.Principal, id, _ string, _ map[string]string) (desk.Sample, error) {
	return sampleOf, f.at(id)
}
func (f *full) ReleaseSample(_ context.Context, _ bordereau.Principal, id, _ string) error {
	return f.at(id)
}
func (f *full) OpenItems(context.Context, bordereau.Principal, string, desk.Cursor) (desk.List[desk.OpenItem], error) {
	return desk.List[desk.OpenItem]{Items: []desk.OpenItem{{ID: own, Kind: desk.ItemSampleError, DocumentID: own, Sentence: "Voir.", State: "open", OpenedAt: at}}}, f.err
}
func (f *full) CloseItem(_ context.Context, _ bordereau.Principal, id, _ string) error {
	return f.at(id)
}

var sampleOf = desk.Sample{ID: own, Day: "2026-11-23", Document: own, Type: bordereau.Cheque, Branch: "00742", FileName: "a.pdf", Fields: []string{"amount"}, State: "open", Tries: 1,
	LeaseID: own, Keyed: map[string]string{"amount": "1.00"}, Differ: []string{"amount"}}
