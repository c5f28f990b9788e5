package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"bordereau"
	"bordereau/archive"
	"bordereau/desk"
	"bordereau/internal/testkit"
)

// node is another process of the same desk.
func (o *office) node() *desk.Desk {
	o.t.Helper()
	d, err := desk.New(desk.Config{Node: "other", SpoolDir: o.t.TempDir()}, desk.Deps{Store: o.store, Objects: o.objects, Signer: o.key,
		Reader: o.script, Understand: understandScript})
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

func (o *office) upload(data []byte, grouped bool) desk.Upload {
	o.t.Helper()
	u, err := o.CreateUpload(o.t.Context(), o.branch, desk.Upload{FileName: "papier.png", Size: int64(len(data)), Grouped: grouped, Declaration: desk.Declaration{Dossier: "D 1"}})
	if err != nil {
		o.t.Fatal(err)
	}
	return u
}

// transit lists what waits in the object store.
func (o *office) transit() []string {
	o.t.Helper()
	var keys []string
	for info, err := range o.objects.List(o.t.Context(), archive.Transit) {
		if err != nil {
			o.t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

// broken gives its bytes and then an error, as a line that is cut does.
type broken struct{ r io.Reader }

var errCut = errors.New("the line was cut")

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = errCut
	}
	return n, err
}

// A file that comes in chunks, each by another node, is the deposit that its bytes
// are, and nothing of it is left in transit.
func TestAnUploadGoesOnAtAnyNode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	other := o.node()
	data := append(paperFile("letter chunks "), bytes.Repeat([]byte("x"), 20<<20)...) // three chunks by themselves
	u := o.upload(data, false)
	u, err := o.AppendUpload(t.Context(), o.branch, u.ID, 0, broken{bytes.NewReader(data[:9<<20])}, nil)
	if !errors.Is(err, errCut) || u.Received != 9<<20 {
		t.Fatalf("after the cut it is at %d: %v", u.Received, err)
	}
	if n := len(o.transit()); n != 2 {
		t.Errorf("%d chunks wait", n)
	}
	if u, err = other.AppendUpload(t.Context(), o.branch, u.ID, 9<<20, bytes.NewReader(data[9<<20:10<<20]), nil); err != nil || u.Received != 10<<20 {
		t.Fatal(u, err)
	}
	// Bytes that are to be verified count all or not.
	if _, err := other.AppendUpload(t.Context(), o.branch, u.ID, 10<<20, broken{bytes.NewReader(data[10<<20 : 19<<20])}, func() error { return nil }); !errors.Is(err, errCut) {
		t.Error(err)
	}
	bad := bordereau.Errorf(bordereau.Invalid, "autre somme")
	if _, err := other.AppendUpload(t.Context(), o.branch, u.ID, 10<<20, bytes.NewReader(data[10<<20:19<<20]), func() error { return bad }); !errors.Is(err, bad) {
		t.Error(err)
	}
	if u, err = o.Upload(t.Context(), o.branch, u.ID); err != nil || u.Received != 10<<20 {
		t.Fatal(u, err)
	}
	if u, err = o.AppendUpload(t.Context(), o.branch, u.ID, u.Received, bytes.NewReader(data[u.Received:]), nil); err != nil || u.DepositID == "" || u.Received != u.Size {
		t.Fatal(u, err)
	}
	_, docs, err := other.Deposit(t.Context(), o.branch, u.DepositID)
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	r, _, err := other.Original(t.Context(), o.branch, docs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, data) {
		t.Error("the original is not what was sent", err)
	}
	if left := o.transit(); len(left) != 0 {
		t.Error("left in transit:", left)
	}
	o.work()
	o.mustBeClean()
}

// Uploads whose time is over end, whole or not, and what crashes left in the store
// goes; what is under way stays.
func TestExpiredUploadsLeaveNothing(t *testing.T) {
	t.Parallel()
	now := time.Now()
	o := newOffice(t, func(_ *desk.Config, d *desk.Deps) { d.Now = func() time.Time { return now } })
	data := paperFile("letter and some more words")
	late, whole, alive := o.upload(data, false), o.upload(data, true), o.upload(data, false)
	for _, u := range []desk.Upload{late, whole, alive} {
		end := 20
		if u.Grouped {
			end = len(data)
		}
		if _, err := o.AppendUpload(t.Context(), o.branch, u.ID, 0, bytes.NewReader(data[:end]), nil); err != nil {
			t.Fatal(err)
		}
	}
	// A process died between storing and acknowledging.
	orphan := archive.Transit + alive.ID + "/0193a1b2-0000-7000-8000-000000000001"
	if _, err := o.objects.Put(t.Context(), orphan, bytes.NewReader(data), int64(len(data)), hexDigest(data), "image/png"); err != nil {
		t.Fatal(err)
	}
	testkit.SQL(t, o.owner, "UPDATE uploads SET expires_at = now() WHERE id IN ('"+late.ID+"', '"+whole.ID+"')")
	for _, u := range []desk.Upload{late, whole} {
		if _, err := o.Upload(t.Context(), o.branch, u.ID); bordereau.CodeOf(err) != bordereau.NotFound {
			t.Error("an expired upload is there:", err)
		}
		if _, err := o.AppendUpload(t.Context(), o.branch, u.ID, 20, bytes.NewReader(nil), nil); bordereau.CodeOf(err) != bordereau.NotFound {
			t.Error(err)
		}
	}
	if n, err := o.SweepUploads(t.Context()); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	left := o.transit()
	if len(left) != 1 || !slices.ContainsFunc(left, func(k string) bool { return k != orphan }) {
		t.Error("left in transit:", left)
	}
	day, err := o.DepositDay(t.Context(), o.branch, "12", now.In(o.Location).Format(time.DateOnly))
	if err != nil || day.Sent != 3 || day.UnderWay != 1 || day.Interrupted != 2 || day.Received != 0 {
		t.Errorf("%+v %v", day, err)
	}
	u, err := o.AppendUpload(t.Context(), o.branch, alive.ID, 20, bytes.NewReader(data[20:]), nil)
	if err != nil || u.DepositID == "" {
		t.Fatal(u, err)
	}
	if left := o.transit(); len(left) != 0 {
		t.Error("left in transit:", left)
	}
}

// One caller has so many open uploads, and no more; another has their own.
func TestOpenUploadsAreBounded(t *testing.T) {
	t.Parallel()
	o := newOffice(t, func(c *desk.Config, _ *desk.Deps) { c.MaxOpenUploads = 2 })
	data := paperFile("letter")
	first := o.upload(data, false)
	o.upload(data, false)
	more := desk.Upload{FileName: "a.png", Size: 9}
	if _, err := o.CreateUpload(t.Context(), o.branch, more); bordereau.CodeOf(err) != bordereau.Quota {
		t.Error(err)
	}
	other := bordereau.Principal{ID: "key-13", Name: "scan-13", Role: bordereau.RoleBranch, Branch: "13"}
	if _, err := o.CreateUpload(t.Context(), other, more); err != nil {
		t.Error(err)
	}
	if _, err := o.AppendUpload(t.Context(), o.branch, first.ID, 0, bytes.NewReader(data), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := o.CreateUpload(t.Context(), o.branch, more); err != nil {
		t.Error("a finished upload is still counted:", err)
	}
}

// Where the disk is full or the store is away nothing is acknowledged, and the
// sender goes on later.
func TestUploadsArePutOff(t *testing.T) {
	t.Parallel()
	free := 1.0
	now := time.Now()
	o := newOffice(t, func(_ *desk.Config, d *desk.Deps) {
		d.DiskFree = func() (float64, error) { return free, nil }
		d.Now = func() time.Time { return now }
	})
	data := paperFile("letter of some length")
	u := o.upload(data, false)
	free, now = 0.01, now.Add(time.Minute)
	if _, err := o.AppendUpload(t.Context(), o.branch, u.ID, 0, bytes.NewReader(data), nil); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
	if _, err := o.CreateUpload(t.Context(), o.branch, desk.Upload{FileName: "a.png", Size: 9}); bordereau.CodeOf(err) != bordereau.Busy {
		t.Error(err)
	}
	free, now = 1, now.Add(time.Minute)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.AppendUpload(gone, o.branch, u.ID, 0, bytes.NewReader(data), nil); err == nil {
		t.Error("bytes were taken over without a record")
	}
	if u, err := o.AppendUpload(t.Context(), o.branch, u.ID, 0, bytes.NewReader(data), nil); err != nil || u.DepositID == "" {
		t.Error(u, err)
	}
}

// A chunk that is gone or was changed in the store never becomes a paper.
func TestADamagedChunkIsNoDeposit(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	data := paperFile("letter of some length")
	lost := o.upload(data, false)
	if _, err := o.AppendUpload(t.Context(), o.branch, lost.ID, 0, bytes.NewReader(data[:20]), nil); err != nil {
		t.Fatal(err)
	}
	for info, err := range o.objects.List(t.Context(), archive.Transit) {
		if err != nil {
			t.Fatal(err)
		}
		if err := o.objects.Remove(t.Context(), info.Key, info.VersionID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.AppendUpload(t.Context(), o.branch, lost.ID, 20, bytes.NewReader(data[20:]), nil); bordereau.CodeOf(err) != bordereau.NotFound {
		t.Error(err)
	}
	if _, err := o.Upload(t.Context(), o.branch, lost.ID); bordereau.CodeOf(err) != bordereau.NotFound {
		t.Error("it would be resumed for ever:", err)
	}
	if deps, err := o.Deposits(t.Context(), o.branch, desk.Cursor{}); err != nil || len(deps.Items) != 0 {
		t.Error(deps, err)
	}
	if left := o.transit(); len(left) != 0 {
		t.Error("left in transit:", left)
	}
	if err := o.objects.Remove(t.Context(), desk.OriginalKey(hexDigest(data)), "v"); err == nil {
		t.Error("an original can be removed")
	}
}

func hexDigest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
