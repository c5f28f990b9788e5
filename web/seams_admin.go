package web

import (
	"context"

	"bordereau"
	"bordereau/desk"
)

// SignIns is what people do about their own access beside giving name and password.
type SignIns interface {
	UseReset(ctx context.Context, login, code, password, remote string) error
	BeginProvider(ctx context.Context, next string) (address, handle string, err error)
	EndProvider(ctx context.Context, handle, state, code, remote string) (token string, s desk.Session, next string, err error)
	HasProvider() bool

	ChangePassword(ctx context.Context, token, old, password, remote string) (fresh string, s desk.Session, err error)
	MySessions(ctx context.Context, token string) ([]desk.Session, error)
	EndOtherSessions(ctx context.Context, token string) (int, error)

	OwnSecondFactor(ctx context.Context, token string) (desk.SecondFactorState, error)
	OfferSecondFactor(ctx context.Context, token, password, code, remote string) (desk.Offer, error)
	OfferedSecondFactor(ctx context.Context, token string) (desk.Offer, error)
	ConfirmSecondFactor(ctx context.Context, token, code, remote string) (recovery []string, fresh string, s desk.Session, err error)
	RenewRecoveryCodes(ctx context.Context, token, password, code, remote string) ([]string, error)
	DropSecondFactor(ctx context.Context, token, password, code, remote string) error
}

// Administration is what the pages of administration ask beside people and keys.
type Administration interface {
	InviteUser(ctx context.Context, by bordereau.Principal, u desk.User) (desk.User, desk.OneTimeCode, error)
	ReopenUser(ctx context.Context, by bordereau.Principal, login string) (desk.OneTimeCode, error)
	ResetPassword(ctx context.Context, by bordereau.Principal, login string) (desk.OneTimeCode, error)
	UnlockUser(ctx context.Context, by bordereau.Principal, login string) error
	LastChange(ctx context.Context, by bordereau.Principal, kinds ...string) (*desk.Happened, error)

	Propose(ctx context.Context, by bordereau.Principal, p desk.Proposal) (desk.Change, error)
	ProposePolicy(ctx context.Context, by bordereau.Principal, file []byte, reason string) (desk.Change, error)
	Changes(ctx context.Context, by bordereau.Principal) ([]desk.Change, error)
	ConfirmChange(ctx context.Context, by bordereau.Principal, id string) (desk.Change, *desk.OneTimeCode, error)
	RefuseChange(ctx context.Context, by bordereau.Principal, id string) (desk.Change, error)

	BusinessDays(ctx context.Context, by bordereau.Principal) (desk.BusinessDays, error)
	PolicyVersions(ctx context.Context, by bordereau.Principal) ([]desk.PolicyVersion, error)
	PolicyFile(ctx context.Context, by bordereau.Principal, version string) ([]byte, error)
	Simulate(ctx context.Context, by bordereau.Principal, file []byte) (desk.Simulation, error)

	LegalHolds(ctx context.Context, by bordereau.Principal, c desk.Cursor) (desk.List[desk.Held], error)
	SetLegalHold(ctx context.Context, by bordereau.Principal, documentID string, hold bool, reason string) error

	DeadLetters(ctx context.Context, by bordereau.Principal, c desk.Cursor) (desk.List[desk.DeadLetter], error)
	DeadCauses(ctx context.Context, by bordereau.Principal) ([]desk.DeadCause, error)
	Redrive(ctx context.Context, by bordereau.Principal, jobID string) error
	RedriveCause(ctx context.Context, by bordereau.Principal, stage string, code bordereau.Code) (revived, gone int, err error)
}
