package bordereau

import "time"

// Role is what a person or a machine key may do (CONTRACT section 3).
type Role string

const (
	RoleBranch     Role = "branch"     // deposits, follows its own, answers questions
	RoleReader     Role = "reader"     // searches and opens dossiers
	RoleClerk      Role = "clerk"      // validates
	RoleSupervisor Role = "supervisor" // releases, reassigns, second pair of eyes
	RoleAuditor    Role = "auditor"    // reads everything, changes nothing
	RoleBooking    Role = "booking"    // reads entries and acknowledges them
	RoleAdmin      Role = "admin"      // people, keys, policies; no document content
	RoleSystem     Role = "system"     // the machine itself, in the journal only
)

// Roles lists the roles that can be given to people and keys.
var Roles = []Role{RoleBranch, RoleReader, RoleClerk, RoleSupervisor, RoleAuditor, RoleBooking, RoleAdmin}

// Principal is who asks: a person, a machine key, or the system.
type Principal struct {
	ID     string `json:"id"`   // UUID of the user or key; "system" for the machine
	Name   string `json:"name"` // login, or the key's label
	Role   Role   `json:"role"`
	Branch string `json:"branch,omitempty"` // set for branches: they see their own things only
	Person bool   `json:"person"`           // a human being, not a key
	// Kinds are the types that a key may deposit, with commas between; all when empty.
	Kinds string `json:"kinds,omitempty"`
}

// System is the principal in whose name jobs act.
var System = Principal{ID: "system", Name: "system", Role: RoleSystem}

// Channel is how a deposit came in.
type Channel string

const (
	ChannelAPI    Channel = "api"
	ChannelWeb    Channel = "web"
	ChannelFolder Channel = "folder"
)

// Deposit is one delivery of files by a branch, with what the branch declared.
type Deposit struct {
	ID         string    `json:"id"`
	Branch     string    `json:"branch"`
	Channel    Channel   `json:"channel"`
	Dossier    string    `json:"dossier,omitempty"` // reference given by the branch
	Kind       string    `json:"kind,omitempty"`    // type expected by the branch: a hint for people, never a proof
	SlipCount  *int      `json:"slip_count,omitempty"`
	SlipTotal  *Money    `json:"slip_total,omitempty"`
	Reference  string    `json:"reference,omitempty"`
	By         Principal `json:"-"`
	ReceivedAt time.Time `json:"received_at"`
	Receipt    Receipt   `json:"receipt"`
}

// Receipt is what a branch keeps: proof that the desk took the files over.
type Receipt struct {
	Digest    string    `json:"digest"`    // SHA-256 over the sorted digests of the files
	At        time.Time `json:"at"`        // UTC
	Sequence  int64     `json:"sequence"`  // number of the deposit
	Signature string    `json:"signature"` // base64 Ed25519 over "bordereau-receipt\n" id "\n" digest "\n" at "\n" sequence
}

// Document is one paper in the bank's work.
type Document struct {
	ID          string     `json:"id"`
	DepositID   string     `json:"deposit_id"`
	Branch      string     `json:"branch"`
	FileName    string     `json:"file_name"` // as given, for display only; never a path
	Format      string     `json:"format"`    // pdf, tiff, jpeg, png
	SHA256      string     `json:"sha256"`
	Size        int64      `json:"size"`
	VersionID   string     `json:"version_id"` // of the original in the object store
	State       State      `json:"state"`
	Version     int64      `json:"version"` // raised by every change; a stale one is a conflict
	Generation  int        `json:"generation"`
	Type        Type       `json:"type,omitempty"`
	Pages       int        `json:"pages,omitempty"`
	Dossier     string     `json:"dossier,omitempty"`
	DuplicateOf string     `json:"duplicate_of,omitempty"`
	PartOf      string     `json:"part_of,omitempty"`    // the document whose file holds it among others
	PartPages   []int      `json:"part_pages,omitempty"` // its pages in that file, in order
	Replaces    string     `json:"replaces,omitempty"`   // the returned document whose place it takes; of a deposit's documents
	ReplacedBy  string     `json:"replaced_by,omitempty"`
	Reason      string     `json:"reason,omitempty"` // of a rejection, return or quarantine
	ReasonText  string     `json:"reason_text,omitempty"`
	UnitID      string     `json:"booking_unit,omitempty"`
	Priority    Priority   `json:"priority"`
	LegalHold   bool       `json:"legal_hold,omitempty"`
	ReceivedAt  time.Time  `json:"received_at"`
	DecidedAt   *time.Time `json:"decided_at,omitempty"`
	ArchivedAt  *time.Time `json:"archived_at,omitempty"`
	RetainUntil *time.Time `json:"retain_until,omitempty"`
}

// ForBranch says in words that a branch understands where a document stands, in French.
func (d Document) ForBranch() string {
	if d.State == Split && d.PartOf != "" {
		return "Repris dans un autre document du fichier"
	}
	return d.State.ForBranch()
}

// InFile is the number in its file of a page of the document.
func (d Document) InFile(page int) int {
	if page >= 1 && page <= len(d.PartPages) {
		return d.PartPages[page-1]
	}
	return page
}

// Priority orders work; lower is sooner.
type Priority int

const (
	Urgent Priority = 0
	Normal Priority = 1
	Bulk   Priority = 2
)

// Priorities lists the priorities, most urgent first.
var Priorities = []Priority{Urgent, Normal, Bulk}

func (p Priority) String() string { return [...]string{"urgent", "normal", "bulk"}[p] }
