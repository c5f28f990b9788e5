package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/intake"
	"bordereau/internal/fault"
	"bordereau/internal/ids"
	"bordereau/journal"
)

// depositTx is what taking a deposit over does in a transaction.
type depositTx interface {
	// Admit waits for whoever delivers the same thing at this moment, and then says
	// what the record knows of it.
	Admit(ctx context.Context, a Admission) (Admitted, error)
	// InsertDeposit writes a deposit with all that begins with it.
	InsertDeposit(ctx context.Context, n NewDeposit) error
	// Deposit reads a deposit that the caller may see; NotFound otherwise.
	Deposit(ctx context.Context, by bordereau.Principal, id string) (bordereau.Deposit, error)
	// Deposits lists the deposits that the caller may see, the newest first.
	Deposits(ctx context.Context, by bordereau.Principal, after string, limit int) ([]bordereau.Deposit, error)
	// DepositDocuments reads the documents of a deposit as the caller may see them.
	DepositDocuments(ctx context.Context, by bordereau.Principal, depositID string) ([]bordereau.Document, error)
	// Replace writes down that a document takes the place of another; Conflicting when
	// one has taken it already.
	Replace(ctx context.Context, documentID, replaces string) error
	// InsertJob gives a document work to do by a machine; nothing happens when it
	// has such work already.
	InsertJob(ctx context.Context, j NewJob) error
}

// Admission names what a delivery might collide with.
type Admission struct {
	Principal, Key, Branch, Dossier string
	Digests                         []string
}

// Admitted is what the record knows: the deposit under the idempotency key, if
// there is one, the number of a new deposit, and by digest the documents that hold
// the same bytes in the same branch and dossier.
type Admitted struct {
	DepositID, RequestSHA256 string
	Sequence                 int64
	Known                    map[string]string
}

// NewDeposit is a deposit with its documents, still received, its jobs and events.
type NewDeposit struct {
	Deposit        bordereau.Deposit
	IdempotencyKey string // "" for none
	RequestSHA256  string
	Documents      []bordereau.Document
	Jobs           []NewJob
	Events         []journal.Event
}

// NewJob is work for a machine. RunAfter puts it off, by the database's clock.
type NewJob struct {
	ID, DocumentID, Stage string
	Priority              bordereau.Priority
	RunAfter              time.Duration
}

// Delivery is a deposit on its way in. It is used by one goroutine, and closed
// in any case.
type Delivery struct {
	desk   *Desk
	by     bordereau.Principal
	key    string
	digest string
	files  []delivered
	over   bool
	upload bool                                       // its files came in pieces, which were held to a limit and counted
	also   func(context.Context, Tx, Delivered) error // committed with the deposit
}

type delivered struct {
	name, format, sha256, version string
	size                          int64
}

const maxKeyBytes = 255

// Begin opens a delivery. Busy when the desk is full, Quota when the caller sent
// too much.
func (d *Desk) Begin(ctx context.Context, by bordereau.Principal, idempotencyKey string) (*Delivery, error) {
	if len(idempotencyKey) > maxKeyBytes || strings.ContainsFunc(idempotencyKey, func(r rune) bool { return r < ' ' || r > '~' }) {
		return nil, &bordereau.Error{Code: bordereau.Invalid, Message: "La clé d'idempotence n'est pas utilisable.", Pointer: "Idempotency-Key"}
	}
	if err := d.pressure.admit(ctx, d); err != nil {
		return nil, err
	}
	return &Delivery{desk: d, by: by, key: idempotencyKey}, nil
}

// SetDigest gives the SHA-256, in hex, that the single file of this delivery must
// have; "" asks nothing.
func (l *Delivery) SetDigest(sha256hex string) { l.digest = strings.ToLower(sha256hex) }

// AddFile takes a file over: it is held to the limits, fingerprinted, and stored
// under its digest before AddFile returns.
func (l *Delivery) AddFile(ctx context.Context, name string, r io.Reader) error {
	d := l.desk
	if len(l.files) >= d.counter.MaxFiles {
		return bordereau.Errorf(bordereau.TooLarge, "Un dépôt contient au plus %d fichiers.", d.counter.MaxFiles)
	}
	if err := d.meter.Document(l.by.ID); err != nil {
		return err
	}
	most := d.counter.MaxFileBytes
	if l.upload {
		most = d.MaxUploadBytes
	}
	f, err := d.counter.TakeUpTo(most, name, r)
	if err != nil {
		return d.refuse(ctx, l.by, name, 0, err)
	}
	defer f.Close()
	if !l.upload {
		if err := d.meter.Bytes(l.by.ID, f.Size); err != nil {
			return err
		}
	}
	if err := fault.Point("CP1"); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("take %s over: %w", f.SHA256, err)
	}
	if err := fault.Point("CP2"); err != nil {
		return err
	}
	if l.digest != "" && l.digest != f.SHA256 {
		return &bordereau.Error{Code: bordereau.Invalid, Pointer: "Content-Digest",
			Message: fmt.Sprintf("Le fichier « %s » n'est pas arrivé comme il est parti : son empreinte ne correspond pas.", f.Name)}
	}
	version, err := d.Objects.Put(ctx, OriginalKey(f.SHA256), f.Reader(), f.Size, f.SHA256, mediaType(f.Format))
	if err != nil {
		return fmt.Errorf("store the original: %w", err)
	}
	if err := fault.Point("CP3"); err != nil {
		return err
	}
	l.files = append(l.files, delivered{f.Name, f.Format, f.SHA256, version, f.Size})
	return nil
}

// Commit writes the deposit in one transaction. After it returns without error the
// deposit is the desk's responsibility. The same idempotency key with the same
// content gives the first deposit again; with other content it is KeyReused.
func (l *Delivery) Commit(ctx context.Context, decl Declaration) (Delivered, error) {
	d := l.desk
	switch {
	case l.over:
		return Delivered{}, bordereau.Errorf(bordereau.Conflicting, "Ce dépôt est déjà terminé.")
	case len(l.files) == 0:
		return Delivered{}, &bordereau.Error{Code: bordereau.Invalid, Message: "Le dépôt ne contient aucun fichier.", Pointer: "file"}
	case l.digest != "" && len(l.files) != 1:
		return Delivered{}, &bordereau.Error{Code: bordereau.Invalid, Message: "Une empreinte ne vaut que pour un dépôt d'un seul fichier.", Pointer: "Content-Digest"}
	}
	if err := checkDeclaration(&decl, l.by); err != nil {
		return Delivered{}, err
	}
	request, err := l.request(decl)
	if err != nil {
		return Delivered{}, err
	}
	var out Delivered
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		out = Delivered{}
		a := Admission{Principal: l.by.ID, Key: l.key, Branch: decl.Branch, Dossier: decl.Dossier}
		for _, f := range l.files {
			a.Digests = append(a.Digests, f.sha256)
		}
		known, err := tx.Admit(ctx, a)
		if err != nil {
			return err
		}
		if known.DepositID != "" {
			if known.RequestSHA256 != request {
				return &bordereau.Error{Code: bordereau.KeyReused, Pointer: "Idempotency-Key",
					Message: "Cette clé d'idempotence a déjà servi pour un autre dépôt."}
			}
			out.Replayed = true
			if out.Deposit, err = tx.Deposit(ctx, l.by, known.DepositID); err != nil {
				return err
			}
			out.Documents, err = tx.DepositDocuments(ctx, l.by, known.DepositID)
			if err != nil {
				return err
			}
			out.Documents = slices.DeleteFunc(out.Documents, func(doc bordereau.Document) bool { return doc.PartOf != "" })
			return l.alongside(ctx, tx, out)
		}
		n := l.compose(decl, known.Sequence)
		n.RequestSHA256 = request
		duplicates := l.duplicates(&n, known.Known)
		if err := tx.InsertDeposit(ctx, n); err != nil {
			return err
		}
		if err := fault.Point("CP4"); err != nil {
			return err
		}
		for i, of := range duplicates {
			err := tx.MoveDocument(ctx, &n.Documents[i], bordereau.EvDuplicate, bordereau.System,
				map[string]any{"duplicate_of": of}, func(doc *bordereau.Document) { doc.DuplicateOf = of })
			if err != nil {
				return err
			}
		}
		if err := l.replace(ctx, tx, decl, n.Documents); err != nil {
			return err
		}
		out.Deposit, out.Documents = n.Deposit, n.Documents
		return l.alongside(ctx, tx, out)
	})
	if err != nil {
		return Delivered{}, fmt.Errorf("deposit: %w", err)
	}
	l.over = true
	if err := fault.Point("CP5"); err != nil {
		return Delivered{}, err
	}
	return out, nil
}

func (l *Delivery) alongside(ctx context.Context, tx Tx, out Delivered) error {
	if l.also == nil {
		return nil
	}
	return l.also(ctx, tx, out)
}

// replace lets the file take the place of one that was sent back to be scanned again.
func (l *Delivery) replace(ctx context.Context, tx Tx, decl Declaration, docs []bordereau.Document) error {
	if decl.Replaces == "" {
		return nil
	}
	wrong := func(format string, args ...any) error {
		return &bordereau.Error{Code: bordereau.Invalid, Pointer: "replaces", Message: fmt.Sprintf(format, args...)}
	}
	if len(docs) != 1 {
		return wrong("Un seul fichier remplace un document à numériser de nouveau.")
	}
	old, err := tx.LockDocument(ctx, decl.Replaces)
	if bordereau.CodeOf(err) == bordereau.NotFound || err == nil && old.Branch != decl.Branch {
		return wrong("Le document à remplacer n'existe pas.")
	}
	if err != nil {
		return err
	}
	if old.State != bordereau.Returned {
		return wrong("Seul un document à numériser de nouveau peut être remplacé.")
	}
	if docs[0].State == bordereau.Duplicate {
		return wrong("Ce fichier a déjà été reçu : numérisez de nouveau le document.")
	}
	if err := tx.Replace(ctx, docs[0].ID, old.ID); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Kind: "document.replaced", Subject: old.ID, DocumentID: old.ID, Actor: l.by.ID,
		Values: map[string]any{"replaced_by": docs[0].ID, "by": l.by.Name}})
}

// Close gives up what was not committed. Originals that were stored stay: another
// deposit may refer to them, and what nothing refers to is found by Fsck.
func (l *Delivery) Close() {
	l.over = true
	l.files = nil
}

func checkDeclaration(decl *Declaration, by bordereau.Principal) error {
	bad := func(pointer, format string, args ...any) error {
		return &bordereau.Error{Code: bordereau.Invalid, Message: fmt.Sprintf(format, args...), Pointer: pointer}
	}
	if by.Branch != "" {
		if decl.Branch == "" {
			decl.Branch = by.Branch
		}
		if decl.Branch != by.Branch {
			return &bordereau.Error{Code: bordereau.Forbidden, Message: "Une agence dépose pour elle-même seulement.", Pointer: "branch"}
		}
	}
	var err error
	if decl.Kind, err = kindFor(by, decl.Kind); err != nil {
		return err
	}
	if decl.Channel == "" {
		decl.Channel = bordereau.ChannelAPI
	}
	for _, f := range []struct{ pointer, value string }{
		{"branch", decl.Branch}, {"dossier", decl.Dossier}, {"kind", decl.Kind}, {"reference", decl.Reference},
	} {
		if len(f.value) > 200 || strings.ContainsFunc(f.value, func(r rune) bool { return r < ' ' || r == 0xFFFD }) {
			return bad(f.pointer, "Cette indication est trop longue ou contient des caractères interdits.")
		}
	}
	switch {
	case decl.Branch == "":
		return bad("branch", "Le dépôt ne dit pas de quelle agence il vient.")
	case decl.Channel != bordereau.ChannelAPI && decl.Channel != bordereau.ChannelWeb && decl.Channel != bordereau.ChannelFolder:
		return bad("channel", "Ce canal n'existe pas.")
	case decl.Kind != "" && !bordereau.Type(decl.Kind).Known():
		return bad("kind", "Ce type de document n'existe pas.")
	case decl.SlipCount != nil && (*decl.SlipCount < 0 || *decl.SlipCount > 10_000):
		return bad("slip_count", "Ce nombre de pièces n'est pas vraisemblable.")
	case decl.SlipTotal != nil && decl.SlipTotal.Minor < 0:
		return bad("slip_total", "Le total d'un bordereau n'est pas négatif.")
	case decl.Replaces != "" && !ids.Valid(decl.Replaces):
		return bad("replaces", "Le document à remplacer n'existe pas.")
	case decl.Priority < bordereau.Urgent || decl.Priority > bordereau.Bulk:
		return bad("priority", "Cette priorité n'existe pas.")
	}
	return nil
}

// request is the digest of all that the caller said: what an idempotency key stands for.
func (l *Delivery) request(decl Declaration) (string, error) {
	type file struct{ Name, SHA256 string }
	said := struct {
		Declaration Declaration
		Files       []file
	}{Declaration: decl}
	for _, f := range l.files {
		said.Files = append(said.Files, file{f.name, f.sha256})
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return "", fmt.Errorf("fingerprint the request: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

func (l *Delivery) compose(decl Declaration, sequence int64) NewDeposit {
	d := l.desk
	now := d.Now().UTC().Truncate(time.Microsecond)
	n := NewDeposit{IdempotencyKey: l.key, Deposit: bordereau.Deposit{
		ID: ids.New(), Branch: decl.Branch, Channel: decl.Channel, Dossier: decl.Dossier, Kind: decl.Kind,
		SlipCount: decl.SlipCount, SlipTotal: decl.SlipTotal, Reference: decl.Reference, By: l.by, ReceivedAt: now}}
	digests := make([]string, len(l.files))
	for i, f := range l.files {
		digests[i] = f.sha256
		n.Documents = append(n.Documents, bordereau.Document{
			ID: ids.New(), DepositID: n.Deposit.ID, Branch: decl.Branch, FileName: f.name, Format: f.format,
			SHA256: f.sha256, Size: f.size, VersionID: f.version, State: bordereau.Received, Version: 1,
			Priority: decl.Priority, ReceivedAt: now})
	}
	n.Deposit.Receipt = intake.Sign(d.Signer, n.Deposit.ID, intake.Digest(digests), now, sequence)
	n.Events = append(n.Events, journal.Event{At: now, Kind: "deposit.received", Subject: n.Deposit.ID, Actor: l.by.ID,
		Values: map[string]any{"branch": decl.Branch, "channel": decl.Channel, "digest": n.Deposit.Receipt.Digest,
			"sequence": sequence, "documents": len(l.files), "by": l.by.Name}})
	for _, doc := range n.Documents {
		n.Events = append(n.Events, journal.Event{At: now, Kind: "document.received", Subject: doc.ID, DocumentID: doc.ID, Actor: l.by.ID,
			Values: map[string]any{"state": doc.State, "version": doc.Version, "deposit": n.Deposit.ID, "sha256": doc.SHA256,
				"size": doc.Size, "file_name": doc.FileName, "by": l.by.Name}})
	}
	return n
}

// duplicates finds which documents repeat one that is known, or an earlier one of
// this delivery; the others get a job. It gives the original by index.
func (l *Delivery) duplicates(n *NewDeposit, known map[string]string) map[int]string {
	of := map[int]string{}
	first := map[string]string{}
	for i, doc := range n.Documents {
		original := known[doc.SHA256]
		if original == "" {
			original = first[doc.SHA256]
		}
		if original != "" {
			of[i] = original
			continue
		}
		first[doc.SHA256] = doc.ID
		n.Jobs = append(n.Jobs, NewJob{ID: ids.New(), DocumentID: doc.ID, Stage: StageRead, Priority: doc.Priority})
	}
	return of
}

// Deposit tells what became of a deposit.
func (d *Desk) Deposit(ctx context.Context, by bordereau.Principal, id string) (bordereau.Deposit, []bordereau.Document, error) {
	var dep bordereau.Deposit
	var docs []bordereau.Document
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		if dep, err = tx.Deposit(ctx, by, id); err != nil {
			return err
		}
		docs, err = tx.DepositDocuments(ctx, by, id)
		return err
	})
	return dep, docs, err
}

// ReceiptProof is a receipt with all that it takes to verify it.
type ReceiptProof = intake.Proof

// Receipt gives what it takes to verify a deposit's receipt without the desk.
func (d *Desk) Receipt(ctx context.Context, by bordereau.Principal, id string) (ReceiptProof, error) {
	dep, docs, err := d.Deposit(ctx, by, id)
	if err != nil {
		return ReceiptProof{}, err
	}
	files := []intake.ProvedFile{}
	for _, doc := range docs {
		if doc.PartOf == "" {
			files = append(files, intake.ProvedFile{Name: doc.FileName, SHA256: doc.SHA256, Size: doc.Size})
		}
	}
	return intake.Prove(d.Signer.Public().(ed25519.PublicKey), dep, files)
}

// Deposits lists what the caller may see, the newest first.
func (d *Desk) Deposits(ctx context.Context, by bordereau.Principal, c Cursor) (List[bordereau.Deposit], error) {
	var list List[bordereau.Deposit]
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		items, err := tx.Deposits(ctx, by, c.After, limitOf(c)+1)
		list = page(items, limitOf(c), func(dep bordereau.Deposit) string { return dep.ID })
		return err
	})
	return list, err
}

// OriginalKey is where an original lies in the object store.
func OriginalKey(sha256hex string) string {
	return "originals/" + sha256hex[:2] + "/" + sha256hex
}

func mediaType(format string) string {
	switch format {
	case "pdf":
		return "application/pdf"
	case "tiff":
		return "image/tiff"
	case "jpeg":
		return "image/jpeg"
	case "png":
		return "image/png"
	}
	return "application/octet-stream"
}
