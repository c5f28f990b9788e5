package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// SetAppPassword gives the application's role a password, as the schema's owner.
func SetAppPassword(ctx context.Context, ownerURL, password string) error {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("set the password of bordereau_app: %w", err)
	}
	defer conn.Close(ctx)
	// ALTER ROLE takes no parameters: the server quotes the literal itself.
	var statement string
	if err := conn.QueryRow(ctx, `SELECT format('ALTER ROLE bordereau_app LOGIN PASSWORD %L', $1::text)`, password).Scan(&statement); err != nil {
		return fmt.Errorf("set the password of bordereau_app: %w", err)
	}
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("set the password of bordereau_app: %w", err)
	}
	return nil
}
