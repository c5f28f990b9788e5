package child

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// spec is what the parent tells a new process, in its environment.
type spec struct {
	Stage    int         `json:"stage"` // 1: confine and execute anew; 2: serve
	Limits   Limits      `json:"limits"`
	Read     []string    `json:"read"`
	Write    []string    `json:"write"`
	Programs []string    `json:"programs"`
	OwnUser  bool        `json:"own_user"`
	Held     Confinement `json:"held"`
}

// confine lays every layer it can over the calling thread, which must be the
// one that executes the second stage: what is executed inherits them all.
func confine(s spec) Confinement {
	runtime.LockOSThread()
	held := Confinement{OwnUser: s.OwnUser}
	miss := func(what string, err error) bool {
		if err != nil {
			held.Refused = append(held.Refused, fmt.Sprintf("%s: %v", what, err))
		}
		return err == nil
	}
	held.Rlimits = miss("limits", limit(s))
	held.NoNewPrivs = miss("no_new_privs", unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
	held.NoCaps = miss("capabilities", dropCapabilities())
	abi, lost, err := landlock(s)
	held.Landlock = abi
	held.Missing = append(held.Missing, lost...)
	miss("landlock", err)
	held.Seccomp = miss("seccomp", filterSyscalls())
	return held
}

func limit(s spec) error {
	l := s.Limits
	set := map[int]uint64{
		unix.RLIMIT_DATA: l.Memory,
		// Go reserves 1.5 GiB of addresses that it never touches; RLIMIT_DATA counts
		// what can be written, RLIMIT_AS bounds the rest (shared and mapped memory).
		unix.RLIMIT_AS:     l.Memory + 2<<30,
		unix.RLIMIT_NOFILE: l.Files,
		unix.RLIMIT_FSIZE:  l.FSize,
		unix.RLIMIT_CORE:   0,
	}
	if s.OwnUser { // counted by user: means nothing for a shared one
		set[unix.RLIMIT_NPROC] = l.Procs
	}
	for what, n := range set {
		if err := syscall.Setrlimit(what, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			return fmt.Errorf("limit %d to %d: %w", what, n, err)
		}
	}
	return nil
}

// dropCapabilities empties the thread's sets; no_new_privs keeps an execution as
// root from filling them again.
func dropCapabilities() error {
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	return unix.Capset(&hdr, &none[0])
}

// allowCPU extends the process's processor time to what it has used plus d.
func allowCPU(seconds int64) {
	var used syscall.Rusage
	var lim syscall.Rlimit
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil || syscall.Getrlimit(unix.RLIMIT_CPU, &lim) != nil {
		return
	}
	lim.Cur = min(uint64(used.Utime.Sec+used.Stime.Sec+seconds+1), lim.Max)
	_ = syscall.Setrlimit(unix.RLIMIT_CPU, &lim) // the parent's clock bounds the call in any case
}

const (
	fsRead  = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	fsWrite = fsRead | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_MAKE_REG |
		unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE |
		unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_REFER
	fsExec = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE
	// What may be allowed on a path that is not a folder.
	fsFile = unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE |
		unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE | unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
)

// systemPaths is what the C libraries, Go and poppler read.
var systemPaths = []string{
	"/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/usr/share", "/usr/local/share",
	"/etc/ld.so.cache", "/etc/fonts", "/var/cache/fontconfig", "/etc/localtime", "/dev/urandom", "/dev/zero",
	"/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu",
}

// loaders are the ELF interpreters, which the kernel opens for execution.
var loaders = []string{"/lib/ld-*.so*", "/lib64/ld-*.so*", "/lib/*/ld-*.so*", "/usr/lib/ld-*.so*", "/usr/lib64/ld-*.so*", "/usr/lib/*/ld-*.so*"}

// landlock restricts the calling thread to the files it needs: what it writes it
// cannot execute. It returns the ABI in force and the paths it could not open.
func landlock(s spec) (int, []string, error) {
	abi, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if e != 0 {
		return 0, nil, e
	}
	attr := unix.LandlockRulesetAttr{Handled_access_fs: 1<<13 - 1} // ABI 1
	if abi >= 2 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if abi >= 3 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if abi >= 4 {
		attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if abi >= 5 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if abi >= 6 {
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
	}
	fd, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if e != 0 {
		return 0, nil, e
	}
	defer unix.Close(int(fd))

	var lost []string
	allow := func(path string, rights uint64, must bool) {
		err := allowPath(int(fd), path, rights&attr.Handled_access_fs)
		if err != nil && must {
			lost = append(lost, fmt.Sprintf("%s: %v", path, err))
		}
	}
	for _, p := range systemPaths {
		allow(p, fsRead, false)
	}
	allow("/dev/null", fsWrite, false)
	allow("/proc/self/exe", fsExec, true)
	for _, pattern := range loaders {
		found, _ := filepath.Glob(pattern)
		for _, p := range found {
			allow(p, fsExec, false)
		}
	}
	for _, p := range s.Programs {
		allow(p, fsExec, true)
	}
	for _, p := range s.Read {
		allow(p, fsRead, true)
	}
	for _, p := range s.Write {
		allow(p, fsWrite, true)
	}
	if _, _, e := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0); e != 0 {
		return 0, lost, e
	}
	return int(abi), lost, nil
}

func allowPath(ruleset int, path string, rights uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= fsFile
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
	_, _, e := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH,
		uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if e != 0 {
		return e
	}
	return nil
}

// reachable names the paths of a spec that the process, as the user it now is,
// cannot read or write. Landlock's rules alone do not say so.
func reachable(s spec) (lost []string) {
	check := func(path string, mode uint32) {
		if err := unix.Access(path, mode); err != nil && !os.IsNotExist(err) {
			lost = append(lost, fmt.Sprintf("%s: %v", path, err))
		}
	}
	for _, p := range s.Read {
		check(p, unix.R_OK)
	}
	for _, p := range s.Programs {
		check(p, unix.X_OK)
	}
	for _, p := range s.Write {
		check(p, unix.W_OK|unix.X_OK)
	}
	return lost
}
