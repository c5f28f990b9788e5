package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// logins are the people and keys of the demonstration, kept beside the data so
// that a second run knows them.
type logins struct {
	People []person          `json:"people"`
	Keys   map[string]string `json:"keys"` // by role
}

type person struct {
	Login, Name, Role, Branch, Password string
}

const branch = "00742"

var cast = []person{
	{Login: "agence", Name: "Agence Lyon Part-Dieu", Role: "branch", Branch: branch},
	{Login: "camille", Name: "Camille Roux", Role: "clerk"},
	{Login: "nadia", Name: "Nadia Benali", Role: "clerk"},
	{Login: "paul", Name: "Paul Lemaire", Role: "supervisor"},
}

// people adds the cast and the keys with the command line, as an operator would.
func (d *demonstration) people(ctx context.Context) (logins, error) {
	path := filepath.Join(d.data, "demo-logins.json")
	var l logins
	b, err := os.ReadFile(path)
	if err == nil {
		return l, json.Unmarshal(b, &l)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return l, err
	}
	for _, p := range cast {
		out, err := d.tool(ctx, "user", "add", "--data", d.data, "--login", p.Login, "--name", p.Name, "--role", p.Role, "--branch", p.Branch)
		if err != nil {
			return l, err
		}
		_, after, _ := strings.Cut(out, "password ")
		p.Password, _, _ = strings.Cut(after, " ")
		l.People = append(l.People, p)
	}
	l.Keys = map[string]string{}
	for role, b := range map[string]string{"branch": branch, "auditor": "", "supervisor": "", "booking": ""} {
		out, err := d.tool(ctx, "key", "add", "--data", d.data, "--label", "demonstration "+role, "--role", role, "--branch", b)
		if err != nil {
			return l, err
		}
		l.Keys[role] = strings.TrimSpace(out)
	}
	if b, err = json.MarshalIndent(l, "", "  "); err != nil {
		return l, err
	}
	return l, os.WriteFile(path, b, 0o600)
}

func (l logins) of(login string) person {
	for _, p := range l.People {
		if p.Login == login {
			return p
		}
	}
	return person{}
}

func (l logins) print(w io.Writer, server, data string) {
	fmt.Fprintf(w, "\nThe desk is running at %s — sign in as\n", server)
	for _, p := range l.People {
		fmt.Fprintf(w, "  %-10s %-22s password %-22s (%s)\n", p.Login, p.Name, p.Password, p.Role)
	}
	fmt.Fprintf(w, "Two clerks, because what lies above the ceiling needs a second pair of eyes.\n")
	fmt.Fprintf(w, "`make demo` sends another morning's post, `make demo-stop` stops the desk; its data is in %s.\n", data)
}

// tool runs a command of the program.
func (d *demonstration) tool(ctx context.Context, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, d.binary, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("bordereau %s: %w: %s", strings.Join(args[:2], " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.String(), nil
}

// nextSeed counts the runs, so that each draws other papers.
func nextSeed(path string) (uint64, error) {
	var n uint64
	if b, err := os.ReadFile(path); err == nil {
		if n, err = strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err != nil {
			return 0, fmt.Errorf("%s: %w", path, err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	n++
	return n, os.WriteFile(path, []byte(strconv.FormatUint(n, 10)+"\n"), 0o600)
}
