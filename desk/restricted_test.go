package desk_test

import (
	"testing"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/ids"
)

// What lies in a restricted dossier does not exist for who is not named as its
// reader; the branch that sent it sees what became of it, not where it lies.
func TestARestrictedDossierIsKeptFromAllButItsReaders(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.mustSend(paperFile("letter subject=Soupçon")).Documents[0].ID
	o.work(desk.StageRead)
	named := bordereau.Principal{ID: ids.New(), Name: "named", Role: bordereau.RoleReader, Person: true}
	o.sql(`INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES ('%s', 'named', 'N', 'reader', 'x', now())`, named.ID)
	o.sql(`INSERT INTO dossiers (id, ref, kind, kind_version, branch, restricted, opened_at) VALUES ('%[1]s', 'SECRET', 'account_opening', 1, '12', true, now());
		INSERT INTO dossier_readers VALUES ('%[1]s', '%[2]s'); UPDATE documents SET dossier_id = '%[1]s', dossier_why = '["nom"]' WHERE id = '%[3]s'`, ids.New(), named.ID, id)
	for _, by := range []bordereau.Principal{o.auditor, {ID: ids.New(), Name: "clerk", Role: bordereau.RoleClerk, Person: true}} {
		if _, err := o.Document(t.Context(), by, id); bordereau.CodeOf(err) != bordereau.NotFound {
			t.Errorf("%s: %v", by.Name, err)
		}
		for _, q := range []desk.Query{{}, {Dossier: "SECRET"}, {Words: "soupcon"}} {
			if hits, err := o.Search(t.Context(), by, q); err != nil || len(hits.Items) != 0 {
				t.Errorf("%s finds %+v %v", by.Name, hits, err)
			}
		}
	}
	v, err := o.Document(t.Context(), named, id)
	if err != nil || v.Dossier != "SECRET" || len(v.DossierWhy) != 1 {
		t.Errorf("%+v %v", v, err)
	}
	if v, err = o.Document(t.Context(), o.branch, id); err != nil || v.Dossier != "" || len(v.DossierWhy) != 0 || len(v.Reasons) != 0 {
		t.Errorf("%+v %v", v, err)
	}
	if hits, err := o.Search(t.Context(), o.branch, desk.Query{Dossier: "SECRET"}); err != nil || len(hits.Items) != 0 {
		t.Errorf("the branch learns where it lies: %+v %v", hits, err)
	}
}

// Depositing is what has to be fast: measured here on real services.
func BenchmarkDeposits(b *testing.B) {
	o := newOffice(b)
	data := make([]byte, 100_000)
	copy(data, "\x89PNG\r\n\x1a\n")
	b.SetParallelism(8) // 16 senders on two cores
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			mine := append([]byte(nil), data...)
			copy(mine[8:], ids.New())
			if _, err := o.send(b.Context(), o.branch, "", desk.Declaration{}, mine); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
