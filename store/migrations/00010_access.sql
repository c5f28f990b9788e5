-- +goose Up
-- Sign-in and administration: second factors, one-time codes, changes that two
-- administrators make, adopted policies.
ALTER TABLE users
  ADD COLUMN totp_secret bytea,               -- sealed under a key of the desk; NULL: none
  ADD COLUMN totp_offer  bytea,               -- shown, and not confirmed by a code yet
  ADD COLUMN totp_step   bigint NOT NULL DEFAULT 0, -- of the last code that was taken: none is taken twice
  ADD COLUMN unlocked_at timestamptz;         -- refusals before it no longer slow anybody down
CREATE TABLE recovery_codes (
  user_id     uuid NOT NULL REFERENCES users,
  code_sha256 bytea NOT NULL,
  used_at     timestamptz,
  PRIMARY KEY (user_id, code_sha256)
);
CREATE TABLE password_resets (
  code_sha256 bytea PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users,
  made_by     text NOT NULL,
  made_at     timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
CREATE INDEX password_resets_user ON password_resets (user_id) WHERE used_at IS NULL;
-- A session that is pending opens nothing but the next step of signing in.
ALTER TABLE sessions
  ADD COLUMN id      uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), -- names it to its owner; the token stays secret
  ADD COLUMN pending text NOT NULL DEFAULT '' CHECK (pending IN ('', 'code', 'enrol')),
  ADD COLUMN tries   int NOT NULL DEFAULT 0,
  ADD COLUMN remote  text NOT NULL DEFAULT '',
  ADD COLUMN method  text NOT NULL DEFAULT 'password' CHECK (method IN ('password', 'password+totp', 'password+recovery', 'oidc', 'oidc+totp', 'oidc+recovery'));
CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL;
ALTER TABLE api_keys
  ADD COLUMN kinds      text[] NOT NULL DEFAULT '{}', -- of deposits; empty: every kind
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN rotated_to text REFERENCES api_keys;
-- What one administrator proposes and another confirms. That they are two is held here.
CREATE TABLE changes (
  id          uuid PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('administrator', 'role', 'password', 'second_factor', 'policy')),
  subject     text NOT NULL,                  -- a login, or the version of a policy
  concerns    uuid REFERENCES users,          -- who is not to confirm it
  body        jsonb NOT NULL,
  reason      text NOT NULL DEFAULT '',
  proposed_by uuid NOT NULL REFERENCES users,
  proposed_at timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'confirmed', 'refused')),
  decided_by  uuid REFERENCES users,
  decided_at  timestamptz,
  CHECK (state <> 'confirmed' OR decided_by IS NOT NULL AND decided_by <> proposed_by AND decided_by IS DISTINCT FROM concerns),
  CHECK ((state = 'open') = (decided_at IS NULL))
);
CREATE INDEX changes_open ON changes (proposed_at) WHERE state = 'open';
-- Policies that were adopted; the newest is in force. The program's own stands until there is one.
CREATE TABLE policies (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version     text NOT NULL UNIQUE,
  file        bytea NOT NULL,
  sha256      text NOT NULL,
  proposed_by uuid NOT NULL REFERENCES users,
  adopted_by  uuid NOT NULL REFERENCES users,
  adopted_at  timestamptz NOT NULL,
  CHECK (proposed_by <> adopted_by)
);
CREATE INDEX events_kind ON events (kind, id DESC) WHERE document_id IS NULL AND kind <> 'deposit.received';
CREATE INDEX documents_held ON documents (id) WHERE legal_hold;
GRANT SELECT, INSERT ON recovery_codes, password_resets, changes, policies TO bordereau_app;
GRANT UPDATE (used_at) ON recovery_codes, password_resets TO bordereau_app;
GRANT DELETE ON recovery_codes TO bordereau_app;
GRANT UPDATE (state, decided_by, decided_at) ON changes TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
