// Package desk holds the use cases of the back office and their transaction
// borders: a deposit arrives, a job runs, a clerk decides, a slip closes, a day
// closes. It owns what the stages do together; each stage knows its own work
// alone.
package desk

import (
	"time"

	"bordereau"
	"bordereau/entry"
)

// Delivered is the answer to a deposit: what was taken over, and the receipt.
type Delivered struct {
	Deposit   bordereau.Deposit
	Documents []bordereau.Document
	Replayed  bool // the same idempotency key came before; nothing new was stored
}

// Declaration is what a branch says about its delivery.
type Declaration struct {
	Branch    string
	Channel   bordereau.Channel
	Dossier   string
	Kind      string
	SlipCount *int
	SlipTotal *bordereau.Money
	Reference string
	Priority  bordereau.Priority
	Replaces  string `json:",omitempty"` // id of the returned document that the one file takes the place of
}

// Happened is one line of a document's history, as the journal tells it.
type Happened struct {
	At    time.Time      `json:"at"`
	Kind  string         `json:"kind"`
	Actor string         `json:"actor"`
	Facts map[string]any `json:"facts,omitempty"`
}

// PageView tells where a page's image is and what it shows.
type PageView struct {
	Number int    `json:"number"`
	Width  int    `json:"width"` // of the upright page; boxes of fields refer to it
	Height int    `json:"height"`
	SHA256 string `json:"sha256"` // of the image a clerk sees
}

// Reasons is why the policy wants a person.
type Reasons []Reason

// Reason is one thing that a person has to settle. Field is empty when the
// whole document is meant. Sentence is written for a clerk, in French.
type Reason struct {
	Field    string `json:"field,omitempty"`
	Rule     string `json:"rule"`
	Sentence string `json:"sentence"`
}

// DocumentView is a document with all that is known of it.
type DocumentView struct {
	bordereau.Document
	Understanding *bordereau.Understanding `json:"understanding,omitempty"`
	PageViews     []PageView               `json:"page_views,omitempty"`
	Parts         []bordereau.Document     `json:"parts,omitempty"`   // what has its pages now, once it is split
	Reasons       Reasons                  `json:"reasons,omitempty"` // while it waits for a person
	DossierWhy    []string                 `json:"dossier_why,omitempty"`
	EntryNumber   int64                    `json:"entry_number,omitempty"`
	EntryID       string                   `json:"entry_id,omitempty"`
	History       []Happened               `json:"history,omitempty"`
	// Explanations of the slip's balance, as far as they speak of this document.
	Explanations []Explanation `json:"explanations,omitempty"`
	// Blind are the fields that the caller keys without seeing what was read, Hidden all
	// that are kept from him for that reason.
	Blind  []BlindField `json:"blind,omitempty"`
	Hidden []string     `json:"hidden,omitempty"`
	// FileParts are all documents of its file, of a part that waits for a person: their
	// pages are what he can join to it.
	FileParts []FilePart `json:"file_parts,omitempty"`
}

// FilePart is a document that some pages of a file are.
type FilePart struct {
	ID    string          `json:"id"`
	Type  bordereau.Type  `json:"type,omitempty"`
	State bordereau.State `json:"state"`
	Pages []int           `json:"pages"` // in the file
}

// Cursor pages through a list: After is the `next` of the page before, empty at
// the start.
type Cursor struct {
	After string
	Limit int // 1 to 200, 50 when 0
}

// List is one page of a list; Next is empty on the last.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Query searches documents. Zero fields do not narrow.
type Query struct {
	Words                string // a search box: words, phrases, amounts, days, references, filters (ParseSearch)
	Dossier              string
	Type                 bordereau.Type
	State                bordereau.State
	Branch               string
	From, To             time.Time // received in [From, To)
	AmountMin, AmountMax *int64    // minor units
	Near                 Near      // whether misreadings are forgiven
	Cursor
}

// Hit is a document found, with a snippet of its text and the words that matched.
type Hit struct {
	bordereau.Document
	Snippet string   `json:"snippet,omitempty"` // plain text, hits between U+0002 and U+0003
	Near    bool     `json:"near,omitempty"`    // found by forgiving a misreading
	Page    *HitPage `json:"page,omitempty"`    // the page to show, with its hits
	Pages   []int    `json:"pages_hit,omitempty"`
}

// Action is what a clerk decided.
type Action string

const (
	Confirm   Action = "confirm"   // the values stand as shown, with the corrections given
	SetType   Action = "type"      // it is another type; fields given anew
	Separate  Action = "split"     // the file holds several documents: these pages each
	Merge     Action = "merge"     // these pages of the same file belong to it as well
	Illegible Action = "illegible" // nobody can read it: back to the branch
	Escalate  Action = "escalate"  // to a supervisor
	Wait      Action = "wait"      // give back, with a note
	Return    Action = "return"    // rescan, please
	Reject    Action = "reject"    // refused with a coded reason
	Refile    Action = "refile"    // another dossier
	Reopen    Action = "reopen"    // undo, while it is not final
)

// Decision is what the body of a decision says. Fields holds the values the
// clerk confirms or corrects, by name; an empty value says that the field is not
// on the paper, * that it cannot be read.
type Decision struct {
	Action  Action            `json:"action"`
	LeaseID string            `json:"lease_id"`
	Version int64             `json:"version"`
	Type    bordereau.Type    `json:"type,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
	Tries   map[string]int    `json:"tries,omitempty"` // of blind fields: see Keying.Try
	Parts   [][]int           `json:"parts,omitempty"` // of a split: the pages of each document
	Pages   []int             `json:"pages,omitempty"` // of a merge: pages of the file, all of each document they are of
	Dossier string            `json:"dossier,omitempty"`
	Reason  string            `json:"reason,omitempty"` // code of a rejection or return
	Note    string            `json:"note,omitempty"`
	Seen    []string          `json:"seen,omitempty"` // digests of the page images shown
}

// Unit is a booking unit: a remittance slip with its cheques, or a transfer order.
type Unit struct {
	ID             string               `json:"id"`
	Kind           string               `json:"kind"` // cheque_remittance, transfer
	DepositID      string               `json:"deposit_id"`
	State          string               `json:"state"` // open, held, final, void
	Version        int64                `json:"version"`
	Declared       *bordereau.Money     `json:"declared,omitempty"`
	DeclaredCount  *int                 `json:"declared_count,omitempty"`
	HeldFor        string               `json:"held_for,omitempty"`
	ReleasedBy     string               `json:"released_by,omitempty"`
	ReleasedReason string               `json:"released_reason,omitempty"`
	SlipTask       string               `json:"-"` // of a unit that is held: where its cheques stand
	Documents      []bordereau.Document `json:"documents"`
	EntryID        string               `json:"entry_id,omitempty"`
	EntryNumber    int64                `json:"entry_number,omitempty"`
	// Explanations say what may lie behind a remittance that does not balance, the
	// likeliest first.
	Explanations []Explanation `json:"explanations,omitempty"`
}

// Explanation is one change that restores a slip's balance, with the document it
// speaks of.
type Explanation struct {
	entry.Explanation
	DocumentID string `json:"document_id,omitempty"`
}

// DossierView is a dossier as people see it.
type DossierView struct {
	Ref        string   `json:"ref"`
	Kind       string   `json:"kind"`
	Title      string   `json:"title"`
	Branch     string   `json:"branch"`
	Status     string   `json:"status"`
	Restricted bool     `json:"restricted"`
	Readers    []string `json:"readers,omitempty"` // logins, of a restricted dossier
	Customers  []string `json:"customers"`         // customer refs
	// Facts answer the conditions of the dossier's kind; one not given is false.
	Facts    map[string]bool `json:"facts,omitempty"`
	Version  int64           `json:"version"`
	OpenedAt time.Time       `json:"opened_at"`
	ClosedAt *time.Time      `json:"closed_at,omitempty"`
}

// FeedEntry is an entry as the booking feed gives it. Record is the entry's own
// JSON (CONTRACT section 4) byte for byte as its digest was taken, with
// content_sha256 added.
type FeedEntry struct {
	Sequence int64
	Record   []byte
}

// Acknowledgement is what booking says of one entry.
type Acknowledgement struct {
	EntryID string `json:"entry_id"`
	Verdict string `json:"verdict"` // accepted, refused
	Reason  string `json:"reason,omitempty"`
}

// DayTotals prove that nothing is missing from a business day.
type DayTotals struct {
	Day      string      `json:"day"`
	Closed   bool        `json:"closed"`
	Entries  int64       `json:"entries"`
	Accepted int64       `json:"accepted"`
	Refused  int64       `json:"refused"`
	Waiting  int64       `json:"waiting"` // not acknowledged yet
	Totals   []DayAmount `json:"totals"`
	First    int64       `json:"first_number,omitempty"`
	Last     int64       `json:"last_number,omitempty"`
}

// DayAmount totals one kind in one currency.
type DayAmount struct {
	Kind        string `json:"kind"`
	Currency    string `json:"currency"`
	Count       int64  `json:"count"`
	AmountMinor int64  `json:"amount_minor"`
}

// User is a person who can sign in.
type User struct {
	ID       string         `json:"id"`
	Login    string         `json:"login"`
	Name     string         `json:"name"`
	Role     bordereau.Role `json:"role"`
	Branch   string         `json:"branch,omitempty"`
	Disabled bool           `json:"disabled,omitempty"`
	// SecondFactor says that signing in asks for a code of one time, too.
	SecondFactor bool `json:"second_factor,omitempty"`
	Failures     int  `json:"failures,omitempty"` // refused sign-ins since the last good one
}

// Key is a machine key without its secret.
type Key struct {
	ID      string         `json:"id"`
	Label   string         `json:"label"`
	Role    bordereau.Role `json:"role"`
	Branch  string         `json:"branch,omitempty"`
	Revoked bool           `json:"revoked,omitempty"`
	// Kinds of deposits that it may bring in; every kind where there are none.
	Kinds     []bordereau.Type `json:"kinds,omitempty"`
	CreatedAt time.Time        `json:"created_at"`
	UsedAt    *time.Time       `json:"used_at,omitempty"` // to the minute
	ExpiresAt *time.Time       `json:"expires_at,omitempty"`
	RotatedTo string           `json:"rotated_to,omitempty"` // the key that took its place
}

// Session is a person signed in at the web application.
type Session struct {
	Principal bordereau.Principal
	CSRF      string // every form that changes something carries it
	ID        string // names it; opens nothing
	Pending   Step   // what is still asked of the person before it opens anything
	Method    string // password, password+totp, password+recovery, oidc, oidc+totp, oidc+recovery
	Remote    string
	OpenedAt  time.Time
	SeenAt    time.Time
	Current   bool // the one that asks
}

// DeadLetter is a job the machine gave up on.
type DeadLetter struct {
	JobID      string    `json:"job_id"`
	DocumentID string    `json:"document_id"`
	Stage      string    `json:"stage"`
	Attempts   int       `json:"attempts"`
	Code       string    `json:"code"`
	Text       string    `json:"text"`
	At         time.Time `json:"at"`
}

// JournalEvent is one leaf of the log with its values.
type JournalEvent struct {
	Sequence     int64          `json:"sequence"`
	ID           string         `json:"id"`
	At           time.Time      `json:"at"`
	Kind         string         `json:"kind"`
	Subject      string         `json:"subject"`
	DocumentID   string         `json:"document_id,omitempty"`
	Actor        string         `json:"actor"`
	ValuesSHA256 string         `json:"values_sha256"`  // SHA-256(salt || RFC 8785 form of the values)
	Salt         string         `json:"salt,omitempty"` // hex; goes with the values
	LeafHash     string         `json:"leaf_hash"`
	Values       map[string]any `json:"values,omitempty"`
}

// Checkpoint is the signed head of the log.
type Checkpoint struct {
	Size      int64     `json:"size"`
	Root      string    `json:"root"` // base64
	Signature string    `json:"signature"`
	MadeAt    time.Time `json:"made_at"`
}
