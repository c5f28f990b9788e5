-- +goose Up
-- A search that narrows by type, branch, day and amount reads of the table what it finds,
-- not what one of these conditions alone lets through: each has an index, exact and narrow,
-- and they are put together. Type and branch keep the order of documents, the newest last.
CREATE INDEX finds_type ON finds (type, document_id);
CREATE INDEX finds_branch ON finds (branch, document_id);
DROP INDEX finds_received; -- block ranges are inexact: beside words every row of a block was read again with all its words
CREATE INDEX finds_received ON finds (received_at);

-- What was indexed by programs before has no strokes, and what they read while this one
-- was being installed has no words at all: both are indexed anew, some at a time.
ALTER TABLE finds ADD COLUMN stale boolean NOT NULL DEFAULT false;
UPDATE finds f SET stale = true FROM documents d WHERE d.id = f.document_id AND d.state NOT IN ('split', 'destroyed') AND d.text <> ''
  AND (f.words IS NULL OR NOT f.words @@ '''~'':*'::tsquery);
CREATE INDEX finds_stale ON finds (document_id) WHERE stale;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION find_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO finds (document_id, branch, type, state, dossier_id, amount_minor, received_at)
      VALUES (NEW.id, NEW.branch, NEW.type, NEW.state, NEW.dossier_id, NEW.amount_minor, NEW.received_at);
  ELSIF NEW.search IS DISTINCT FROM OLD.search THEN -- by a program of before
    UPDATE finds SET type = NEW.type, state = NEW.state, dossier_id = NEW.dossier_id, amount_minor = NEW.amount_minor, words = NEW.search, stale = true
      WHERE document_id = NEW.id;
  ELSE
    UPDATE finds SET type = NEW.type, state = NEW.state, dossier_id = NEW.dossier_id, amount_minor = NEW.amount_minor WHERE document_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd

-- Amounts that nobody settled yet are read on the picture: until the program says
-- otherwise, all of what is booked.
UPDATE finds SET blind = true WHERE NOT blind AND amount_minor IS NOT NULL AND type IN ('cheque', 'remittance_slip', 'transfer_order')
  AND state IN ('read', 'classified', 'to_review', 'in_review', 'second_review');
COMMENT ON COLUMN finds.blind IS 'nothing proves the amount: who types it from the picture must not find by it';

-- The names by which a dossier is found, folded as what is typed is: to put them together
-- from its customers for every dossier took longer than all the rest of a search.
ALTER TABLE dossiers ADD COLUMN names text NOT NULL DEFAULT '';
-- +goose StatementBegin
CREATE FUNCTION dossier_names(of_id uuid, of_ref text, of_title text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT replace(replace(upper(regexp_replace(normalize(of_ref || ' ' || of_title || ' ' || coalesce(string_agg(c.ref || ' ' || c.search_name, ' ' ORDER BY c.ref), ''), NFKD),
    '[\u0300-\u036f]', '', 'g')), 'Œ', 'OE'), 'Æ', 'AE')
  FROM dossier_customers x JOIN customers c ON c.id = x.customer_id WHERE x.dossier_id = of_id
$$;
CREATE FUNCTION name_dossier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'dossiers' THEN
    NEW.names := dossier_names(NEW.id, NEW.ref, NEW.title);
    RETURN NEW;
  ELSIF TG_TABLE_NAME = 'customers' THEN
    UPDATE dossiers d SET names = dossier_names(d.id, d.ref, d.title) FROM dossier_customers x WHERE x.customer_id = NEW.id AND d.id = x.dossier_id;
  ELSE
    UPDATE dossiers d SET names = dossier_names(d.id, d.ref, d.title) WHERE d.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.dossier_id ELSE NEW.dossier_id END;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
UPDATE dossiers SET names = dossier_names(id, ref, title);
CREATE TRIGGER dossiers_named BEFORE INSERT OR UPDATE OF ref, title ON dossiers FOR EACH ROW EXECUTE FUNCTION name_dossier();
CREATE TRIGGER dossiers_named AFTER INSERT OR DELETE ON dossier_customers FOR EACH ROW EXECUTE FUNCTION name_dossier();
CREATE TRIGGER dossiers_named AFTER UPDATE OF ref, search_name ON customers FOR EACH ROW
  WHEN ((OLD.ref, OLD.search_name) IS DISTINCT FROM (NEW.ref, NEW.search_name)) EXECUTE FUNCTION name_dossier();
-- +goose Down
SELECT 'the record is not undone by a migration';
