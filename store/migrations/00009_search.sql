-- +goose Up
-- What search looks through stands apart from the documents: a document's row changes
-- at every step of its life, and each time PostgreSQL would write all its words into
-- their index anew. Here a row is changed in place, for no index holds what changes with
-- its steps; and it is narrow, so that counting thousands of them is cheap.
CREATE TABLE finds (
  document_id  uuid PRIMARY KEY,
  branch       text NOT NULL,
  type         text NOT NULL,
  state        text NOT NULL,
  dossier_id   uuid,
  amount_minor bigint,
  received_at  timestamptz NOT NULL,
  words        tsvector,
  blind        boolean NOT NULL DEFAULT false -- a hand wrote the amount and nothing proves it: who types it must not find by it
) WITH (fillfactor = 80);
INSERT INTO finds SELECT id, branch, type, state, dossier_id, amount_minor, received_at, search,
  amount_minor IS NOT NULL AND state IN ('to_review', 'in_review', 'second_review') FROM documents ORDER BY id;
CREATE INDEX finds_words ON finds USING gin (words) WHERE words IS NOT NULL;
CREATE INDEX finds_amount ON finds (amount_minor) WHERE amount_minor IS NOT NULL;
CREATE INDEX finds_received ON finds USING brin (received_at) WITH (autosummarize = on);
DROP INDEX documents_search; -- the column stays while programs of the version before still write it

-- Whoever changes a document, its row here follows in the same transaction.
-- +goose StatementBegin
CREATE FUNCTION find_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO finds VALUES (NEW.id, NEW.branch, NEW.type, NEW.state, NEW.dossier_id, NEW.amount_minor, NEW.received_at, NULL, false);
  ELSE
    UPDATE finds SET type = NEW.type, state = NEW.state, dossier_id = NEW.dossier_id, amount_minor = NEW.amount_minor,
      words = CASE WHEN NEW.search IS DISTINCT FROM OLD.search THEN NEW.search ELSE words END WHERE document_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER documents_found AFTER INSERT ON documents FOR EACH ROW EXECUTE FUNCTION find_document();
CREATE TRIGGER documents_refound AFTER UPDATE OF type, state, dossier_id, amount_minor, search ON documents FOR EACH ROW
  WHEN ((OLD.type, OLD.state, OLD.dossier_id, OLD.amount_minor, OLD.search) IS DISTINCT FROM (NEW.type, NEW.state, NEW.dossier_id, NEW.amount_minor, NEW.search))
  EXECUTE FUNCTION find_document();

CREATE INDEX dossiers_restricted ON dossiers (id) WHERE restricted;
GRANT SELECT, INSERT, UPDATE ON finds TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
