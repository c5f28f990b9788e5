package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"bordereau/internal/testkit"
	"bordereau/store"
)

// A database that has a migration and lacks some of before it, since they were written on
// branches and landed in another order, gets those that it lacks, and is then the same as
// one that had them in their order.
func TestMigrationsThatLandedLateAreApplied(t *testing.T) {
	t.Parallel()
	_, whole := testkit.Databases(t)
	late := empty(t)
	all, err := store.Migrations(t.Context(), whole)
	if err != nil {
		t.Fatal(err)
	}
	lacking := []int64{8, 9, 10, 11}
	var had []int64
	for _, v := range all {
		if v <= 12 && !slices.Contains(lacking, v) {
			had = append(had, v)
		}
	}
	if err := store.MigrateOnly(t.Context(), late, had...); err != nil {
		t.Fatal(err)
	}
	if has, knows, err := store.SchemaVersion(t.Context(), late); err != nil || has != 7 || knows != all[len(all)-1] {
		t.Errorf("it says that it has %d of %d: %v", has, knows, err)
	}
	if err := store.Migrate(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if has, knows, err := store.SchemaVersion(t.Context(), late); err != nil || has != knows {
		t.Error(has, knows, err)
	}
	if a, b := schema(t, whole), schema(t, late); !slices.Equal(a, b) {
		for _, line := range a {
			if !slices.Contains(b, line) {
				t.Error("it lacks", line)
			}
		}
		for _, line := range b {
			if !slices.Contains(a, line) {
				t.Error("it has", line)
			}
		}
	}
}

// empty is a database without any table.
func empty(t *testing.T) string {
	t.Helper()
	servers := testkit.Servers(t)
	name := fmt.Sprintf("late%d", os.Getpid())
	testkit.SQL(t, servers.NamedURL("postgres", true), "CREATE DATABASE "+name)
	return servers.NamedURL(name, true)
}

// schema is what pg_dump says of a database, its columns in the order of their names.
func schema(t *testing.T, at string) []string {
	t.Helper()
	// The key of its restricted mode is drawn anew each time where it has one.
	out, err := exec.CommandContext(t.Context(), "pg_dump", "--schema-only", at).CombinedOutput()
	if err != nil {
		t.Fatalf("pg_dump: %v: %s", err, out)
	}
	lines := strings.Split(strings.ReplaceAll(string(out), ",\n", "\n"), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, "restrict ") })
	slices.Sort(lines)
	return slices.Compact(lines)
}
