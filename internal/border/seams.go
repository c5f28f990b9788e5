package border

import (
	"context"
	"io"
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/dossier"
)

// What both rooms ask of the desk, one small interface a resource; a room that
// asks for more embeds these. The meaning of each call is told where the desk
// has it.

// Deposited follows deposits that were taken over.
type Deposited interface {
	Deposit(ctx context.Context, by bordereau.Principal, id string) (bordereau.Deposit, []bordereau.Document, error)
	Deposits(ctx context.Context, by bordereau.Principal, c desk.Cursor) (desk.List[bordereau.Deposit], error)
	Receipt(ctx context.Context, by bordereau.Principal, id string) (desk.ReceiptProof, error)
	DepositDay(ctx context.Context, by bordereau.Principal, branch, day string) (desk.DepositDay, error)
	DayFiles(ctx context.Context, by bordereau.Principal, branch, day string, c desk.Cursor) (desk.List[desk.DayFile], error)
}

// Documents finds and shows documents.
type Documents interface {
	Document(ctx context.Context, by bordereau.Principal, id string) (desk.DocumentView, error)
	Search(ctx context.Context, by bordereau.Principal, q desk.Query) (desk.List[desk.Hit], error)
	Find(ctx context.Context, by bordereau.Principal, q desk.Query) (desk.Results, error)
	Hits(ctx context.Context, by bordereau.Principal, id, words string) ([]desk.HitPage, error)
	Original(ctx context.Context, by bordereau.Principal, id string) (io.ReadCloser, bordereau.Document, error)
	PageImage(ctx context.Context, by bordereau.Principal, id string, n int) ([]byte, error)
	ArchivePDF(ctx context.Context, by bordereau.Principal, id string) (io.ReadCloser, int64, error)
	Words(ctx context.Context, by bordereau.Principal, id string) ([]bordereau.Page, error)
}

// Dossiers shows customers' files.
type Dossiers interface {
	Dossier(ctx context.Context, by bordereau.Principal, ref string) (desk.DossierView, error)
	Dossiers(ctx context.Context, by bordereau.Principal, words string, c desk.Cursor) (desk.List[desk.DossierView], error)
	DossierList(ctx context.Context, by bordereau.Principal, f desk.DossierFilter, c desk.Cursor) (desk.List[desk.DossierRow], error)
	CreateDossier(ctx context.Context, by bordereau.Principal, v desk.DossierView) (desk.DossierView, error)
	ChangeDossier(ctx context.Context, by bordereau.Principal, v desk.DossierView) (desk.DossierView, error)
	DossierPage(ctx context.Context, by bordereau.Principal, ref string) (desk.DossierPage, error)
	DaysUntil(day string) int
	ReadLetter(ctx context.Context, by bordereau.Principal, id string) (desk.Letter, error)
	Checklist(ctx context.Context, by bordereau.Principal, ref string) ([]dossier.Line, error)
	DeclarePiece(ctx context.Context, by bordereau.Principal, ref string, w desk.PieceWord) error
	WithdrawPiece(ctx context.Context, by bordereau.Principal, ref, piece, document string) error
	TellDossier(ctx context.Context, by bordereau.Principal, ref string, t desk.Told) error
	Obligations(ctx context.Context, by bordereau.Principal, f desk.ObligationFilter, c desk.Cursor) (desk.List[desk.Obligation], error)
	DraftLetter(ctx context.Context, by bordereau.Principal, ref, lang string) (desk.Letter, error)
	ReleaseLetter(ctx context.Context, by bordereau.Principal, id string) (desk.Letter, error)
	Letters(ctx context.Context, by bordereau.Principal, ref string) ([]desk.Letter, error)
	LetterPDF(ctx context.Context, by bordereau.Principal, id string) ([]byte, error)
	Ask(ctx context.Context, by bordereau.Principal, documentID, text string) (desk.Question, error)
	Answer(ctx context.Context, by bordereau.Principal, id, text string) (desk.Question, error)
	Questions(ctx context.Context, by bordereau.Principal, documentID string) ([]desk.Question, error)
	OpenQuestions(ctx context.Context, by bordereau.Principal, c desk.Cursor) (desk.List[desk.Question], error)
	ProposeDossiers(ctx context.Context, by bordereau.Principal, documentID string) ([]dossier.Proposal, error)
	Refile(ctx context.Context, by bordereau.Principal, documentID string, version int64, dossierRef string) (bordereau.Document, error)
	Reopened(ctx context.Context, by bordereau.Principal) ([]desk.FollowedLine, error)
	Prove(ctx context.Context, by bordereau.Principal, id string, p desk.ObligationProof) (desk.Obligation, error)
}

// Review hands tasks out and takes decisions.
type Review interface {
	NextTask(ctx context.Context, by bordereau.Principal, f desk.TaskFilter) (*desk.Task, error)
	Tasks(ctx context.Context, by bordereau.Principal, f desk.TaskFilter, c desk.Cursor) (desk.List[desk.Task], error)
	Task(ctx context.Context, by bordereau.Principal, id string) (desk.Task, error)
	Decide(ctx context.Context, by bordereau.Principal, taskID string, d desk.Decision) (bordereau.Document, error)
	ReleaseTask(ctx context.Context, by bordereau.Principal, taskID, leaseID string) error
	Reopen(ctx context.Context, by bordereau.Principal, documentID string, version int64) error
	Key(ctx context.Context, by bordereau.Principal, taskID string, k desk.Keying) (desk.Keyed, error)
	Take(ctx context.Context, by bordereau.Principal, taskID string) (desk.Task, error)
	Prefetch(ctx context.Context, by bordereau.Principal, f desk.TaskFilter, n int) ([]desk.Task, error)
	Renew(ctx context.Context, by bordereau.Principal, taskID, leaseID string) (time.Time, error)
	SaveDraft(ctx context.Context, by bordereau.Principal, taskID, leaseID string, values map[string]string, note string) error
	TakeBack(ctx context.Context, by bordereau.Principal, taskID, reason string) error
	SetPriority(ctx context.Context, by bordereau.Principal, taskID string, p bordereau.Priority) error
	Reassign(ctx context.Context, by bordereau.Principal, taskID, userID string) error
	TaskTotals(ctx context.Context, by bordereau.Principal, f desk.TaskFilter) (desk.TaskTotals, error)
	MyDecisions(ctx context.Context, by bordereau.Principal, n int) ([]desk.MyDecision, error)
	MyDay(ctx context.Context, by bordereau.Principal) (desk.MyDay, error)
	UnitDesk(ctx context.Context, by bordereau.Principal, unitID string) (desk.UnitDesk, error)
	Preferences(ctx context.Context, by bordereau.Principal) (desk.Preferences, error)
	SetPreferences(ctx context.Context, by bordereau.Principal, p desk.Preferences) error
}

// Units shows booking units and releases held ones.
type Units interface {
	Units(ctx context.Context, by bordereau.Principal, state string, c desk.Cursor) (desk.List[desk.Unit], error)
	ReleaseUnit(ctx context.Context, by bordereau.Principal, id string, version int64, reason string) (desk.Unit, error)
}

// Days counts a day's entries and closes it.
type Days interface {
	Totals(ctx context.Context, by bordereau.Principal, day string) (desk.DayTotals, error)
	CloseDay(ctx context.Context, by bordereau.Principal, day string) (desk.DayTotals, error)
}

// People keeps who may sign in, and the machines' keys.
type People interface {
	AddUser(ctx context.Context, by bordereau.Principal, u desk.User, password string) (desk.User, error)
	Users(ctx context.Context, by bordereau.Principal) ([]desk.User, error)
	DisableUser(ctx context.Context, by bordereau.Principal, login string) error
	ReopenUser(ctx context.Context, by bordereau.Principal, login string) (desk.OneTimeCode, error)
	AddKey(ctx context.Context, by bordereau.Principal, k desk.Key) (desk.Key, string, error)
	Keys(ctx context.Context, by bordereau.Principal) ([]desk.Key, error)
	RevokeKey(ctx context.Context, by bordereau.Principal, id string) error
	RotateKey(ctx context.Context, by bordereau.Principal, id string, overlap time.Duration) (desk.Key, string, error)
}
