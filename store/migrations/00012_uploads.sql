-- +goose Up
-- Files that arrive in chunks (tus). The chunks' bytes wait in the object store; these
-- rows name them, and are all that says what was acknowledged.
CREATE TABLE uploads (
  id             uuid PRIMARY KEY,
  principal_id   text NOT NULL,             -- nobody else sees it
  principal_name text NOT NULL,
  branch         text NOT NULL,
  file_name      text NOT NULL,
  metadata       text NOT NULL,             -- Upload-Metadata as it was given
  declared       jsonb NOT NULL,            -- what the branch says of a file that is a deposit by itself
  deposit_key    text NOT NULL,             -- its idempotency key, '' for none
  grouped        boolean NOT NULL,          -- waits to be named by a deposit, with others
  size           bigint NOT NULL CHECK (size > 0),
  received       bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
  deposit_id     uuid REFERENCES deposits,  -- of which it became a file
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  CHECK (deposit_id IS NULL OR received = size)
);
CREATE INDEX uploads_open ON uploads (principal_id) WHERE deposit_id IS NULL;
CREATE INDEX uploads_branch ON uploads (branch, id);
CREATE INDEX uploads_expire ON uploads (expires_at);
CREATE TABLE upload_chunks (
  upload_id  uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
  at         bigint NOT NULL,               -- its first byte's place in the file
  size       bigint NOT NULL CHECK (size > 0),
  key        text NOT NULL,
  version_id text NOT NULL,
  sha256     text NOT NULL,
  PRIMARY KEY (upload_id, at)
);
CREATE INDEX upload_chunks_key ON upload_chunks (key);
INSERT INTO counters (name, value) VALUES ('upload_run', 0); -- when uploads were last swept, in Unix time
-- Files that a branch tried to send and that were not taken over, so that its day adds up.
CREATE TABLE refused_files (
  id           uuid PRIMARY KEY,
  branch       text NOT NULL,
  principal_id text NOT NULL,
  principal_name text NOT NULL,
  file_name    text NOT NULL,
  size         bigint NOT NULL,             -- 0 where it is not known
  code         text NOT NULL,               -- interrupted: its upload ended without its last byte
  reason       text NOT NULL,
  at           timestamptz NOT NULL
);
CREATE INDEX refused_files_branch ON refused_files (branch, at);
-- A file that was scanned again takes the place of the one that was sent back.
CREATE TABLE replacements (
  document_id uuid PRIMARY KEY REFERENCES documents,
  replaces    uuid NOT NULL UNIQUE REFERENCES documents,
  CHECK (document_id <> replaces)
);
CREATE INDEX deposits_received ON deposits (branch, received_at);
GRANT SELECT, INSERT ON uploads, upload_chunks, refused_files, replacements TO bordereau_app;
GRANT UPDATE (received, deposit_id), DELETE ON uploads TO bordereau_app;
GRANT DELETE ON upload_chunks, refused_files TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
