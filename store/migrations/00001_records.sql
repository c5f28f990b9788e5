-- +goose Up
-- The record of everything. Money invariants rest on UNIQUE constraints and on
-- conditional updates, not on the isolation level.

CREATE SEQUENCE deposit_sequence;

-- Gapless numbers. A row is updated in the transaction that uses the number,
-- so a number that was not used was never given.
CREATE TABLE counters (
  name  text PRIMARY KEY,
  value bigint NOT NULL
);
INSERT INTO counters (name, value) VALUES ('entry_number', 0), ('feed_sequence', 0);

-- People, machine keys, sessions -------------------------------------------------
CREATE TABLE users (
  id            uuid PRIMARY KEY,
  login         text NOT NULL UNIQUE CHECK (login = lower(login)),
  name          text NOT NULL,
  role          text NOT NULL,
  branch        text NOT NULL DEFAULT '',
  password_hash text NOT NULL,              -- argon2id, PHC string
  failures      int NOT NULL DEFAULT 0,
  locked_until  timestamptz,
  disabled_at   timestamptz,
  created_at    timestamptz NOT NULL
);
CREATE TABLE sessions (
  token_sha256 bytea PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users,
  csrf         text NOT NULL,
  created_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  ended_at     timestamptz
);
CREATE TABLE api_keys (
  id           text PRIMARY KEY,            -- the public half
  secret_sha256 bytea NOT NULL,
  label        text NOT NULL,
  role         text NOT NULL,
  branch       text NOT NULL DEFAULT '',
  created_at   timestamptz NOT NULL,
  used_at      timestamptz,
  revoked_at   timestamptz
);

-- Customers, accounts, dossiers --------------------------------------------------
CREATE TABLE customers (
  id           uuid PRIMARY KEY,
  ref          text NOT NULL UNIQUE,
  kind         text NOT NULL CHECK (kind IN ('person', 'company')),
  surname      text NOT NULL DEFAULT '',
  given_names  text NOT NULL DEFAULT '',
  usage_name   text NOT NULL DEFAULT '',
  company_name text NOT NULL DEFAULT '',
  birth_date   date,
  siren        text NOT NULL DEFAULT '',
  address      text NOT NULL DEFAULT '',
  search_name  text NOT NULL,               -- accent-free capitals, for matching
  updated_at   timestamptz NOT NULL
);
CREATE INDEX customers_search_name ON customers (search_name text_pattern_ops);
CREATE TABLE accounts (
  iban       text PRIMARY KEY,
  currency   text NOT NULL,
  label      text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL
);
CREATE TABLE account_holders (
  iban        text NOT NULL REFERENCES accounts,
  customer_id uuid NOT NULL REFERENCES customers,
  PRIMARY KEY (iban, customer_id)
);
CREATE INDEX account_holders_customer ON account_holders (customer_id);
CREATE TABLE dossiers (
  id           uuid PRIMARY KEY,
  ref          text NOT NULL UNIQUE,
  kind         text NOT NULL,
  kind_version int NOT NULL,
  title        text NOT NULL DEFAULT '',
  branch       text NOT NULL,
  status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  restricted   boolean NOT NULL DEFAULT false,
  facts        jsonb NOT NULL DEFAULT '{}',  -- answers to the conditions of its kind
  version      bigint NOT NULL DEFAULT 1,
  opened_at    timestamptz NOT NULL,
  closed_at    timestamptz
);
CREATE TABLE dossier_customers (
  dossier_id  uuid NOT NULL REFERENCES dossiers,
  customer_id uuid NOT NULL REFERENCES customers,
  PRIMARY KEY (dossier_id, customer_id)
);
CREATE INDEX dossier_customers_customer ON dossier_customers (customer_id);
CREATE TABLE dossier_readers (              -- who may know that a restricted dossier exists
  dossier_id uuid NOT NULL REFERENCES dossiers,
  user_id    uuid NOT NULL REFERENCES users,
  PRIMARY KEY (dossier_id, user_id)
);

-- Deposits and documents ---------------------------------------------------------
CREATE TABLE deposits (
  id               uuid PRIMARY KEY,
  branch           text NOT NULL,
  channel          text NOT NULL,
  dossier          text NOT NULL DEFAULT '',
  kind             text NOT NULL DEFAULT '',
  slip_count       int,
  slip_total_minor bigint,
  currency         text NOT NULL DEFAULT 'EUR',
  reference        text NOT NULL DEFAULT '',
  principal_id     text NOT NULL,
  principal_name   text NOT NULL,
  received_at      timestamptz NOT NULL,
  sequence         bigint NOT NULL UNIQUE,
  digest           text NOT NULL,
  signature        text NOT NULL
);
CREATE INDEX deposits_branch ON deposits (branch, id DESC);
CREATE TABLE idempotency_keys (
  principal_id   text NOT NULL,
  key            text NOT NULL,
  request_sha256 text NOT NULL,
  deposit_id     uuid NOT NULL REFERENCES deposits,
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (principal_id, key)
);
CREATE TABLE objects (                      -- originals, content-addressed
  sha256     text PRIMARY KEY,
  size       bigint NOT NULL,
  key        text NOT NULL,
  version_id text NOT NULL,
  format     text NOT NULL,
  stored_at  timestamptz NOT NULL
);
CREATE TABLE units (                        -- booking units: a slip with its cheques, a transfer order
  id               uuid PRIMARY KEY,
  kind             text NOT NULL CHECK (kind IN ('cheque_remittance', 'transfer')),
  deposit_id       uuid NOT NULL REFERENCES deposits,
  state            text NOT NULL CHECK (state IN ('open', 'held', 'final', 'void')),
  version          bigint NOT NULL DEFAULT 1,
  declared_count   int,
  declared_minor   bigint,
  currency         text NOT NULL DEFAULT 'EUR',
  held_for         text NOT NULL DEFAULT '',   -- why it does not close, for people
  released_by      text NOT NULL DEFAULT '',
  released_reason  text NOT NULL DEFAULT '',
  final_at         timestamptz
);
CREATE INDEX units_deposit ON units (deposit_id);
CREATE TABLE documents (
  id            uuid PRIMARY KEY,
  deposit_id    uuid NOT NULL REFERENCES deposits,
  ordinal       int NOT NULL,
  branch        text NOT NULL,
  file_name     text NOT NULL,
  format        text NOT NULL,
  sha256        text NOT NULL REFERENCES objects,
  size          bigint NOT NULL,
  version_id    text NOT NULL,
  state         text NOT NULL,
  version       bigint NOT NULL DEFAULT 1,
  generation    int NOT NULL DEFAULT 0,     -- of the reading that is current; 0 none yet
  type          text NOT NULL DEFAULT '',
  pages         int NOT NULL DEFAULT 0,
  dossier_id    uuid REFERENCES dossiers,
  dossier_why   jsonb,                      -- how it was matched
  duplicate_of  uuid REFERENCES documents,
  reason        text NOT NULL DEFAULT '',
  reason_text   text NOT NULL DEFAULT '',
  unit_id       uuid REFERENCES units,
  priority      smallint NOT NULL DEFAULT 1,
  legal_hold    boolean NOT NULL DEFAULT false,
  understanding jsonb,                      -- current values, with the proofs of machine and people
  amount_minor  bigint,                     -- of the current values, for search
  text          text NOT NULL DEFAULT '',   -- masked
  search        tsvector,
  received_at   timestamptz NOT NULL,
  decided_at    timestamptz,
  archived_at   timestamptz,
  retain_until  timestamptz,
  UNIQUE (deposit_id, ordinal)
);
CREATE INDEX documents_branch ON documents (branch, id DESC);
CREATE INDEX documents_state ON documents (state, id);
CREATE INDEX documents_sha256 ON documents (sha256, branch);
CREATE INDEX documents_dossier ON documents (dossier_id, id);
CREATE INDEX documents_unit ON documents (unit_id);
CREATE INDEX documents_search ON documents USING gin (search);

-- What the machine saw and made of it, a generation each time; never overwritten.
CREATE TABLE readings (
  document_id   uuid NOT NULL REFERENCES documents,
  generation    int NOT NULL,
  artefact      text NOT NULL,              -- hash of (input, stage, engine and models, options)
  key           text NOT NULL,              -- where the reading lies in the object store
  version_id    text NOT NULL,
  sha256        text NOT NULL,
  engine        jsonb NOT NULL,
  understanding jsonb NOT NULL,             -- the machine's, before any person
  milliseconds  int NOT NULL,
  read_at       timestamptz NOT NULL,
  PRIMARY KEY (document_id, generation)
);
CREATE TABLE page_images (                  -- what a clerk sees, drawn from the original
  document_id uuid NOT NULL,
  generation  int NOT NULL,
  page        int NOT NULL,
  key         text NOT NULL,
  version_id  text NOT NULL,
  sha256      text NOT NULL,
  width       int NOT NULL,
  height      int NOT NULL,
  PRIMARY KEY (document_id, generation, page),
  FOREIGN KEY (document_id, generation) REFERENCES readings
);

-- Work for machines --------------------------------------------------------------
CREATE TABLE jobs (
  id           uuid PRIMARY KEY,
  document_id  uuid NOT NULL REFERENCES documents,
  stage        text NOT NULL CHECK (stage IN ('read', 'archive')),
  priority     smallint NOT NULL,
  state        text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'cancelled')),
  attempts     int NOT NULL DEFAULT 0,      -- counted before the work
  small        boolean NOT NULL DEFAULT false, -- once more, alone and smaller
  failing_since timestamptz,                -- first transient failure in a row
  lease_token  uuid,
  lease_until  timestamptz,
  worker       text NOT NULL DEFAULT '',
  run_at       timestamptz NOT NULL,
  announced_at timestamptz,
  error_code   text NOT NULL DEFAULT '',
  error_text   text NOT NULL DEFAULT '',
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz
);
CREATE INDEX jobs_unannounced ON jobs (run_at) WHERE state = 'waiting' AND announced_at IS NULL;
CREATE INDEX jobs_waiting ON jobs (stage, priority, run_at) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_dead ON jobs (finished_at) WHERE state = 'dead';
CREATE UNIQUE INDEX jobs_one_live ON jobs (document_id, stage) WHERE state IN ('waiting', 'running');

-- Work for people ----------------------------------------------------------------
CREATE TABLE tasks (
  id          uuid PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES documents,
  kind        text NOT NULL CHECK (kind IN ('first', 'second')),
  state       text NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
  priority    smallint NOT NULL,
  branch      text NOT NULL,
  reasons     jsonb NOT NULL,               -- what the policy lacks
  escalated   boolean NOT NULL DEFAULT false, -- for supervisors alone
  not_before  timestamptz,                  -- somebody said to wait
  lease_id    uuid,
  leased_by   uuid REFERENCES users,
  lease_until timestamptz,
  created_at  timestamptz NOT NULL,
  done_at     timestamptz
);
CREATE UNIQUE INDEX tasks_one_open ON tasks (document_id) WHERE state = 'open';
CREATE INDEX tasks_next ON tasks (priority, created_at) WHERE state = 'open';
CREATE TABLE decisions (
  id               uuid PRIMARY KEY,
  document_id      uuid NOT NULL REFERENCES documents,
  task_id          uuid NOT NULL REFERENCES tasks,
  user_id          uuid NOT NULL REFERENCES users,
  action           text NOT NULL,
  body             jsonb NOT NULL,
  lease_id         uuid NOT NULL,
  document_version bigint NOT NULL,
  outcome          text NOT NULL,           -- state it led to
  seen             jsonb NOT NULL,          -- digests of the page images that were shown
  decided_at       timestamptz NOT NULL,
  UNIQUE (lease_id, document_version)       -- the key of a retry
);
CREATE INDEX decisions_document ON decisions (document_id);

-- The archive --------------------------------------------------------------------
CREATE TABLE archive_objects (
  document_id  uuid NOT NULL REFERENCES documents,
  generation   int NOT NULL,
  role         text NOT NULL CHECK (role IN ('original', 'pdf', 'reading', 'alto', 'manifest')),
  key          text NOT NULL,
  version_id   text NOT NULL,
  sha256       text NOT NULL,
  size         bigint NOT NULL,
  retain_until timestamptz NOT NULL,
  sealed_at    timestamptz NOT NULL,
  PRIMARY KEY (document_id, generation, role)
);

-- Entries ------------------------------------------------------------------------
CREATE TABLE entries (
  id             uuid PRIMARY KEY,
  number         bigint NOT NULL UNIQUE,
  business_day   date NOT NULL,
  kind           text NOT NULL,
  unit_id        uuid UNIQUE REFERENCES units,
  reversal_of    uuid UNIQUE REFERENCES entries,
  currency       text NOT NULL,
  amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
  body           jsonb NOT NULL,            -- the record as booking reads it, without its own digest
  content_sha256 text NOT NULL,
  created_at     timestamptz NOT NULL,
  feed_sequence  bigint UNIQUE,             -- given when its documents are archived
  visible_at     timestamptz,
  CHECK ((unit_id IS NULL) <> (reversal_of IS NULL))
);
CREATE INDEX entries_day ON entries (business_day, number);
CREATE TABLE entry_lines (
  entry_id     uuid NOT NULL REFERENCES entries,
  ordinal      int NOT NULL,
  account      text NOT NULL,
  label        text NOT NULL,
  debit_minor  bigint NOT NULL CHECK (debit_minor >= 0),
  credit_minor bigint NOT NULL CHECK (credit_minor >= 0),
  document_id  uuid REFERENCES documents,
  PRIMARY KEY (entry_id, ordinal),
  CHECK ((debit_minor = 0) <> (credit_minor = 0))
);
CREATE TABLE acknowledgements (
  entry_id uuid NOT NULL REFERENCES entries,
  consumer text NOT NULL,
  verdict  text NOT NULL CHECK (verdict IN ('accepted', 'refused')),
  reason   text NOT NULL DEFAULT '',
  acked_at timestamptz NOT NULL,
  PRIMARY KEY (entry_id, consumer)
);
CREATE TABLE business_days (
  day       date PRIMARY KEY,
  closed_at timestamptz,
  closed_by text NOT NULL DEFAULT '',
  totals    jsonb
);

-- +goose StatementBegin
CREATE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE d numeric; c numeric; declared bigint;
BEGIN
  SELECT sum(debit_minor), sum(credit_minor) INTO d, c FROM entry_lines WHERE entry_id = NEW.id;
  SELECT amount_minor INTO declared FROM entries WHERE id = NEW.id;
  IF d IS NULL OR d <> c OR d <> declared THEN
    RAISE EXCEPTION 'entry % does not balance: debit % credit % amount %', NEW.id, d, c, declared;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_balances();

-- The journal --------------------------------------------------------------------
-- Events are inserted, unordered, by the transaction that causes them. Their
-- values stand beside them under a salted digest: what the law wants destroyed
-- can go, and the log still verifies.
CREATE TABLE events (
  id            uuid PRIMARY KEY,
  at            timestamptz NOT NULL,
  kind          text NOT NULL,
  subject       text NOT NULL,              -- id of what it happened to
  document_id   uuid,
  actor         text NOT NULL,
  values_sha256 bytea NOT NULL              -- SHA-256(salt || RFC 8785 form of the values)
);
CREATE INDEX events_document ON events (document_id, id);
CREATE INDEX events_subject ON events (subject) WHERE document_id IS NULL;
CREATE TABLE event_values (
  event_id uuid PRIMARY KEY REFERENCES events,
  salt     bytea NOT NULL,
  body     jsonb NOT NULL
);
CREATE TABLE unsequenced (                  -- events that wait for their place
  event_id uuid PRIMARY KEY REFERENCES events
);
-- One leader gives events their place and hashes them (RFC 6962 §2.1).
CREATE TABLE leaves (
  sequence  bigint PRIMARY KEY,             -- from 0, gapless
  event_id  uuid NOT NULL UNIQUE REFERENCES events,
  leaf_hash bytea NOT NULL
);
CREATE TABLE checkpoints (
  size       bigint PRIMARY KEY,
  root       bytea NOT NULL,
  signature  bytea NOT NULL,                -- Ed25519 over the signed text
  made_at    timestamptz NOT NULL,
  key        text NOT NULL DEFAULT '',      -- its locked copy in the object store
  version_id text NOT NULL DEFAULT ''
);

-- What the application may do. It owns nothing, and what is evidence it can only add to.
-- +goose StatementBegin
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bordereau_app') THEN
    CREATE ROLE bordereau_app LOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
-- +goose StatementEnd
GRANT USAGE ON SCHEMA public TO bordereau_app;
GRANT USAGE ON SEQUENCE deposit_sequence TO bordereau_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO bordereau_app;
GRANT UPDATE ON counters, users, sessions, api_keys, customers, accounts, dossiers, documents, units, jobs, tasks, business_days TO bordereau_app;
GRANT UPDATE (feed_sequence, visible_at) ON entries TO bordereau_app;
GRANT UPDATE (key, version_id) ON checkpoints TO bordereau_app;
GRANT UPDATE (retain_until) ON archive_objects TO bordereau_app;
GRANT DELETE ON unsequenced, dossier_customers, dossier_readers, account_holders, sessions TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
