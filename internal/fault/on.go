//go:build fault

package fault

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type plan struct {
	at   int // the hit at which it happens, from 1; 0 at every hit
	what string
}

var points = sync.OnceValue(func() map[string]plan { return parse(os.Getenv("FAULTS")) })

var (
	mu   sync.Mutex
	hits = map[string]int{}
)

// Point is a place where the process may be killed or fail. FAULTS lists what
// happens: "CP3:2=kill,CP5:1=err,CP8:0=sleep" kills at the second hit of CP3,
// fails at the first of CP5 and waits a second at every CP8. Each hit of a
// planned point is reported on stderr.
func Point(name string) error {
	p, planned := points()[name]
	if !planned {
		return nil
	}
	mu.Lock()
	hits[name]++
	n := hits[name]
	mu.Unlock()
	if p.at != 0 && p.at != n {
		return nil
	}
	fmt.Fprintf(os.Stderr, "fault: %s hit %d: %s\n", name, n, p.what)
	switch p.what {
	case "kill":
		syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
		select {}
	case "sleep":
		time.Sleep(time.Second)
	case "err":
		return fmt.Errorf("fault %s", name)
	}
	return nil
}

func parse(s string) map[string]plan {
	all := map[string]plan{}
	for _, one := range strings.Split(s, ",") {
		place, what, ok := strings.Cut(strings.TrimSpace(one), "=")
		if !ok {
			continue
		}
		name, at, _ := strings.Cut(place, ":")
		n, err := strconv.Atoi(at)
		if at != "" && err != nil {
			panic("FAULTS: " + one)
		}
		all[name] = plan{n, what}
	}
	return all
}
