package child

import "golang.org/x/sys/unix"

var deniedArch = []uint32{unix.SYS_KEXEC_FILE_LOAD}
