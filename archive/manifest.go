package archive

import (
	"encoding/json"
	"fmt"
	"time"

	"bordereau"

	"github.com/gowebpki/jcs"
)

// Roles of what is archived of a document.
const (
	RoleOriginal = "original"
	RolePDF      = "pdf"
	RoleReading  = "reading"
	RoleALTO     = "alto"
	RoleManifest = "manifest"
)

// Sealed is one object of an archived document.
type Sealed struct {
	Role        string    `json:"role"`
	Key         string    `json:"key"`
	VersionID   string    `json:"version_id"`
	SHA256      string    `json:"sha256"`
	Size        int64     `json:"size"`
	RetainUntil time.Time `json:"retain_until"`
}

// Person is somebody who decided on a document.
type Person struct {
	ID     string    `json:"id"`
	Login  string    `json:"login"`
	Action string    `json:"action"`
	Task   string    `json:"task"` // first, second
	At     time.Time `json:"at"`
	Seen   []string  `json:"seen"` // digests of the pictures that were shown
}

// Manifest says what was sealed of a document and why it was believed. It names
// everything but itself; its own digest stands in the record and the journal.
type Manifest struct {
	Schema        string                  `json:"schema"` // bordereau.manifest/1
	DocumentID    string                  `json:"document_id"`
	DepositID     string                  `json:"deposit_id"`
	Branch        string                  `json:"branch"`
	FileName      string                  `json:"file_name"`
	PartOf        string                  `json:"part_of,omitempty"`    // the document whose file, the original, holds it among others
	PartPages     []int                   `json:"part_pages,omitempty"` // its pages in the original
	Type          bordereau.Type          `json:"type"`
	Dossier       string                  `json:"dossier,omitempty"`
	UnitID        string                  `json:"booking_unit,omitempty"`
	Generation    int                     `json:"generation"`
	ReceivedAt    time.Time               `json:"received_at"` // the capture, as it came in
	DecidedAt     time.Time               `json:"decided_at"`
	SealedAt      time.Time               `json:"sealed_at"`
	ReceiptDigest string                  `json:"receipt_digest"`
	Objects       []Sealed                `json:"objects"`
	Engine        bordereau.Engine        `json:"engine"`
	Flags         []string                `json:"flags,omitempty"`
	Understanding bordereau.Understanding `json:"understanding"`
	DecidedBy     []Person                `json:"decided_by"`
	Retention     Retention               `json:"retention"`
}

// Retention is the rules that apply, and until when they lock the document for now.
type Retention struct {
	Rules []Rule    `json:"rules"`
	Until time.Time `json:"until"`
}

// Rule is how long a class of papers is kept, from when, and which norm says so.
type Rule struct {
	Class string `json:"class"`
	Years int    `json:"years"`
	From  string `json:"from"`
	Norm  string `json:"norm"`
	Since string `json:"since"` // the text in force from this day
}

// ManifestSchema names the form of a manifest.
const ManifestSchema = "bordereau.manifest/1"

// Canonical is the manifest in its RFC 8785 form, which its digest is taken of.
func (m Manifest) Canonical() ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return jcs.Transform(raw)
}

// ParseManifest reads a manifest in its RFC 8785 form.
func ParseManifest(body []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("read the manifest: %w", err)
	}
	if m.Schema != ManifestSchema {
		return m, fmt.Errorf("the manifest is of the unknown schema %q", m.Schema)
	}
	form, err := jcs.Transform(body)
	if err != nil || string(form) != string(body) {
		return m, fmt.Errorf("the manifest of %s is not in its canonical form", m.DocumentID)
	}
	return m, nil
}
