package desk_test

import (
	"context"
	"slices"
	"testing"

	"bordereau"
	"bordereau/desk"
)

// A separator sheet files what follows it, as its branch may; a dossier that the branch
// does not know is for a person.
func TestASeparatorSheetNamesTheDossier(t *testing.T) {
	t.Parallel()
	named := []string{"SEP1", "NOBODYS"}
	o := newOffice(t, func(_ *desk.Config, d *desk.Deps) {
		d.Divide = func(ctx context.Context, r bordereau.Reading, z desk.Zones) (bordereau.Division, error) {
			out, err := divideScript(ctx, r, z)
			for i := range out.Parts {
				out.Parts[i].Dossier = named[i]
			}
			return out, err
		}
	})
	_, err := o.CreateDossier(t.Context(), o.branch, desk.DossierView{Ref: "SEP1", Kind: "account_opening"})
	must(t, err)
	file := o.mustSend(sheets("", "letter", "letter again")).Documents[0]
	o.work(desk.StageRead)
	parts := o.became(file.ID)
	if len(parts) != 2 || parts[0].Dossier != "SEP1" || parts[1].Dossier != "" {
		t.Fatalf("%+v", parts)
	}
	v := o.doc(parts[1].ID)
	if !slices.ContainsFunc(v.Reasons, func(r desk.Reason) bool { return r.Rule == "check_failed:separator_dossier" }) {
		t.Errorf("%+v", v.Reasons)
	}
	o.mustBeClean()
}
