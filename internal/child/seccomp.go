package child

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// denied are the system calls that no reader of documents needs, refused with
// EPERM. Leaving the process group is among them, so that killing the group
// reaches whatever a child started.
var denied = []uint32{
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT,
	unix.SYS_ACCEPT4, unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG, unix.SYS_RECVFROM, unix.SYS_RECVMSG,
	unix.SYS_RECVMMSG, unix.SYS_SETSID, unix.SYS_SETPGID, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV,
	unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PROCESS_MADVISE, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP, unix.SYS_MOUNT,
	unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE, unix.SYS_FSOPEN,
	unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR, unix.SYS_BPF,
	unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_REBOOT,
	unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_SETNS, unix.SYS_UNSHARE, unix.SYS_IO_URING_SETUP,
	unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER, unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_NAME_TO_HANDLE_AT,
	unix.SYS_ACCT, unix.SYS_QUOTACTL, unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_ADJTIMEX,
	unix.SYS_CLOCK_ADJTIME, unix.SYS_SETHOSTNAME, unix.SYS_SETDOMAINNAME, unix.SYS_PERSONALITY, unix.SYS_VHANGUP,
	unix.SYS_SYSLOG, unix.SYS_MEMFD_CREATE, unix.SYS_EXECVEAT, unix.SYS_FANOTIFY_INIT, unix.SYS_SETUID,
	unix.SYS_SETGID, unix.SYS_SETREUID, unix.SYS_SETREGID, unix.SYS_SETRESUID, unix.SYS_SETRESGID, unix.SYS_SETGROUPS,
	unix.SYS_SHMGET, unix.SYS_SHMAT, unix.SYS_MSGGET, unix.SYS_SEMGET, unix.SYS_MQ_OPEN,
}

// Offsets in struct seccomp_data (linux/seccomp.h); the low half of an argument,
// on the little-endian machines this runs on.
const (
	offNumber = 0
	offArch   = 4
	offArg0   = 16
	offArg1   = 24
)

// newNamespaces are clone's flags for new namespaces, and CLONE_PARENT, which
// would make a process our sibling.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
	unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_PARENT

// filter is the program the kernel runs before each system call.
func filter(arch string) ([]bpf.RawInstruction, error) {
	audit := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[arch]
	if audit == 0 {
		return nil, fmt.Errorf("no filter for %s", arch)
	}
	refuse := func(e unix.Errno) bpf.Instruction {
		return bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(e)}
	}
	jump := func(cond bpf.JumpTest, val uint32, skip uint8) bpf.Instruction {
		return bpf.JumpIf{Cond: cond, Val: val, SkipFalse: skip}
	}
	prog := []bpf.Instruction{
		// Another architecture's numbers (32-bit calls) mean other things: no way around the list.
		bpf.LoadAbsolute{Off: offArch, Size: 4},
		jump(bpf.JumpNotEqual, audit, 1),
		bpf.RetConstant{Val: unix.SECCOMP_RET_KILL_PROCESS},
		bpf.LoadAbsolute{Off: offNumber, Size: 4},
	}
	if arch == "amd64" { // x32 numbers
		prog = append(prog, jump(bpf.JumpGreaterOrEqual, 0x40000000, 1), refuse(unix.ENOSYS))
	}
	for _, nr := range append(denied[:len(denied):len(denied)], deniedArch...) {
		prog = append(prog, jump(bpf.JumpEqual, nr, 1), refuse(unix.EPERM))
	}
	prog = append(prog,
		// clone3 hides its flags from us: the C library falls back to clone.
		jump(bpf.JumpEqual, unix.SYS_CLONE3, 1), refuse(unix.ENOSYS),
		jump(bpf.JumpEqual, unix.SYS_CLONE, 4),
		bpf.LoadAbsolute{Off: offArg0, Size: 4},
		jump(bpf.JumpBitsSet, newNamespaces, 1), refuse(unix.EPERM),
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW},
		// The limits of other processes, the parent's among them.
		jump(bpf.JumpEqual, unix.SYS_PRLIMIT64, 4),
		bpf.LoadAbsolute{Off: offArg0, Size: 4},
		jump(bpf.JumpNotEqual, 0, 1), refuse(unix.EPERM),
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW},
		// Giving up SIGKILL as the signal that comes when the parent ends.
		jump(bpf.JumpEqual, unix.SYS_PRCTL, 5),
		bpf.LoadAbsolute{Off: offArg0, Size: 4},
		jump(bpf.JumpEqual, unix.PR_SET_PDEATHSIG, 3),
		bpf.LoadAbsolute{Off: offArg1, Size: 4},
		jump(bpf.JumpNotEqual, uint32(unix.SIGKILL), 1), refuse(unix.EPERM),
		bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW},
	)
	return bpf.Assemble(prog)
}

// filterSyscalls puts the calling thread, and what it executes, under the filter.
func filterSyscalls() error {
	raw, err := filter(runtime.GOARCH)
	if err != nil {
		return err
	}
	prog := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		prog[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	fprog := unix.SockFprog{Len: uint16(len(prog)), Filter: &prog[0]}
	_, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&fprog)))
	runtime.KeepAlive(prog)
	if e != 0 {
		return e
	}
	return nil
}
