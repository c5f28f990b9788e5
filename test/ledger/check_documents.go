package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"
)

type document struct {
	ID      string `json:"id"`
	Deposit string `json:"deposit_id"`
	Ordinal int    `json:"ordinal"`
	File    string `json:"part_of"` // of a part: the document whose file holds it
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	Version string `json:"version_id"`
	State   string `json:"state"`
	Changes int64  `json:"version"`
	Unit    string `json:"unit_id"`
	Copy    string `json:"duplicate_of"`
	Reason  string `json:"reason"`
	// Pages are those of a part in its file, Taken the parts whose pages it took over.
	Pages []int    `json:"part_pages"`
	Taken []string `json:"taken_from"`
}

const documentsQuery = `SELECT id, deposit_id, ordinal, coalesce(part_of::text, '') AS part_of, sha256, size, version_id, state, version, coalesce(unit_id::text, '') AS unit_id,
	coalesce(duplicate_of::text, '') AS duplicate_of, reason, part_pages, taken_from FROM documents ORDER BY deposit_id, ordinal, part`

// accepted (I1, I3): behind every 202 stand the rows of its files in their order
// and an original with their bytes; a key is one deposit however often it was
// tried; and nothing is there that nobody sent.
func (c *checker) accepted(ctx context.Context) error {
	attempts, answers, err := ReadJournal(c.Journal)
	if err != nil {
		return err
	}
	docs, err := rows[document](ctx, c.record, documentsQuery)
	if err != nil {
		return err
	}
	keys, err := rows[struct {
		Key     string `json:"key"`
		Deposit string `json:"deposit_id"`
	}](ctx, c.record, "SELECT key, deposit_id FROM idempotency_keys")
	if err != nil {
		return err
	}
	deposits, err := c.record.count(ctx, "SELECT count(*) AS n FROM deposits")
	if err != nil {
		return err
	}
	c.Deposits, c.Documents = int(deposits), len(docs)
	byDeposit, byKey, sent := map[string][]document{}, map[string]string{}, map[string][]File{}
	for _, d := range docs {
		if d.File == "" {
			byDeposit[d.Deposit] = append(byDeposit[d.Deposit], d)
		}
	}
	for _, k := range keys {
		if _, twice := byKey[k.Key]; twice {
			c.breach("I3", "key %s has two deposits", k.Key)
		}
		byKey[k.Key] = k.Deposit
	}
	if len(keys) != int(deposits) {
		c.breach("I3", "%d deposits stand under %d keys", deposits, len(keys))
	}
	for _, a := range attempts {
		sent[a.Key] = a.Files
	}
	for _, k := range keys {
		if _, ours := sent[k.Key]; !ours {
			c.breach("I3", "deposit %s stands under key %s, which nobody sent", k.Deposit, k.Key)
		}
	}
	answered := map[string]string{}
	for _, a := range answers {
		if a.Status != 202 {
			continue
		}
		if was, ok := answered[a.Key]; ok && was != a.Deposit {
			c.breach("I1", "key %s was answered with %s and with %s", a.Key, was, a.Deposit)
		}
		answered[a.Key] = a.Deposit
		if byKey[a.Key] != a.Deposit {
			c.breach("I1", "key %s was answered with deposit %s; the record has %q", a.Key, a.Deposit, byKey[a.Key])
			continue
		}
		if len(byDeposit[a.Deposit]) < len(sent[a.Key]) || len(a.Documents) != len(sent[a.Key]) {
			c.breach("I1", "deposit %s of %d files has %d documents and was answered with %d", a.Deposit, len(sent[a.Key]), len(byDeposit[a.Deposit]), len(a.Documents))
			continue
		}
		for i, f := range sent[a.Key] {
			d := byDeposit[a.Deposit][i]
			if d.ID != a.Documents[i] || d.SHA256 != f.SHA256 || d.Size != f.Size {
				c.breach("I1", "file %s of deposit %s is document %s with other bytes or another name than %s", f.Name, a.Deposit, d.ID, a.Documents[i])
			}
		}
	}
	if c.Wholly {
		for _, k := range keys {
			if answered[k.Key] == "" {
				c.breach("I2", "deposit %s was never answered with 202", k.Deposit)
			}
		}
	}
	seen := map[string]bool{}
	for _, d := range docs {
		if seen[d.SHA256+d.Version] {
			continue
		}
		seen[d.SHA256+d.Version] = true
		o, err := c.objects.read(ctx, "originals/"+d.SHA256[:2]+"/"+d.SHA256, d.Version)
		c.Objects++
		if err != nil {
			c.breach("I1", "the original of document %s: %v", d.ID, err)
		} else if o.sha256 != d.SHA256 || o.size != d.Size {
			c.breach("I1", "the original of document %s has %d bytes of digest %s", d.ID, o.size, o.sha256)
		}
	}
	return nil
}

// rest are the states in which a document may stand when nothing moves any more.
var rest = []string{"archived", "booked", "rejected", "returned", "duplicate", "split", "to_review", "in_review", "second_review", "quarantined"}

// accounted (I2): every document stands in exactly one named end or waits for a
// person, with what that state promises.
func (c *checker) accounted(ctx context.Context) error {
	docs, err := rows[document](ctx, c.record, documentsQuery)
	if err != nil {
		return err
	}
	units, err := rows[struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}](ctx, c.record, "SELECT id, state FROM units")
	if err != nil {
		return err
	}
	unit := map[string]string{}
	for _, u := range units {
		unit[u.ID] = u.State
	}
	ids, parts, heirs := map[string]document{}, map[string]int{}, map[string]int{}
	page := map[string]string{} // whose a page of a file is
	for _, d := range docs {
		ids[d.ID] = d
		if d.File == "" {
			continue
		}
		parts[d.File]++
		for _, id := range d.Taken {
			heirs[id]++
		}
		if d.State == "split" {
			continue
		}
		for _, n := range d.Pages {
			at := fmt.Sprintf("%s/%d", d.File, n)
			if other := page[at]; other != "" {
				c.breach("I2", "page %d of file %s is of document %s and of %s", n, d.File, other, d.ID)
			}
			page[at] = d.ID
		}
	}
	for _, d := range docs {
		c.States[d.State]++
		waits := d.State == "decided" && (unit[d.Unit] == "open" || unit[d.Unit] == "held")
		if !slices.Contains(rest, d.State) && !waits {
			c.breach("I2", "document %s came to rest as %s", d.ID, d.State)
		}
		if of := ids[d.File]; d.File != "" && (of.State != "split" || of.SHA256 != d.SHA256 || of.Version != d.Version || of.Deposit != d.Deposit) {
			c.breach("I2", "document %s is a part of %q, which is %s and not its file", d.ID, d.File, of.State)
		}
		if d.State == "split" && d.File == "" && parts[d.ID] < 2 {
			c.breach("I2", "document %s was split into %d", d.ID, parts[d.ID])
		}
		if d.State == "split" && d.File != "" && heirs[d.ID] == 0 {
			c.breach("I2", "the pages of document %s are nobody's", d.ID)
		}
		if of := ids[d.Copy]; d.State == "duplicate" && (of.SHA256 != d.SHA256 || of.ID == d.ID) {
			c.breach("I2", "document %s is a duplicate of %q, which is not the same", d.ID, d.Copy)
		}
		if (d.State == "rejected" || d.State == "returned" || d.State == "quarantined") && d.Reason == "" {
			c.breach("I2", "document %s is %s without a reason", d.ID, d.State)
		}
	}
	lost, err := c.record.count(ctx, `SELECT count(*) AS n FROM documents d WHERE state IN ('to_review', 'in_review', 'second_review')
		AND (SELECT count(*) FROM tasks t WHERE t.document_id = d.id AND t.state = 'open') <> 1`)
	if err == nil && lost > 0 {
		c.breach("I2", "%d documents wait for a person, and no task tells", lost)
	}
	return err
}

// once (I4): however often a document was read, one reading counts, and no page of
// it twice.
func (c *checker) once(ctx context.Context) error {
	n, err := c.record.count(ctx, `SELECT count(*) AS n FROM documents d WHERE (SELECT count(*) FROM readings r WHERE r.document_id = d.id) <> d.generation
		OR d.generation > 1`)
	if err == nil && n > 0 {
		c.breach("I4", "%d documents were read other than once", n)
	}
	return err
}

// archived (I7): whatever is sealed lies there by its version, with its digest,
// under the lock that was asked for, as long as it has to.
func (c *checker) archived(ctx context.Context) error {
	sealed, err := rows[struct {
		Document string    `json:"document_id"`
		State    string    `json:"state"`
		Role     string    `json:"role"`
		Key      string    `json:"key"`
		Version  string    `json:"version_id"`
		SHA256   string    `json:"sha256"`
		Size     int64     `json:"size"`
		Until    time.Time `json:"retain_until"`
		Wanted   time.Time `json:"wanted"`
	}](ctx, c.record, `SELECT a.document_id, d.state, a.role, a.key, a.version_id, a.sha256, a.size, a.retain_until, d.retain_until AS wanted
		FROM archive_objects a JOIN documents d ON d.id = a.document_id WHERE d.retain_until IS NOT NULL`)
	if err != nil {
		return err
	}
	roles := map[string][]string{}
	for _, s := range sealed {
		roles[s.Document] = append(roles[s.Document], s.Role)
		o, err := c.objects.read(ctx, s.Key, s.Version)
		c.Objects++
		switch {
		case err != nil:
			c.breach("I7", "%s of document %s: %v", s.Role, s.Document, err)
		case o.sha256 != s.SHA256 || o.size != s.Size:
			c.breach("I7", "%s of document %s has other bytes than were sealed", s.Role, s.Document)
		case o.mode != c.Mode || o.until.Before(s.Until.Truncate(time.Second)) || s.Until.Before(s.Wanted):
			c.breach("I7", "%s of document %s is locked as %q until %s, wanted %s until %s", s.Role, s.Document, o.mode, o.until, c.Mode, s.Until)
		}
	}
	docs, err := rows[document](ctx, c.record, documentsQuery)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.State != "archived" && d.State != "booked" {
			continue
		}
		slices.Sort(roles[d.ID])
		if fmt.Sprint(roles[d.ID]) != "[alto manifest original pdf reading]" {
			c.breach("I7", "document %s is %s with %v", d.ID, d.State, roles[d.ID])
		}
	}
	return nil
}

// shown (I13): what people saw when they decided is a picture of that very document,
// lies there unchanged, and is locked for as long as what they decided about.
func (c *checker) shown(ctx context.Context) error {
	strange, err := c.record.count(ctx, `SELECT count(*) AS n FROM decisions x, jsonb_array_elements_text(x.seen) s
		WHERE s NOT IN (SELECT sha256 FROM page_images i WHERE i.document_id = x.document_id)`)
	if err != nil {
		return err
	}
	if strange > 0 {
		c.breach("I13", "%d pictures were seen that are of another document", strange)
	}
	pictures, err := rows[struct {
		Document string    `json:"document_id"`
		Page     int       `json:"page"`
		Key      string    `json:"key"`
		Version  string    `json:"version_id"`
		SHA256   string    `json:"sha256"`
		Wanted   time.Time `json:"wanted"`
	}](ctx, c.record, `SELECT i.document_id, i.page, i.key, i.version_id, i.sha256, d.retain_until AS wanted FROM page_images i
		JOIN documents d ON d.id = i.document_id AND d.generation = i.generation WHERE d.archived_at IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, p := range pictures {
		o, err := c.objects.read(ctx, p.Key, p.Version)
		c.Objects++
		switch {
		case err != nil:
			c.breach("I13", "page %d of document %s: %v", p.Page, p.Document, err)
		case o.sha256 != p.SHA256:
			c.breach("I13", "page %d of document %s has other bytes than were shown", p.Page, p.Document)
		case o.mode != c.Mode || o.until.Before(p.Wanted.Truncate(time.Second)):
			c.breach("I13", "page %d of document %s is locked as %q until %s, the document until %s", p.Page, p.Document, o.mode, o.until, p.Wanted)
		}
	}
	return nil
}
