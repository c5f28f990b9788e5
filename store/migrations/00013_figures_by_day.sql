-- +goose Up
-- What documents did, added up by day: a period is asked of some thousand rows, however
-- many documents it had. Written in the transaction that counts the documents.
CREATE TABLE figures_days (
  day      date NOT NULL,                  -- in the bank's zone
  dim      text NOT NULL CHECK (dim IN ('hour', 'type', 'branch')),
  key      text NOT NULL,                  -- the hour, the type, the branch
  deposits bigint NOT NULL DEFAULT 0,
  received bigint NOT NULL DEFAULT 0,
  done     bigint NOT NULL DEFAULT 0,
  settled  bigint NOT NULL DEFAULT 0,
  straight bigint NOT NULL DEFAULT 0,
  rejected bigint NOT NULL DEFAULT 0,
  returned bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, dim, key)
) WITH (fillfactor = 70);
INSERT INTO counters (name, value) VALUES ('figures_days', 0); -- 1 when what was counted before is in it
-- Medians are taken of the decisions themselves; these answer without their rows.
CREATE INDEX figures_decisions_measures ON figures_decisions (at) INCLUDE (seconds, shown, changed);
CREATE INDEX figures_decisions_person ON figures_decisions (user_id, at) INCLUDE (seconds, shown, changed);
DROP INDEX figures_decisions_at;
GRANT SELECT, INSERT, UPDATE ON figures_days TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
