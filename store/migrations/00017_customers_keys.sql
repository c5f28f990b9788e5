-- +goose Up
-- A company is found by its number, a person by a name and the day of birth.
CREATE INDEX customers_siren ON customers (siren) WHERE siren <> '';
CREATE INDEX customers_birth_date ON customers (birth_date) WHERE birth_date IS NOT NULL;
-- +goose Down
SELECT 'the record is not undone by a migration';
