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

	"bordereau"
	"bordereau/desk"
)

// operator is in whose name the command line acts: who can run it on the server
// holds the database anyway, and the journal says that it was the command line.
var operator = bordereau.Principal{ID: "operator", Name: "operator", Role: bordereau.RoleAdmin}

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a person; prints a password unless one is given on standard input."`
	List    userListCmd    `cmd:"" help:"List people."`
	Disable userDisableCmd `cmd:"" help:"End a person's access at once."`
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

type keyCmd struct {
	Add    keyAddCmd    `cmd:"" help:"Add a machine key; its secret is printed once."`
	List   keyListCmd   `cmd:"" help:"List machine keys."`
	Revoke keyRevokeCmd `cmd:"" help:"Revoke a machine key at once."`
}

type keyAddCmd struct {
	engines `embed:""`
	Label   string         `help:"What the key is for." required:""`
	Role    bordereau.Role `help:"Scope: branch, booking, auditor..." required:""`
	Branch  string         `help:"Branch, for the role branch."`
}

func (c *keyAddCmd) Run(w *world) error {
	o, err := c.office(w)
	if err != nil {
		return err
	}
	defer o.Close()
	_, secret, err := o.AddKey(w.ctx, operator, desk.Key{Label: c.Label, Role: c.Role, Branch: c.Branch})
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
