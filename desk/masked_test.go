package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"bordereau"
	"bordereau/desk"
)

// Of a social security number neither the record, nor its index, nor the kept reading has
// more than the sex and the year, though its key does not fit and nothing announces it.
func TestASocialSecurityNumberIsKeptNowhere(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dividing)
	const secret = "0578006084"
	for name, file := range map[string][]byte{
		"a file":      paperFile("payslip social_security_number=185" + secret + "00 gross_pay=1.00"),
		"of two":      sheets("letter", "payslip social_security_number=185"+secret+"00 gross_pay=1.00"),
		"a right key": paperFile("payslip 1_85_05 social_security_number=185" + secret + fmt.Sprintf("%02d", 97-mod97of("185"+secret))),
	} {
		sent := o.mustSend(file).Documents[0]
		o.work(desk.StageRead)
		docs, all := []string{sent.ID}, ""
		for _, p := range o.doc(sent.ID).Parts {
			docs = append(docs, p.ID)
		}
		must(t, o.store.InTx(t.Context(), func(ctx context.Context, tx desk.Tx) error {
			for _, id := range docs {
				text, err := tx.Text(ctx, id)
				if err != nil {
					return err
				}
				u, err := tx.Understanding(ctx, id)
				if err != nil {
					return err
				}
				all += text + fmt.Sprintf("%+v", u)
			}
			return nil
		}))
		if strings.Contains(all, secret) || !strings.Contains(all, "185**") {
			t.Errorf("%s: %s", name, all)
		}
		found, err := o.Search(t.Context(), bordereau.Principal{ID: "auditor", Role: bordereau.RoleAuditor}, desk.Query{Words: "185" + secret + "00"})
		if err != nil || len(found.Items) != 0 {
			t.Errorf("%s is found by its number: %v, %v", name, found, err)
		}
	}
}

func mod97of(digits string) (n int) {
	for _, c := range digits {
		n = (n*10 + int(c-'0')) % 97
	}
	return n
}
