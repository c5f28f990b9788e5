-- +goose Up
-- What is told of a dossier may be about one of its accounts, and may need a reason:
-- what is declared of an account names it (CGI ann. IV art. 164 FD), a holding reply to a
-- complaint says why (CMF L133-45).
ALTER TABLE dossier_events
  ADD COLUMN account text NOT NULL DEFAULT '', -- IBAN
  ADD COLUMN note    text NOT NULL DEFAULT '',
  DROP CONSTRAINT dossier_events_pkey,
  ADD PRIMARY KEY (dossier_id, event, happened, account);
ALTER TABLE obligations ADD COLUMN account text NOT NULL DEFAULT ''; -- IBAN that the event was about
DROP INDEX obligations_of_event;
CREATE UNIQUE INDEX obligations_of_event ON obligations (dossier_id, name, happened, account) WHERE document_id IS NULL AND state <> 'void';
-- +goose Down
SELECT 'the record is not undone by a migration';
