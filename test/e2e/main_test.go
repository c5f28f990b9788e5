package e2e

import (
	"testing"

	"bordereau/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
