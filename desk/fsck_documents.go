package desk

import (
	"context"
	"fmt"
	"slices"

	"bordereau"
	"bordereau/archive"
	"bordereau/intake"
)

func (f *fsck) deposits(ctx context.Context, tx Tx) error {
	return tx.EachDeposit(ctx, func(d CheckedDeposit) error {
		f.Deposits++
		if !intake.Verify(f.public(), d.ID, d.Receipt) {
			f.find("receipt.forged", d.ID, "the signature of the receipt does not verify")
		}
		if intake.Digest(d.Digests) != d.Receipt.Digest {
			f.find("receipt.differs", d.ID, "the digest of the receipt is not that of the deposit's %d documents", len(d.Digests))
		}
		if d.EventDigest != d.Receipt.Digest || d.EventDocuments != len(d.Digests) {
			f.find("deposit.differs", d.ID, "the journal received %d documents under digest %q, the record holds %d under %q", d.EventDocuments, d.EventDigest, len(d.Digests), d.Receipt.Digest)
		}
		return nil
	})
}

func (f *fsck) documents(ctx context.Context, tx Tx) error {
	return tx.EachDocument(ctx, func(d CheckedDocument) error {
		f.Documents++
		f.ByState[d.State]++
		if d.EventState != d.State || d.EventVersion != d.Document.Version {
			f.find("document.differs", d.ID, "the record says %s (version %d), the journal's last word is %q (version %d)", d.State, d.Document.Version, d.EventState, d.EventVersion)
		}
		if d.EventSHA256 != d.SHA256 {
			f.find("document.swapped", d.ID, "the record names digest %s, the journal received %q", d.SHA256, d.EventSHA256)
		}
		f.waiting(d)
		f.parts(d)
		switch d.State {
		case bordereau.Archived, bordereau.Booked:
			f.archived(d)
		case bordereau.Destroyed:
		default:
			if len(d.Sealed) > 0 {
				f.find("document.unsealed", d.ID, "it is %s, yet objects are sealed for it", d.State)
			}
		}
		return nil
	})
}

// parts holds a file against the documents that it became, and a part against its file.
func (f *fsck) parts(d CheckedDocument) {
	if d.State == bordereau.Split {
		f.takenOver(d)
	} else if len(d.Parts) > 0 && d.State != bordereau.Destroyed {
		f.find("split.differs", d.ID, "it is %s, yet %d documents are parts of it", d.State, len(d.Parts))
	}
	if d.PagesTwice {
		f.find("split.differs", d.ID, "a page of it is in two documents at once")
	}
	if d.PartOf == "" {
		return
	}
	switch {
	case d.File == nil:
		f.find("part.differs", d.ID, "it is a part of %s, which is not there", d.PartOf)
	case d.File.DepositID != d.DepositID || d.File.SHA256 != d.SHA256 || d.File.VersionID != d.VersionID:
		f.find("part.differs", d.ID, "it is a part of %s, and not of its bytes or its deposit", d.PartOf)
	case d.Generation > 0 && d.Document.Pages != len(d.PartPages):
		f.find("part.differs", d.ID, "it has %d pages, of which it names %v in its file", d.Document.Pages, d.PartPages)
	}
}

// takenOver holds a document whose pages others have against those others: several share
// its pages out, or one has them all and more.
func (f *fsck) takenOver(d CheckedDocument) {
	record, journal := fmt.Sprint(d.Parts), fmt.Sprint(d.EventParts)
	if len(d.Parts) < 1 || len(d.Parts) < 2 && d.PartOf == "" || record != journal {
		f.find("split.differs", d.ID, "the journal split it into %s, the record holds %s", journal, record)
	}
	if len(d.Parts) == 1 {
		for n := range d.Document.Pages {
			if page := d.InFile(n + 1); !slices.Contains(d.Parts[0].Pages, page) {
				f.find("split.differs", d.ID, "page %d of its file is not in %s, to which it was joined", page, d.Parts[0].ID)
			}
		}
		return
	}
	own := map[int]bool{}
	for n := range d.Document.Pages {
		own[d.InFile(n+1)] = true
	}
	taken := map[int]string{}
	for _, p := range d.Parts {
		for _, page := range p.Pages {
			if other := taken[page]; other != "" || !own[page] && !own[bordereau.SheetOf(page)] {
				f.find("split.differs", d.ID, "its page %d is of %s, and of %q", page, p.ID, other)
			}
			taken[page] = p.ID
		}
	}
}

// partName is how a part is named in one line, "" for a file.
func partName(of string, pages []int) string {
	if of == "" {
		return ""
	}
	return fmt.Sprintf("pages %v of %s", pages, of)
}

// waiting says when somebody should be at work on a document and nobody is.
func (f *fsck) waiting(d CheckedDocument) {
	want := 0
	switch d.State {
	case bordereau.ToReview, bordereau.InReview, bordereau.SecondReview:
		want = 1
	case bordereau.Received, bordereau.Screened, bordereau.Read:
		if d.Jobs == 0 {
			f.find("document.stuck", d.ID, "it is %s and no job will take it on", d.State)
		}
	case bordereau.Classified:
		if !d.DepositHasUnread {
			f.find("document.stuck", d.ID, "it is classified, its whole deposit is, and it was not settled")
		}
	case bordereau.Decided:
		if d.Jobs == 0 && d.UnitState != "open" && d.UnitState != "held" {
			f.find("document.stuck", d.ID, "it is decided and no job will archive it")
		}
	case bordereau.Duplicate:
		if d.DuplicateOf == "" {
			f.find("document.differs", d.ID, "it is a duplicate of nothing")
		}
	}
	if d.OpenTasks != want {
		f.find("task.differs", d.ID, "it is %s and has %d open tasks", d.State, d.OpenTasks)
	}
}

func (f *fsck) archived(d CheckedDocument) {
	roles := []string{archive.RoleOriginal, archive.RoleManifest}
	if d.Generation > 0 {
		roles = append(roles, archive.RolePDF, archive.RoleReading, archive.RoleALTO)
	}
	have := map[string]archive.Sealed{}
	for _, s := range d.Sealed {
		have[s.Role] = s
	}
	for _, role := range roles {
		s, ok := have[role]
		switch {
		case !ok:
			f.find("archive.incomplete", d.ID, "it is %s, and its %s is not sealed", d.State, role)
		case d.RetainUntil == nil || s.RetainUntil.Before(d.RetainUntil.UTC()):
			f.find("archive.retention", d.ID, "its %s is recorded until %s, the document until %v", role, day(s.RetainUntil), d.RetainUntil)
		}
	}
	names := f.sealed[d.ID]
	if names == nil {
		return // its manifest is missing or damaged: that was said
	}
	if names["document"] != d.ID {
		f.find("manifest.differs", d.ID, "its manifest is that of %s", names["document"])
	}
	if want := partName(d.PartOf, d.PartPages); names["part"] != want {
		f.find("manifest.differs", d.ID, "the manifest says that it is %q, the record %q", names["part"], want)
	}
	for role, s := range have {
		if role != archive.RoleManifest && names[role] != s.Key+" "+s.VersionID+" "+s.SHA256 {
			f.find("manifest.differs", d.ID, "the manifest names %q as its %s, the record %s %s %s", names[role], role, s.Key, s.VersionID, s.SHA256)
		}
	}
	if f.manifests[d.ID] != d.EventManifest {
		f.find("manifest.differs", d.ID, "the manifest has digest %s, the journal sealed %q", f.manifests[d.ID], d.EventManifest)
	}
}
