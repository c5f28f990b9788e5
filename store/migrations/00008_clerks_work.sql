-- +goose Up
-- The clerks' work: leases that are renewed, tasks reserved ahead, what was keyed
-- blind, drafts, and whose reading came before.
ALTER TABLE tasks DROP CONSTRAINT tasks_kind_check;
ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check CHECK (kind IN ('first', 'second', 'third'));
ALTER TABLE tasks
  ADD due_at      timestamptz,                -- by the service level of the policy
  ADD assigned_to uuid REFERENCES users,      -- a supervisor gave it to this person alone
  ADD ahead       boolean NOT NULL DEFAULT false, -- the lease only reserves: not opened yet
  ADD leased_at   timestamptz;                -- when it was opened last
UPDATE tasks SET due_at = created_at + interval '1 day';
ALTER TABLE tasks ALTER due_at SET NOT NULL;
DROP INDEX tasks_next;
CREATE INDEX tasks_next ON tasks (due_at, priority, created_at, id) WHERE state = 'open';
CREATE INDEX tasks_leased ON tasks (leased_by) WHERE state = 'open' AND leased_by IS NOT NULL;
ALTER TABLE decisions ADD took_ms bigint;    -- from opening the task to the decision
CREATE INDEX decisions_person ON decisions (user_id, decided_at DESC);

-- What a person keyed without seeing the machine's reading, in its order. It stays
-- with the task while the task is open and is never shown to another person.
CREATE TABLE keyings (
  task_id  uuid NOT NULL REFERENCES tasks,
  user_id  uuid NOT NULL REFERENCES users,
  field    text NOT NULL,
  try      int NOT NULL,                      -- from 1
  value    text NOT NULL,                     -- canonical, * where it is illegible
  outcome  text NOT NULL,
  agreed   jsonb NOT NULL,                    -- with which readings
  lease_id uuid NOT NULL,
  keyed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (task_id, user_id, field, try)
);
CREATE TABLE drafts (
  task_id  uuid NOT NULL REFERENCES tasks,
  user_id  uuid NOT NULL REFERENCES users,
  body     jsonb NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (task_id, user_id)
);
-- What people read of a field before the task went on to somebody else: readings that
-- differ, and fields that a person could not read. Its authors have no further word on
-- the task.
CREATE TABLE earlier_readings (
  task_id   uuid NOT NULL REFERENCES tasks,
  user_id   uuid NOT NULL REFERENCES users,
  field     text NOT NULL,
  value     text NOT NULL,
  illegible boolean NOT NULL DEFAULT false,
  read_at   timestamptz NOT NULL,
  PRIMARY KEY (task_id, user_id, field)
);
-- Who works a slip: its papers go to one person, in their order.
CREATE TABLE unit_clerks (
  unit_id uuid NOT NULL REFERENCES units,
  kind    text NOT NULL,                      -- of the tasks
  user_id uuid NOT NULL REFERENCES users,
  until   timestamptz NOT NULL,
  PRIMARY KEY (unit_id, kind)
);
CREATE TABLE preferences (
  user_id    uuid PRIMARY KEY REFERENCES users,
  body       jsonb NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON keyings, drafts, earlier_readings, unit_clerks, preferences TO bordereau_app;
GRANT UPDATE ON drafts, unit_clerks, preferences TO bordereau_app;
GRANT DELETE ON keyings, drafts, unit_clerks TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
