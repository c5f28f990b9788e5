package services

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

// Config of the engines.
type Config struct {
	Dir string // data of all engines; created 0700
	// Durable syncs every commit to disk. Tests of crashing processes do without:
	// what the kernel holds survives a process, and only that is tested there.
	Durable bool
	Gateway string // path of versitygw; looked for beside the binary and on PATH when empty
	Log     *slog.Logger
}

// Set is the three engines and how to reach them.
type Set struct {
	Postgres, Redis, Objects *Service

	dir, run             string
	accessKey, secretKey string
}

const (
	owner    = "bordereau_owner" // owns the schema; migrations run in its name
	app      = "bordereau_app"   // the application: owns nothing (see the first migration)
	database = "bordereau"
)

// New prepares the folder and the engines' first start. It starts nothing.
func New(c Config) (*Set, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, err
	}
	pgBin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	redis, err := exec.LookPath("redis-server")
	if err != nil {
		if redis, err = exec.LookPath("valkey-server"); err != nil {
			return nil, errors.New("neither redis-server nor valkey-server is installed (Debian: apt-get install redis-server)")
		}
	}
	gateway, err := gatewayPath(c.Gateway)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Set{dir: dir}
	if s.run, err = runDir(dir); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "sockets"), []byte(s.run+"\n"), 0o600); err != nil {
		return nil, err
	}
	for _, d := range []string{"redis", "objects", "versions", "sidecar", "keys"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return nil, err
		}
	}
	if s.accessKey, err = secret(filepath.Join(dir, "keys", "objects.access")); err != nil {
		return nil, err
	}
	if s.secretKey, err = secret(filepath.Join(dir, "keys", "objects.secret")); err != nil {
		return nil, err
	}

	cred, err := serverUser()
	if err != nil {
		return nil, err
	}
	pgData := filepath.Join(dir, "postgres")
	if err := initdb(pgBin, pgData, filepath.Join(s.run, "pg"), cred); err != nil {
		return nil, err
	}
	s.Postgres = &Service{Name: "PostgreSQL", stop: syscall.SIGINT, log: c.Log,
		command: func() *exec.Cmd {
			args := []string{"-D", pgData, "-k", filepath.Join(s.run, "pg"), "-c", "listen_addresses=",
				"-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "log_min_messages=fatal",
				"-c", "synchronous_commit=on", "-c", "max_wal_size=2GB", "-c", "timezone=UTC",
				// Our statements are short: renaming the process for each costs as much as a row.
				"-c", "update_process_title=off", "-c", "jit=off"}
			if !c.Durable {
				args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
			}
			cmd := exec.Command(filepath.Join(pgBin, "postgres"), args...)
			cmd.Dir = "/"
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
			return cmd
		},
		ready: func(ctx context.Context) error {
			return exec.CommandContext(ctx, filepath.Join(pgBin, "pg_isready"), "-q", "-h", filepath.Join(s.run, "pg"), "-U", owner, "-d", "postgres").Run()
		},
	}
	redisSock := filepath.Join(s.run, "redis.sock")
	s.Redis = &Service{Name: "Redis", stop: syscall.SIGTERM, log: c.Log,
		command: func() *exec.Cmd {
			args := []string{"--port", "0", "--unixsocket", redisSock, "--unixsocketperm", "700",
				"--dir", filepath.Join(dir, "redis"), "--save", "", "--appendonly", "no", "--daemonize", "no"}
			if c.Durable {
				args = append(args, "--appendonly", "yes", "--appendfsync", "always")
			}
			return exec.Command(redis, args...)
		},
		ready: dialable(redisSock),
	}
	objectsSock := filepath.Join(s.run, "s3.sock")
	s.Objects = &Service{Name: "S3 gateway", stop: syscall.SIGTERM, log: c.Log,
		command: func() *exec.Cmd {
			_ = os.Remove(objectsSock) // left behind by a killed gateway
			args := []string{"--port", objectsSock, "--quiet", "--keep-alive", "posix",
				"--versioning-dir", filepath.Join(dir, "versions"),
				// This is the only gateway on the folder, and objects are held to SHA-256.
				"--disable-object-lock-file", "--data-integrity-etag", "--dir-perms", "448", "--file-perms", "384"}
			if !hasAttributes(filepath.Join(dir, "objects")) {
				args = append(args, "--sidecar", filepath.Join(dir, "sidecar"))
			}
			cmd := exec.Command(gateway, append(args, filepath.Join(dir, "objects"))...)
			cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID="+s.accessKey, "ROOT_SECRET_ACCESS_KEY="+s.secretKey)
			return cmd
		},
		ready: dialable(objectsSock),
	}
	return s, nil
}

// Start starts all engines, and creates the database on the first run.
func (s *Set) Start(ctx context.Context) error {
	for _, e := range s.all() {
		if err := e.Start(ctx); err != nil {
			return errors.Join(err, s.Stop())
		}
	}
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	psql := func(db, sql string) (string, error) {
		out, err := exec.CommandContext(ctx, filepath.Join(bin, "psql"), "-X", "-q", "-A", "-t", "-h", filepath.Join(s.run, "pg"), "-U", owner, "-d", db, "-c", sql).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("preparing the database: %w: %s", err, out)
		}
		return strings.TrimSpace(string(out)), nil
	}
	there, err := psql("postgres", "SELECT 1 FROM pg_database WHERE datname = '"+database+"'")
	if err == nil && there == "" {
		_, err = psql("postgres", "CREATE DATABASE "+database)
	}
	if err != nil {
		return errors.Join(err, s.Stop())
	}
	return nil
}

// Keep restarts engines that end by themselves, until ctx is done.
func (s *Set) Keep(ctx context.Context) {
	for _, e := range s.all() {
		go e.Keep(ctx)
	}
}

// Stop stops all engines, the database last.
func (s *Set) Stop() error {
	var errs []error
	all := s.all()
	for i := len(all) - 1; i >= 0; i-- {
		errs = append(errs, all[i].Stop())
	}
	return errors.Join(errs...)
}

func (s *Set) all() []*Service { return []*Service{s.Postgres, s.Redis, s.Objects} }

// DatabaseURL is how the application reaches a database; OwnerURL how migrations do.
func (s *Set) DatabaseURL() string { return s.databaseURL(app, database) }
func (s *Set) OwnerURL() string    { return s.databaseURL(owner, database) }

// NamedURL is the URL of another database of the same server, for a test of its own.
func (s *Set) NamedURL(name string, asOwner bool) string {
	if asOwner {
		return s.databaseURL(owner, name)
	}
	return s.databaseURL(app, name)
}

func (s *Set) databaseURL(role, name string) string {
	q := url.Values{"host": {filepath.Join(s.run, "pg")}, "user": {role}}
	return "postgres:///" + name + "?" + q.Encode()
}

// RedisURL is in the form that go-redis parses.
func (s *Set) RedisURL() string { return "unix://" + filepath.Join(s.run, "redis.sock") }

// ObjectsURL and ObjectsKeys are how the object store is reached.
func (s *Set) ObjectsURL() string                   { return "unix://" + filepath.Join(s.run, "s3.sock") }
func (s *Set) ObjectsKeys() (access, secret string) { return s.accessKey, s.secretKey }

// ObjectsDir is where the gateway keeps the bytes (tests damage them there).
func (s *Set) ObjectsDir() string { return s.dir }

func dialable(sock string) func(context.Context) error {
	return func(ctx context.Context) error {
		conn, err := (&net.Dialer{}).DialContext(ctx, "unix", sock)
		if err != nil {
			return err
		}
		return conn.Close()
	}
}

// runDir is where the sockets live: beside the data, or in a short folder of its
// own where the path would be longer than a socket's name may be (108 bytes).
func runDir(dir string) (string, error) {
	run := filepath.Join(dir, "run")
	if len(run) > 80 {
		sum := sha256.Sum256([]byte(dir))
		run = filepath.Join(os.TempDir(), "bordereau-run-"+hex.EncodeToString(sum[:6]))
	}
	if err := os.MkdirAll(run, 0o711); err != nil {
		return "", err
	}
	// The short folder's name can be guessed: it has to be ours.
	st, err := os.Lstat(run)
	if err != nil {
		return "", err
	}
	if sys, ok := st.Sys().(*syscall.Stat_t); !ok || !st.IsDir() || int(sys.Uid) != os.Geteuid() {
		return "", fmt.Errorf("%s belongs to somebody else; remove it, or choose a shorter data folder", run)
	}
	return run, nil
}

// secret reads a random secret from a file, made at the first call.
func secret(path string) (string, error) {
	if b, err := os.ReadFile(path); err == nil {
		return strings.TrimSpace(string(b)), nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	raw := make([]byte, 20)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	s := hex.EncodeToString(raw)
	return s, os.WriteFile(path, []byte(s+"\n"), 0o600)
}

// postgresBin finds the newest PostgreSQL on this machine.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	sort.Slice(found, func(i, j int) bool { return major(found[i]) > major(found[j]) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	if p, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql)")
}

func major(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}

func gatewayPath(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	if self, err := os.Executable(); err == nil {
		if p := filepath.Join(filepath.Dir(self), "versitygw"); executable(p) {
			return p, nil
		}
	}
	if p, err := exec.LookPath("versitygw"); err == nil {
		return p, nil
	}
	// In a checkout the gateway stands in bin/, wherever below the root a test runs.
	for d, err := os.Getwd(); err == nil && d != "/"; d = filepath.Dir(d) {
		if p := filepath.Join(d, "bin", "versitygw"); executable(p) {
			return p, nil
		}
	}
	return "", errors.New("the S3 gateway versitygw was not found beside the binary, on PATH or in bin/ (make bin/versitygw builds it)")
}

func executable(p string) bool {
	st, err := os.Stat(p)
	return err == nil && st.Mode().IsRegular() && st.Mode()&0o111 != 0
}

// serverUser is the user PostgreSQL runs as: it refuses to be root.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("user %s has no numeric id", name)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and neither of the users postgres and nobody exists")
}

func initdb(bin, data, sock string, cred *syscall.Credential) error {
	for d, root := range map[string]string{data: filepath.Dir(data), sock: sockRoot(data, sock)} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
		if cred != nil {
			if err := os.Chown(d, int(cred.Uid), int(cred.Gid)); err != nil {
				return err
			}
			if err := traversable(d, root); err != nil {
				return err
			}
		}
	}
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err == nil {
		return nil
	}
	cmd := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", owner, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--data-checksums")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// sockRoot is the folder of ours that holds the sockets: the data folder, or a
// short one of its own.
func sockRoot(data, sock string) string {
	if dir := filepath.Dir(data); strings.HasPrefix(sock, dir+"/") {
		return dir
	}
	return filepath.Dir(sock)
}

// traversable opens the folders of root on the way to d to the server's user,
// and says so where a folder above them is closed.
func traversable(d, root string) error {
	for p := filepath.Dir(d); p != "/"; p = filepath.Dir(p) {
		st, err := os.Stat(p)
		if err != nil {
			return err
		}
		if st.Mode()&0o001 != 0 {
			continue
		}
		if p != root && !strings.HasPrefix(p, root+"/") {
			return fmt.Errorf("PostgreSQL runs as another user than root and cannot reach %s, because %s is closed to others; choose another data folder, such as /var/lib/bordereau", d, p)
		}
		if err := os.Chmod(p, st.Mode().Perm()|0o001); err != nil {
			return err
		}
	}
	return nil
}

// hasAttributes says whether the file system keeps extended attributes, in which
// the gateway stores metadata.
func hasAttributes(dir string) bool {
	const name = "user.bordereau.probe"
	if err := syscall.Setxattr(dir, name, []byte("1"), 0); err != nil {
		return false
	}
	return syscall.Removexattr(dir, name) == nil
}
