package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"bordereau/test/ledger"
)

// tally is what happened in the soak.
type tally struct {
	mu       sync.Mutex
	faults   map[string]int
	longest  time.Duration
	after    string
	recovery []time.Duration
	elapsed  time.Duration
	folders  int // empty ones of killed processes
}

func (t *tally) count(f fault, recovery time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.faults == nil {
		t.faults = map[string]int{}
	}
	t.faults[f.kind]++
	t.recovery = append(t.recovery, recovery)
	if recovery > t.longest {
		t.longest, t.after = recovery, f.String()
	}
}

var hit = regexp.MustCompile(`(?m)^fault: (CP\d+) hit \d+: kill`)

// table prints the figures. A crash point that was planned and never hit proves
// nothing, and is a breach.
func (s *soak) table(ctx context.Context, l *load, plan []fault, v *ledger.Verdict) error {
	attempts, answers, err := ledger.ReadJournal(l.journalPath)
	if err != nil {
		return err
	}
	status := map[string]int{}
	for _, a := range answers {
		name := fmt.Sprint(a.Status)
		if a.Status == 0 {
			name = "none"
		}
		status[name]++
	}
	again, err := s.site.Number(ctx, "SELECT coalesce(sum(attempts - 1), 0) AS n FROM jobs WHERE attempts > 1")
	if err != nil {
		return err
	}
	opinions, err := s.site.Number(ctx, "SELECT count(*) AS n FROM decisions")
	if err != nil {
		return err
	}
	second, err := s.site.Number(ctx, "SELECT count(*) AS n FROM tasks WHERE kind = 'second' AND state = 'done'")
	if err != nil {
		return err
	}
	points := map[string]int{}
	for _, m := range hit.FindAllStringSubmatch(s.site.Logs(), -1) {
		points[m[1]]++
	}
	for _, f := range append(plan, fault{plan: migrated}) {
		if point := pointOf(f.plan); point != "" && points[point] == 0 {
			v.Breaches = append(v.Breaches, point+" was never hit")
		}
	}
	entries, twice := l.consumer.Seen()
	away, lost := s.site.Objects.Counts()
	slices.Sort(s.tally.recovery)
	median := time.Duration(0)
	if n := len(s.tally.recovery); n > 0 {
		median = s.tally.recovery[n/2]
	}

	w := tabwriter.NewWriter(os.Stdout, 2, 8, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(w, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	fmt.Fprintln(w)
	row("seed", "%d", s.seed)
	row("papers sent", "%d in %s; %d parcels once more under their key", s.documents, s.tally.elapsed.Round(time.Second), l.retried)
	row("attempts", "%d; answers: %s", len(attempts), counts(status))
	row("documents", "%d: %s", v.Documents, counts(v.States))
	row("decisions", "%d, %d of them second opinions", opinions, second)
	row("entries", "%d delivered once, %d deliveries again", entries, twice)
	row("faults", "%s", counts(s.tally.faults))
	row("crash points hit", "%s", counts(points))
	row("object store", "%d requests turned away, %d answers lost", away, lost)
	row("redeliveries", "%d", again)
	row("recovery", "longest %.1fs (after %s; other outages may lie in it), median %.1fs", s.tally.longest.Seconds(), s.tally.after, median.Seconds())
	row("left behind", "no process, no temporary file, %d empty folders of killed processes", s.tally.folders)
	row("checker", "%s", v)
	for _, b := range v.Breaches {
		row("BREACH", "%s", b)
	}
	return w.Flush()
}

func counts(m map[string]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%d × %s", m[k], k))
	}
	return strings.Join(parts, ", ")
}
