package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordereau"
	"bordereau/intake"
)

// uploadTx is what files that arrive in chunks ask of the record. Whose id is given
// is the only one to whom an upload exists; one that expired exists for nobody.
type uploadTx interface {
	// InsertUpload writes a new upload that lives for so long by the database's clock;
	// Quota when the principal has the most open already.
	InsertUpload(ctx context.Context, u Upload, by bordereau.Principal, life time.Duration, most int) (Upload, error)
	Upload(ctx context.Context, principal, id string) (Upload, error)
	// UploadChunks lists what was acknowledged, in order.
	UploadChunks(ctx context.Context, id string) ([]Chunk, error)
	// AddChunks acknowledges chunks that go on from at; Conflicting when the upload
	// does not end there any more.
	AddChunks(ctx context.Context, principal, id string, at int64, chunks []Chunk) error
	// FinishUpload makes an upload that ends at this byte, as far as acknowledged, a
	// file of a deposit and forgets its chunks, which it gives.
	FinishUpload(ctx context.Context, principal, id string, at int64, depositID string) ([]Chunk, error)
	// EndUpload forgets an upload that became nothing, and gives its chunks.
	EndUpload(ctx context.Context, principal, id string) ([]Chunk, error)
	// ExpireUploads forgets uploads whose time is over, at most so many at a time, and
	// writes those down that became nothing.
	ExpireUploads(ctx context.Context, limit int) (n int, chunks []Chunk, err error)
	// UnknownChunks are those of the keys that no upload names.
	UnknownChunks(ctx context.Context, keys []string) ([]string, error)
	RefuseFile(ctx context.Context, f RefusedFile) error
	// ForgetRefusals forgets refused files of before.
	ForgetRefusals(ctx context.Context, before time.Time) error
}

// Upload is one file that arrives in chunks.
type Upload struct {
	ID          string
	FileName    string
	Metadata    string // as the sender gave it
	Declaration Declaration
	Key         string // idempotency key of the deposit that the file is by itself
	Grouped     bool   // waits until a deposit names it, with others
	Size        int64
	Received    int64 // what was acknowledged, from the start
	DepositID   string
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

// Chunk is a part of a file as it lies in the object store.
type Chunk struct {
	At, Size               int64
	Key, VersionID, SHA256 string
}

// RefusedFile is a file that was sent and not taken over.
type RefusedFile struct {
	ID       string         `json:"id"`
	Branch   string         `json:"branch"`
	By       string         `json:"by"`
	ByID     string         `json:"-"`
	FileName string         `json:"file_name"`
	Size     int64          `json:"size,omitempty"`
	Code     bordereau.Code `json:"code"`
	Reason   string         `json:"reason"`
	At       time.Time      `json:"at"`
}

// Interrupted is the code of a file whose last byte never came.
const Interrupted bordereau.Code = "interrupted"

// CreateUpload opens an upload of u's name, size and declaration.
func (d *Desk) CreateUpload(ctx context.Context, by bordereau.Principal, u Upload) (Upload, error) {
	if err := d.pressure.admit(ctx, d); err != nil {
		return u, err
	}
	u.FileName = intake.CleanName(u.FileName)
	if u.Size <= 0 {
		return u, &bordereau.Error{Code: bordereau.Invalid, Pointer: "Upload-Length", Message: fmt.Sprintf("Le fichier « %s » est vide.", u.FileName)}
	}
	if u.Size > d.MaxUploadBytes {
		return u, d.refuse(ctx, by, u.FileName, u.Size, bordereau.Errorf(bordereau.TooLarge,
			"Le fichier « %s » dépasse la taille permise (%d Mio).", u.FileName, d.MaxUploadBytes>>20))
	}
	if err := checkDeclaration(&u.Declaration, by); err != nil {
		return u, err
	}
	var out Upload
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		out, err = tx.InsertUpload(ctx, u, by, d.UploadLife, d.MaxOpenUploads)
		return err
	})
	return out, err
}

// Upload tells how far an upload of the caller's is.
func (d *Desk) Upload(ctx context.Context, by bordereau.Principal, id string) (u Upload, err error) {
	err = d.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		u, err = tx.Upload(ctx, by.ID, id)
		return err
	})
	return u, err
}

// EndUpload gives up an upload of the caller's, and its bytes.
func (d *Desk) EndUpload(ctx context.Context, by bordereau.Principal, id string) error {
	var gone []Chunk
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		gone, err = tx.EndUpload(ctx, by.ID, id)
		return err
	})
	d.remove(ctx, gone)
	return err
}

// CloseUploads makes one deposit of complete uploads, in the order given. Asked
// again about the same uploads it gives the same deposit.
func (d *Desk) CloseUploads(ctx context.Context, by bordereau.Principal, ids []string, key string, decl Declaration) (Delivered, error) {
	uploads, err := d.complete(ctx, by, ids)
	if err != nil {
		return Delivered{}, err
	}
	if done := uploads[0].DepositID; done != "" {
		out := Delivered{Replayed: true}
		out.Deposit, out.Documents, err = d.Deposit(ctx, by, done)
		out.Documents = slices.DeleteFunc(out.Documents, func(doc bordereau.Document) bool { return doc.PartOf != "" })
		return out, err
	}
	l, err := d.Begin(ctx, by, key)
	if err != nil {
		return Delivered{}, err
	}
	defer l.Close()
	for i, u := range uploads {
		if err := d.addUpload(ctx, l, u, nil); err != nil {
			if e, ours := errors.AsType[*bordereau.Error](err); ours && final(e) && e.Pointer == "" {
				e.Pointer = fmt.Sprintf("/uploads/%d", i)
			}
			return Delivered{}, err
		}
	}
	return d.commitUploads(ctx, l, decl, uploads...)
}

// complete loads uploads that may be closed together: whole, and all of one deposit
// or of none.
func (d *Desk) complete(ctx context.Context, by bordereau.Principal, ids []string) ([]Upload, error) {
	wrong := func(i int, format string, args ...any) error {
		return &bordereau.Error{Code: bordereau.Invalid, Pointer: fmt.Sprintf("/uploads/%d", i), Message: fmt.Sprintf(format, args...)}
	}
	switch {
	case len(ids) == 0:
		return nil, &bordereau.Error{Code: bordereau.Invalid, Pointer: "/uploads", Message: "Le dépôt ne contient aucun fichier."}
	case len(ids) > d.counter.MaxFiles:
		return nil, bordereau.Errorf(bordereau.TooLarge, "Un dépôt contient au plus %d fichiers.", d.counter.MaxFiles)
	}
	var uploads []Upload
	for i, id := range ids {
		if slices.Index(ids, id) != i {
			return nil, wrong(i, "Cet envoi est nommé deux fois.")
		}
		u, err := d.Upload(ctx, by, id)
		switch {
		case bordereau.CodeOf(err) == bordereau.NotFound:
			return nil, wrong(i, "Cet envoi n'existe pas, ou plus ; envoyez le fichier à nouveau.")
		case err != nil:
			return nil, err
		case u.Received != u.Size:
			return nil, wrong(i, "Le fichier « %s » n'est pas arrivé en entier : il manque %d octets.", u.FileName, u.Size-u.Received)
		case i > 0 && u.DepositID != uploads[0].DepositID:
			return nil, bordereau.Errorf(bordereau.Conflicting, "Certains de ces fichiers font déjà partie d'un autre dépôt.")
		}
		uploads = append(uploads, u)
	}
	return uploads, nil
}

// addUpload hands a whole upload to a delivery as one file: its acknowledged chunks,
// and then the last ones. An upload whose content is refused is over.
func (d *Desk) addUpload(ctx context.Context, l *Delivery, u Upload, last []Chunk) error {
	var chunks []Chunk
	err := d.Store.InTx(ctx, func(ctx context.Context, tx Tx) (err error) {
		chunks, err = tx.UploadChunks(ctx, u.ID)
		return err
	})
	if err != nil {
		return err
	}
	l.upload = true
	j := &joined{ctx: ctx, objects: d.Objects, chunks: append(chunks, last...)}
	err = l.AddFile(ctx, u.FileName, j)
	if closed := j.Close(); err == nil {
		err = closed
	}
	if !final(err) && bordereau.CodeOf(err) != bordereau.NotFound {
		return err
	}
	// It may be no fault of the file: another sender of the same bytes was first, and its
	// chunks are gone because they became a file of a deposit.
	now, lost := d.Upload(ctx, l.by, u.ID)
	switch {
	case lost != nil:
		return lost
	case now.DepositID != "":
		return bordereau.Errorf(bordereau.Conflicting, "Le fichier « %s » vient d'être terminé par un autre envoi des mêmes octets.", u.FileName)
	}
	return cmp.Or(d.EndUpload(ctx, l.by, u.ID), err)
}

// commitUploads commits a delivery together with the end of its uploads.
func (d *Desk) commitUploads(ctx context.Context, l *Delivery, decl Declaration, uploads ...Upload) (Delivered, error) {
	var gone []Chunk
	ordered := slices.SortedFunc(slices.Values(uploads), func(a, b Upload) int { return strings.Compare(a.ID, b.ID) })
	l.also = func(ctx context.Context, tx Tx, out Delivered) error {
		gone = nil
		for _, u := range ordered {
			chunks, err := tx.FinishUpload(ctx, l.by.ID, u.ID, u.Received, out.Deposit.ID)
			if err != nil {
				return err
			}
			gone = append(gone, chunks...)
		}
		return nil
	}
	out, err := l.Commit(ctx, decl)
	if err == nil {
		d.remove(ctx, gone)
	}
	return out, err
}

// remove takes chunks away that no row names any more. What is left behind the
// sweep finds.
func (d *Desk) remove(ctx context.Context, chunks []Chunk) {
	ctx = context.WithoutCancel(ctx)
	for _, p := range chunks {
		if err := d.Objects.Remove(ctx, p.Key, p.VersionID); err != nil {
			d.Log.WarnContext(ctx, "a chunk of an upload stays for the sweep", "key", p.Key, "error", err.Error())
		}
	}
}

// final says whether a file was refused for what it is: trying again is no use.
func final(err error) bool {
	switch bordereau.CodeOf(err) {
	case bordereau.Unsupported, bordereau.TooLarge, bordereau.Invalid:
		return err != nil
	}
	return false
}

// refuse writes a refusal down where it is final, and gives the error on.
func (d *Desk) refuse(ctx context.Context, by bordereau.Principal, name string, size int64, err error) error {
	if !final(err) || by.Branch == "" {
		return err
	}
	f := RefusedFile{Branch: by.Branch, By: by.Name, ByID: by.ID, FileName: intake.CleanName(name), Size: size,
		Code: bordereau.CodeOf(err), Reason: bordereau.MessageOf(err)}
	if lost := d.Store.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx Tx) error { return tx.RefuseFile(ctx, f) }); lost != nil {
		d.Log.WarnContext(ctx, "a refused file was not written down", "error", lost.Error())
	}
	return err
}
