package child

import (
	"cmp"
	"time"
)

// Limits bound what one call may cost. Zero values mean the defaults.
type Limits struct {
	Memory  uint64        // bytes a process may have writable (RLIMIT_DATA and RLIMIT_AS); 2 GiB
	Wall    time.Duration // per call, counted by the parent; 60 s
	CPU     time.Duration // per call and process; 60 s
	Start   time.Duration // until a new process has confined itself and answers; 20 s
	Grace   time.Duration // between TERM and KILL when an idle process is stopped; 5 s
	Output  int           // bytes of JSON in an answer; 8 MiB
	BlobIn  int           // raw bytes in a request; 200 MiB
	BlobOut int           // raw bytes in an answer; 256 MiB
	Files   uint64        // open files; 64
	FSize   uint64        // size of a file written; 256 MiB
	Procs   uint64        // processes and threads, where the child has a user of its own; 64
}

// DefaultLimits are the promised ones.
var DefaultLimits = Limits{
	Memory: 2 << 30, Wall: time.Minute, CPU: time.Minute, Start: 20 * time.Second, Grace: 5 * time.Second,
	Output: 8 << 20, BlobIn: 200 << 20, BlobOut: 256 << 20, Files: 64, FSize: 256 << 20, Procs: 64,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	return Limits{
		Memory: cmp.Or(l.Memory, d.Memory), Wall: cmp.Or(l.Wall, d.Wall), CPU: cmp.Or(l.CPU, d.CPU),
		Start: cmp.Or(l.Start, d.Start), Grace: cmp.Or(l.Grace, d.Grace), Output: cmp.Or(l.Output, d.Output),
		BlobIn: cmp.Or(l.BlobIn, d.BlobIn), BlobOut: cmp.Or(l.BlobOut, d.BlobOut), Files: cmp.Or(l.Files, d.Files),
		FSize: cmp.Or(l.FSize, d.FSize), Procs: cmp.Or(l.Procs, d.Procs),
	}
}
