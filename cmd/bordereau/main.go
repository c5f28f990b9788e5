// Command bordereau is the whole desk in one binary: the server, the workers,
// the branch's sender and the tools of those who run it. It parses, constructs
// and starts; it decides nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"bordereau"

	"github.com/alecthomas/kong"
)

// version is set by the linker.
var version = "unknown"

type cli struct {
	Config   configFlag       `help:"Configuration file (YAML): the long names of the flags as keys." placeholder:"FILE"`
	LogLevel string           `help:"How much is logged: debug, info, warn or error." enum:"debug,info,warn,error" default:"info"`
	Version  kong.VersionFlag `help:"Print the version."`

	Up        upCmd        `cmd:"" help:"Run the whole desk on this machine: PostgreSQL, Redis and the S3 gateway as children, and every role."`
	Serve     serveCmd     `cmd:"" help:"Run the API and the web application against given PostgreSQL, Redis and S3."`
	Work      workCmd      `cmd:"" help:"Run workers against given PostgreSQL, Redis and S3."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database's schema up to this binary's."`
	Read      readCmd      `cmd:"" help:"Read files without any service: words, type, fields, checks."`
	Send      sendCmd      `cmd:"" help:"Send files, or watch a scanner's folder, from a branch."`
	User      userCmd      `cmd:"" help:"People: add, list, disable."`
	Key       keyCmd       `cmd:"" help:"Machine keys: add, list, revoke."`
	Import    importCmd    `cmd:"" help:"Import what documents are checked against."`
	Dossier   dossierCmd   `cmd:"" help:"Types of dossier: judge a file by its own examples."`
	Export    exportCmd    `cmd:"" help:"A whole dossier for its customer or a court; what clerks' corrections teach."`
	Fsck      fsckCmd      `cmd:"" help:"Hold records, archive and journal against each other."`
	Redrive   redriveCmd   `cmd:"" help:"List dead letters, or bring some back."`
	Retention retentionCmd `cmd:"" help:"List the documents whose retention is over: what may be destroyed."`
	Backup    backupCmd    `cmd:"" help:"Back up the database, the inventory of the objects and the keys."`
	Restore   restoreCmd   `cmd:"" help:"Restore a backup into an empty database and name every difference."`
	Ready     readyCmd     `cmd:"" help:"Ask a running desk whether it takes deposits over."`
	Separator separatorCmd `cmd:"" help:"Print a sheet that divides a batch of scans: what follows it is of the dossier that it names."`
	Specimen  specimenCmd  `cmd:"" help:"Draw documents with known truth."`
	Train     trainCmd     `cmd:"" help:"Teach what is learned anew."`
	Child     childCmd     `cmd:"" hidden:"" help:"The process that opens hostile bytes; started by the others."`
}

// Exit codes of the contract.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// world is what every command gets besides its flags.
type world struct {
	ctx    context.Context
	log    *slog.Logger
	stdout io.Writer
	stderr io.Writer
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("bordereau"),
		kong.Description("The back office's document desk: scans come in, verified entries go out."),
		kong.Vars{"version": version},
		kong.DefaultEnvars("BORDEREAU"),
		kong.Writers(stdout, stderr),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "bordereau:", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "bordereau:", err)
		return exitUsage
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		fmt.Fprintln(stderr, "bordereau:", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	w := &world{ctx: ctx, stdout: stdout, stderr: stderr,
		log: slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: level}))}
	err = k.Run(w)
	if err == nil {
		return exitDone
	}
	if e, ok := errors.AsType[*bordereau.Error](err); ok && e.Err != nil {
		w.log.Debug("cause", "error", e.Err.Error())
	}
	if !errors.Is(err, errSaid) {
		fmt.Fprintln(stderr, "bordereau:", err)
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// errSaid fails a command that has already said why.
var errSaid = errors.New("failed")

// usageError is a mistake in the flags that the parser cannot see.
type usageError struct{ error }
