package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"bordereau"
	"bordereau/desk"
)

// operator is in whose name the command line acts: who can run it on the server
// holds the database anyway, and the journal says that it was the command line.
var operator = bordereau.Principal{ID: "operator", Name: "operator", Role: bordereau.RoleSystem}

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a person; prints a password unless one is given on standard input."`
	List    userListCmd    `cmd:"" help:"List people."`
	Disable userDisableCmd `cmd:"" help:"End a person's access at once."`
	Reopen  userReopenCmd  `cmd:"" help:"Give a person access again; a code to choose a password with is printed once."`
	Reset   userResetCmd   `cmd:"" help:"Print a code, good once and for an hour, with which a person chooses a new password."`
	Unlock  userUnlockCmd  `cmd:"" help:"Let a person try again who was refused too often."`
}

type userResetCmd struct {
	engines      `embed:""`
	Login        string `arg:""`
	SecondFactor bool   `help:"Take a lost second factor off, too."`
}

func (c *userResetCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	code, err := o.ResetPassword(w.ctx, operator, c.Login)
	if err != nil {
		return err
	}
	if c.SecondFactor {
		if err := o.TakeSecondFactor(w.ctx, operator, code.Login); err != nil {
			return err
		}
	}
	return printCode(w, code)
}

func printCode(w *world, code desk.OneTimeCode) error {
	_, err := fmt.Fprintf(w.stdout, "%s chooses a password at /connexion/mot-de-passe with the code %s until %s (shown once)\n", code.Login, code.Code, code.Until.Format(time.RFC3339))
	return err
}

type userUnlockCmd struct {
	engines `embed:""`
	Login   string `arg:""`
}

func (c *userUnlockCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	return o.UnlockUser(w.ctx, operator, c.Login)
}

type userAddCmd struct {
	engines       `embed:""`
	Login         string         `help:"Name to sign in with." required:""`
	Name          string         `help:"Name as others see it (the login when empty)."`
	Role          bordereau.Role `help:"branch, reader, clerk, supervisor, auditor, booking or admin." required:""`
	Branch        string         `help:"Branch, for the role branch."`
	PasswordStdin bool           `help:"Read the password from standard input."`
}

func (c *userAddCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	password, err := c.password()
	if err != nil {
		return err
	}
	u := desk.User{Login: c.Login, Name: c.Name, Role: c.Role, Branch: c.Branch}
	if u.Name == "" {
		u.Name = c.Login
	}
	if u, err = o.AddUser(w.ctx, operator, u, password); err != nil {
		return err
	}
	if c.PasswordStdin {
		fmt.Fprintf(w.stdout, "%s added as %s\n", u.Login, u.Role)
		return nil
	}
	fmt.Fprintf(w.stdout, "%s added as %s, password %s (shown once)\n", u.Login, u.Role, password)
	return nil
}

func (c *userAddCmd) password() (string, error) {
	if !c.PasswordStdin {
		return newPassword()
	}
	b, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<10))
	return strings.TrimRight(string(b), "\r\n"), err
}

func newPassword() (string, error) {
	raw := make([]byte, 15)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

type userListCmd struct {
	engines `embed:""`
	JSON    bool `help:"Print JSON."`
}

func (c *userListCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	users, err := o.Users(w.ctx, operator)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(users)
	}
	t := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(t, "LOGIN\tNAME\tROLE\tBRANCH\tDISABLED")
	for _, u := range users {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%v\n", u.Login, u.Name, u.Role, u.Branch, u.Disabled)
	}
	return t.Flush()
}

type userDisableCmd struct {
	engines `embed:""`
	Login   string `arg:""`
}

func (c *userDisableCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	return o.DisableUser(w.ctx, operator, c.Login)
}

type userReopenCmd struct {
	engines `embed:""`
	Login   string `arg:""`
}

func (c *userReopenCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	code, err := o.ReopenUser(w.ctx, operator, c.Login)
	if err != nil {
		return err
	}
	return printCode(w, code)
}

type keyCmd struct {
	Add    keyAddCmd    `cmd:"" help:"Add a machine key; its secret is printed once."`
	List   keyListCmd   `cmd:"" help:"List machine keys."`
	Revoke keyRevokeCmd `cmd:"" help:"Revoke a machine key at once."`
	Rotate keyRotateCmd `cmd:"" help:"Replace a machine key by one of the same scope; its secret is printed once."`
}

type keyRotateCmd struct {
	engines `embed:""`
	ID      string        `arg:"" help:"The key's public half, as key list shows it."`
	Overlap time.Duration `help:"How long the old key goes on beside the new one." default:"24h"`
}

func (c *keyRotateCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	_, secret, err := o.RotateKey(w.ctx, operator, c.ID, c.Overlap)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.stdout, secret)
	return nil
}

type keyAddCmd struct {
	engines `embed:""`
	Label   string         `help:"What the key is for." required:""`
	Role    bordereau.Role `help:"Scope: branch, booking, auditor..." required:""`
	Branch  string         `help:"Branch, for the role branch."`
	Kinds   []string       `help:"Types of documents that a branch's key may deposit (cheque,remittance_slip); every type when empty."`
	For     time.Duration  `help:"How long the key is good; for ever when 0." default:"0"`
}

func (c *keyAddCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	k := desk.Key{Label: c.Label, Role: c.Role, Branch: c.Branch}
	for _, kind := range c.Kinds {
		k.Kinds = append(k.Kinds, bordereau.Type(kind))
	}
	if c.For > 0 {
		until := time.Now().Add(c.For)
		k.ExpiresAt = &until
	}
	_, secret, err := o.AddKey(w.ctx, operator, k)
	if err != nil {
		return err
	}
	// The key alone on standard output, so that a script can catch it.
	fmt.Fprintln(w.stdout, secret)
	return nil
}

type keyListCmd struct {
	engines `embed:""`
	JSON    bool `help:"Print JSON."`
}

func (c *keyListCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	keys, err := o.Keys(w.ctx, operator)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(w.stdout).Encode(keys)
	}
	t := tabwriter.NewWriter(w.stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tLABEL\tROLE\tBRANCH\tREVOKED")
	for _, k := range keys {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%v\n", k.ID, k.Label, k.Role, k.Branch, k.Revoked)
	}
	return t.Flush()
}

type keyRevokeCmd struct {
	engines `embed:""`
	ID      string `arg:"" help:"The key's public half, as key list shows it."`
}

func (c *keyRevokeCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	return o.RevokeKey(w.ctx, operator, c.ID)
}
