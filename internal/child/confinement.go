package child

import (
	"fmt"
	"slices"
	"strings"
)

// Confinement says which layers hold around a child, as the child reported them
// before it read anything. The application logs it when it starts.
type Confinement struct {
	Rlimits    bool     `json:"rlimits"`           // memory, files, file size, no core dumps
	NoNewPrivs bool     `json:"no_new_privs"`      // no set-user-ID program gives anything back
	NoCaps     bool     `json:"no_caps"`           // holds no capability, even as root
	OwnUser    bool     `json:"own_user"`          // a user id that nothing else has, and a limit of processes
	Seccomp    bool     `json:"seccomp"`           // no sockets, tracing, mounts, namespaces, nor leaving its process group
	Landlock   int      `json:"landlock"`          // ABI in force: 0 none; from 4 no TCP, from 6 no signals to others
	Refused    []string `json:"refused,omitempty"` // why a layer does not hold
	Missing    []string `json:"missing,omitempty"` // paths that were allowed but cannot be reached
}

// Complete says whether every layer that needs no privilege holds.
func (c Confinement) Complete() bool {
	return c.Rlimits && c.NoNewPrivs && c.NoCaps && c.Seccomp && c.Landlock > 0 && len(c.Missing) == 0
}

func (c Confinement) String() string {
	var held, lost []string
	for _, l := range []struct {
		name string
		on   bool
	}{
		{"limits", c.Rlimits}, {"no_new_privs", c.NoNewPrivs}, {"no capabilities", c.NoCaps},
		{"seccomp", c.Seccomp}, {fmt.Sprintf("landlock ABI %d", c.Landlock), c.Landlock > 0}, {"own user", c.OwnUser},
	} {
		if l.on {
			held = append(held, l.name)
		} else {
			lost = append(lost, l.name)
		}
	}
	s := "held: " + strings.Join(held, ", ")
	if len(lost) > 0 {
		s += "; not held: " + strings.Join(lost, ", ")
	}
	if why := slices.Concat(c.Refused, c.Missing); len(why) > 0 {
		s += "; " + strings.Join(why, ", ")
	}
	return s
}
