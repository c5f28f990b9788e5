package desk_test

import (
	"testing"

	"bordereau/internal/child"
	"bordereau/internal/testkit"
	"bordereau/ocr/engine"
)

// The test binary is its own reading child.
func TestMain(m *testing.M) {
	if child.Started() {
		child.Main(engine.Handlers(engine.Config{}))
	}
	testkit.Main(m)
}
