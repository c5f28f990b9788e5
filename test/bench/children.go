package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// watchChildren follows this process's children until the returned function is
// called, which tells the largest memory any of them had resident (VmHWM) and
// the processor time that they all used meanwhile. Children that ended between
// two looks are counted up to the look before.
func watchChildren() func() (peak int64, cpu time.Duration) {
	stop, done := make(chan struct{}), make(chan struct{})
	first, last := times(), map[int]time.Duration{}
	var peak int64
	look := func() {
		for pid, t := range times() {
			last[pid] = t
			peak = max(peak, highWater(pid))
		}
	}
	go func() {
		defer close(done)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				look()
				return
			case <-tick.C:
				look()
			}
		}
	}()
	return func() (int64, time.Duration) {
		close(stop)
		<-done
		var cpu time.Duration
		for pid, t := range last {
			cpu += t - first[pid]
		}
		return peak, cpu
	}
}

// times is the processor time of each child so far.
func times() map[int]time.Duration {
	out := map[int]time.Duration{}
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return out
	}
	for _, path := range tasks {
		list, err := os.ReadFile(path)
		if err != nil {
			continue // the thread ended
		}
		for _, f := range strings.Fields(string(list)) {
			pid, err := strconv.Atoi(f)
			if err != nil {
				continue
			}
			stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
			if err != nil {
				continue
			}
			// After the name in parentheses; user and system time are fields 14 and
			// 15 of all, in hundredths of a second (proc(5)).
			fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
			if len(fields) < 13 {
				continue
			}
			user, err1 := strconv.ParseInt(fields[11], 10, 64)
			system, err2 := strconv.ParseInt(fields[12], 10, 64)
			if err1 == nil && err2 == nil {
				out[pid] = time.Duration(user+system) * 10 * time.Millisecond
			}
		}
	}
	return out
}

func highWater(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, ok := strings.Cut(string(status), "VmHWM:")
	if !ok {
		return 0
	}
	var kib int64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0
	}
	return kib << 10
}
