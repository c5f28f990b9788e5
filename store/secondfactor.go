package store

import (
	"context"
	"time"
)

// UseStep takes a step of codes that is later than all before.
func (t *tx) UseStep(ctx context.Context, userID string, step int64) (bool, error) {
	tag, err := t.Exec(ctx, `UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, userID, step)
	return tag.RowsAffected() == 1, err
}

// OfferSecret keeps a secret until a code confirms it.
func (t *tx) OfferSecret(ctx context.Context, userID string, sealed []byte) error {
	_, err := t.Exec(ctx, `UPDATE users SET totp_offer = $2 WHERE id = $1`, userID, sealed)
	return err
}

// SetSecret replaces a second factor with its recovery codes.
func (t *tx) SetSecret(ctx context.Context, userID string, sealed []byte, step int64, recovery [][]byte) error {
	if _, err := t.Exec(ctx, `UPDATE users SET totp_secret = $2, totp_step = $3, totp_offer = NULL WHERE id = $1`, userID, sealed, step); err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO recovery_codes (user_id, code_sha256) SELECT $1, unnest($2::bytea[])`, userID, recovery)
	return err
}

// UseRecovery takes a recovery code that was not used.
func (t *tx) UseRecovery(ctx context.Context, userID string, digest []byte, at time.Time) (bool, error) {
	tag, err := t.Exec(ctx, `UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_sha256 = $2 AND used_at IS NULL`, userID, digest, at)
	return tag.RowsAffected() == 1, err
}

// RecoveryLeft counts the recovery codes that were not used.
func (t *tx) RecoveryLeft(ctx context.Context, userID string) (n int, err error) {
	err = t.QueryRow(ctx, `SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL`, userID).Scan(&n)
	return n, err
}
