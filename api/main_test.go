package api_test

import (
	"testing"

	"bordereau/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }
