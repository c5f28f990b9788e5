//go:build fault

package fault

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestPlans(t *testing.T) {
	got := parse("CP3:2=kill, CP5=err,,CP8:0=sleep")
	want := map[string]plan{"CP3": {2, "kill"}, "CP5": {0, "err"}, "CP8": {0, "sleep"}}
	if len(got) != len(want) {
		t.Fatal(got)
	}
	for name, p := range want {
		if got[name] != p {
			t.Errorf("%s: %v, not %v", name, got[name], p)
		}
	}
}

// The process that hits a point for the second time is killed, and says so first.
func TestKill(t *testing.T) {
	if os.Getenv("FAULTS") != "" {
		if Point("other") != nil || Point("CPX") != nil {
			t.Fatal("too early")
		}
		_ = Point("CPX")
		t.Fatal("it lives")
	}
	cmd := exec.Command("/proc/self/exe", "-test.run=TestKill")
	cmd.Env = append(os.Environ(), "FAULTS=CPX:2=kill")
	out, _ := cmd.CombinedOutput()
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || status.Signal() != syscall.SIGKILL || !strings.Contains(string(out), "fault: CPX hit 2: kill") {
		t.Errorf("%v %s", cmd.ProcessState, out)
	}
}
