//go:build !fault

package fault

// Point does nothing in this build.
func Point(string) error { return nil }
