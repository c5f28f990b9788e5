package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
	"bordereau/internal/testkit"
)

// A dossier is exported whole, with digests that hold, to who may know of it; a piece
// that was damaged is not passed off as what was received.
func TestADossierIsExportedWithItsProofs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	sophie := bordereau.Principal{ID: ids.New(), Name: "sophie", Role: bordereau.RoleSupervisor, Person: true}
	o.sql(`INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES ('%s', 'sophie', 'S', 'supervisor', 'x', now())`, sophie.ID)
	if _, err := o.CreateDossier(ctx, sophie, desk.DossierView{Ref: "SECRET", Kind: "complaint", Branch: "12", Restricted: true, Readers: []string{"sophie"}}); err != nil {
		t.Fatal(err)
	}
	id := o.mustSend(paperFile("letter subject=Soupçon")).Documents[0].ID
	o.work(desk.StageRead)
	o.sql(`UPDATE documents SET dossier_id = (SELECT id FROM dossiers WHERE ref = 'SECRET') WHERE id = '%s'`, id)
	if _, err := o.Ask(ctx, sophie, id, "Qui ?"); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	put := func(path string, r io.Reader) (err error) {
		files[path], err = io.ReadAll(r)
		return err
	}
	if _, err := o.ExportDossier(ctx, o.auditor, "SECRET", put); code(err) != bordereau.NotFound || len(files) != 0 {
		t.Fatal("exported to who may not know of it", err)
	}
	if _, err := o.ExportDossier(ctx, o.branch, "SECRET", put); code(err) != bordereau.Forbidden {
		t.Fatal(err)
	}
	x, err := o.ExportDossier(ctx, sophie, "SECRET", put)
	if err != nil || len(x.Documents) != 1 || len(x.Documents[0].Questions) != 1 || len(x.Documents[0].History) == 0 {
		t.Fatal(x, err)
	}
	lines := 0
	for line := range strings.Lines(string(files["SHA256SUMS"])) {
		sum, path, _ := strings.Cut(strings.TrimSpace(line), "  ")
		is := sha256.Sum256(files[path])
		if hex.EncodeToString(is[:]) != sum {
			t.Errorf("%s is not what its digest says", path)
		}
		lines++
	}
	if lines != len(files)-1 || lines < 2 {
		t.Errorf("%d digests of %d files", lines, len(files))
	}
	var index desk.DossierExport
	if err := json.Unmarshal(files["index.json"], &index); err != nil || index.Dossier.Ref != "SECRET" || index.Documents[0].Files[0].SHA256 != x.Documents[0].SHA256 {
		t.Error(index, err)
	}
	if n := o.sql("SELECT count(*) FROM events WHERE kind = 'dossier.exported'"); n != "1" {
		t.Error(n)
	}
	key := o.sql("SELECT key FROM objects WHERE sha256 = '%s'", x.Documents[0].SHA256)
	name := testkit.ObjectFile(t, o.bucket, key)
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	was[len(was)-1] ^= 1
	if err := os.WriteFile(name, was, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := o.ExportDossier(ctx, sophie, "SECRET", put); code(err) != bordereau.Internal {
		t.Error("a damaged piece was exported:", err)
	}
}
