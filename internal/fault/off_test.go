//go:build !fault

package fault

import "testing"

func TestPointsAreNothingInAnOrdinaryBuild(t *testing.T) {
	t.Setenv("FAULTS", "CP1=kill")
	if err := Point("CP1"); err != nil {
		t.Error(err)
	}
}
