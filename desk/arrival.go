package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"bordereau"
	"bordereau/archive"
	"bordereau/intake"
	"bordereau/internal/fault"
	"bordereau/internal/ids"
)

// chunkBytes is how much of a file lies under one key at most: what a sender that is
// cut off has to send again.
const chunkBytes = 8 << 20

// AppendUpload takes bytes of an upload over, from offset on, which must be where it
// ends: Conflicting otherwise. What arrived is kept when the line breaks, unless
// verify is given, which is asked at the end whether the bytes are those that were
// meant. The last byte of a file that is a deposit by itself is acknowledged by the
// commit of the deposit.
func (d *Desk) AppendUpload(ctx context.Context, by bordereau.Principal, id string, offset int64, r io.Reader, verify func() error) (Upload, error) {
	u, err := d.Upload(ctx, by, id)
	if err != nil {
		return u, err
	}
	if offset != u.Received {
		return u, bordereau.Errorf(bordereau.Conflicting, "Cet envoi en est à l'octet %d ; reprenez à partir de là.", u.Received)
	}
	if err := d.pressure.admit(ctx, d); err != nil {
		return u, err
	}
	spool, err := intake.Spool(d.SpoolDir)
	if err != nil {
		return u, bordereau.Wrap(bordereau.Busy, err, "Le service ne peut pas recevoir de fichier pour le moment ; réessayez dans quelques minutes.")
	}
	a := &arrival{desk: d, by: by, u: u, at: offset, spool: spool, verify: verify}
	defer func() {
		spool.Close()
		d.remove(ctx, a.pending) // what was not acknowledged
	}()
	err = a.take(ctx, r)
	return a.u, err
}

// arrival is one request's bytes of an upload.
type arrival struct {
	desk    *Desk
	by      bordereau.Principal
	u       Upload
	at      int64 // where the next byte belongs
	spool   *os.File
	pending []Chunk // stored, and not acknowledged yet
	verify  func() error
}

func (a *arrival) take(ctx context.Context, r io.Reader) error {
	for end := false; !end; {
		var err error
		if end, err = a.next(ctx, r); err != nil {
			if a.verify != nil {
				return err
			}
			return cmp.Or(a.settle(ctx), err)
		}
		if a.verify == nil && a.at < a.u.Size {
			if err := a.settle(ctx); err != nil {
				return err
			}
		}
	}
	if a.verify != nil {
		if err := a.verify(); err != nil {
			return err
		}
	}
	return a.settle(ctx)
}

// next reads one chunk and stores it. An error of the line comes after what was
// stored before it broke.
func (a *arrival) next(ctx context.Context, r io.Reader) (end bool, err error) {
	d := a.desk
	if _, err := a.spool.Seek(0, io.SeekStart); err != nil {
		return false, fmt.Errorf("rewind the spool: %w", err)
	}
	w := &chunkWriter{disk: a.spool, sum: sha256.New()}
	n, broken := io.CopyN(w, r, min(chunkBytes, a.u.Size-a.at+1))
	if errors.Is(broken, io.EOF) {
		end, broken = true, nil
	}
	switch {
	case w.err != nil:
		return false, bordereau.Wrap(bordereau.Busy, w.err, "Le service n'a plus de place pour recevoir de fichiers ; réessayez plus tard.")
	case a.at+n > a.u.Size:
		return false, bordereau.Errorf(bordereau.TooLarge, "L'envoi contient plus d'octets que le fichier annoncé (%d).", a.u.Size)
	case n == 0 || broken != nil && a.verify != nil:
		return end, broken
	}
	if err := a.recognise(ctx, n); err != nil {
		return false, err
	}
	if err := d.meter.Bytes(a.by.ID, n); err != nil {
		return false, err
	}
	p := Chunk{At: a.at, Size: n, Key: archive.Transit + a.u.ID + "/" + ids.New(), SHA256: hex.EncodeToString(w.sum.Sum(nil))}
	if p.VersionID, err = d.Objects.Put(ctx, p.Key, io.NewSectionReader(a.spool, 0, n), n, p.SHA256, mediaType("")); err != nil {
		return false, fmt.Errorf("store a chunk: %w", err)
	}
	a.pending = append(a.pending, p)
	a.at += n
	return end, cmp.Or(broken, fault.Point("UP1"))
}

// recognise refuses what is none of our types with its first bytes.
func (a *arrival) recognise(ctx context.Context, n int64) error {
	need := min(a.u.Size, intake.SniffedBytes)
	if a.at != 0 || n < need {
		return nil // looked at again when the file is whole
	}
	head := make([]byte, need)
	if _, err := a.spool.ReadAt(head, 0); err != nil {
		return fmt.Errorf("read back the spool: %w", err)
	}
	if _, err := a.desk.counter.Recognise(a.u.FileName, head); err != nil {
		if ended := a.desk.EndUpload(ctx, a.by, a.u.ID); ended != nil {
			return ended
		}
		return a.desk.refuse(ctx, a.by, a.u.FileName, a.u.Size, err)
	}
	return nil
}

// settle acknowledges what is pending: as chunks, or as the deposit that it completes.
func (a *arrival) settle(ctx context.Context) error {
	if len(a.pending) == 0 {
		return nil
	}
	if a.at == a.u.Size && !a.u.Grouped {
		return a.finish(ctx)
	}
	err := a.desk.Store.InTx(ctx, func(ctx context.Context, tx Tx) error {
		return tx.AddChunks(ctx, a.by.ID, a.u.ID, a.u.Received, a.pending)
	})
	if err != nil {
		if bordereau.CodeOf(err) == bordereau.Busy {
			a.pending = nil // the commit may have happened: the sweep knows
		}
		return err
	}
	a.pending, a.u.Received = nil, a.at
	return fault.Point("UP2")
}

func (a *arrival) finish(ctx context.Context) error {
	l, err := a.desk.Begin(ctx, a.by, a.u.Key)
	if err != nil {
		return err
	}
	defer l.Close()
	if err := a.desk.addUpload(ctx, l, a.u, a.pending); err != nil {
		return err
	}
	out, err := a.desk.commitUploads(ctx, l, a.u.Declaration, a.u)
	if err != nil {
		switch bordereau.CodeOf(err) {
		case bordereau.Invalid, bordereau.KeyReused, bordereau.Forbidden, bordereau.NotFound:
			// It will never be a deposit.
			if ended := a.desk.EndUpload(ctx, a.by, a.u.ID); ended != nil {
				return ended
			}
		}
		return err
	}
	a.u.Received, a.u.DepositID = a.u.Size, out.Deposit.ID
	return fault.Point("UP3")
}

// chunkWriter tells a disk that is full from a sender that went away.
type chunkWriter struct {
	disk io.Writer
	sum  hash.Hash
	err  error
}

func (w *chunkWriter) Write(p []byte) (int, error) {
	w.sum.Write(p)
	n, err := w.disk.Write(p)
	w.err = err
	return n, err
}

// joined reads chunks one after the other and holds each to its digest.
type joined struct {
	ctx     context.Context
	objects Objects
	chunks  []Chunk
	open    io.ReadCloser
	sum     hash.Hash
}

func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.open == nil {
			if len(j.chunks) == 0 {
				return 0, io.EOF
			}
			r, _, err := j.objects.Get(j.ctx, j.chunks[0].Key, j.chunks[0].VersionID)
			if bordereau.CodeOf(err) == bordereau.NotFound {
				return 0, bordereau.Wrap(bordereau.NotFound, err, "Une partie de cet envoi n'est plus là ; envoyez le fichier à nouveau.")
			}
			if err != nil {
				return 0, away(err)
			}
			j.open, j.sum = r, sha256.New()
		}
		n, err := j.open.Read(p)
		j.sum.Write(p[:n])
		if errors.Is(err, io.EOF) {
			if err = j.next(); err != nil {
				return n, err
			}
			if n == 0 {
				continue
			}
		}
		if err != nil {
			return n, away(err)
		}
		return n, nil
	}
}

func (j *joined) next() error {
	p := j.chunks[0]
	if got := hex.EncodeToString(j.sum.Sum(nil)); got != p.SHA256 {
		return bordereau.Wrap(bordereau.Internal, fmt.Errorf("%s has digest %s instead of %s", p.Key, got, p.SHA256), "Une partie de cet envoi est endommagée ; prévenez l'exploitation.")
	}
	j.chunks = j.chunks[1:]
	return j.Close()
}

// Close closes the chunk that is being read.
func (j *joined) Close() error {
	if j.open == nil {
		return nil
	}
	err := j.open.Close()
	j.open = nil
	return err
}

func away(err error) error {
	if _, ours := errors.AsType[*bordereau.Error](err); ours {
		return err
	}
	return bordereau.Wrap(bordereau.Busy, err, "L'archive ne répond pas pour le moment ; réessayez dans quelques instants.")
}
