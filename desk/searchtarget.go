package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"bordereau"
	"bordereau/check"
)

// target finds the one thing that the words of a search name whole: a document by its id,
// a dossier by its reference, the dossier of an IBAN, an entry by its number, a document by
// a reference of its own. It is nil where they name nothing, or several.
func target(ctx context.Context, tx Tx, by bordereau.Principal, words string, s Search, found int) (*Target, error) {
	ref := namedWhole(words)
	if ref == "" {
		return nil, nil
	}
	if uuidShape.MatchString(ref) {
		doc, _, err := tx.SeenDocument(ctx, by, ref)
		if bordereau.CodeOf(err) == bordereau.NotFound {
			return nil, nil
		}
		return &Target{Kind: "document", ID: doc.ID}, err
	}
	if x, err := tx.DossierByRef(ctx, by, ref); err == nil {
		return &Target{Kind: "dossier", ID: x.Ref}, nil
	} else if bordereau.CodeOf(err) != bordereau.NotFound {
		return nil, err
	}
	key := solid(ref)
	if t, err := dossierOfIBAN(ctx, tx, by, key); t != nil || err != nil {
		return t, err
	}
	s.Match = quoted("#" + key)
	s.Guarded = s.Match
	docs, err := tx.Matches(ctx, by, s, 2)
	if err != nil {
		return nil, err
	}
	if len(docs) == 1 {
		return &Target{Kind: "document", ID: docs[0].ID}, nil
	}
	if len(docs) > 1 || found > 0 {
		return nil, nil
	}
	return entryNumbered(ctx, tx, by, key)
}

// namedWhole is the one reference that a search consists of, empty where it asks for
// more: its filters and words are for lists.
func namedWhole(words string) string {
	ref := strings.TrimSpace(words)
	if uuid := strings.ToLower(ref); uuidShape.MatchString(uuid) {
		return uuid
	}
	if !strings.ContainsAny(ref, "0123456789") || strings.ContainsAny(ref, `"«»:`) || len(ref) > 64 {
		return ""
	}
	if ref = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(ref), "n°")); ref == "" {
		return ""
	}
	if len(strings.Fields(ref)) == 1 {
		return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(words), "n°"))
	}
	if _, err := check.ParseIBAN(ref); err == nil {
		return check.Compact(ref)
	}
	if compact := solid(ref); figures(compact) && len(compact) >= 6 {
		return compact // a number typed in groups
	}
	return ""
}

// dossierOfIBAN is the one dossier whose customers hold an account.
func dossierOfIBAN(ctx context.Context, tx Tx, by bordereau.Principal, key string) (*Target, error) {
	iban, err := check.ParseIBAN(key)
	if err != nil {
		return nil, nil //nolint:nilerr // what is no IBAN has no dossier
	}
	refs, err := tx.DossiersOfAccount(ctx, by, iban.Value, 2)
	if err != nil || len(refs) != 1 {
		return nil, err
	}
	return &Target{Kind: "dossier", ID: refs[0]}, nil
}

// entryNumbered is the entry of a number, for those who may read entries.
func entryNumbered(ctx context.Context, tx Tx, by bordereau.Principal, key string) (*Target, error) {
	n, err := strconv.ParseInt(key, 10, 64)
	if err != nil || !figures(key) || !slices.Contains(entryReaders, by.Role) {
		return nil, nil //nolint:nilerr // what is no number has no entry
	}
	id, day, err := tx.EntryNumbered(ctx, n)
	if err != nil || id == "" {
		return nil, err
	}
	return &Target{Kind: "entry", ID: id, Number: n, Day: day}, nil
}
