// Package child is the boundary behind which hostile bytes are parsed, decoded
// and recognised. The parent keeps a Pool of processes; each answers one call at
// a time over its pipes with bounded frames and is killed, with everything it
// started, when it exceeds a limit. What a file does to its child costs that
// file alone.
//
// A child confines itself before it reads a single byte: it sets its limits,
// gives up privileges, lays Landlock and seccomp over its thread, and executes
// itself anew so that every later thread is born inside. Which layers hold
// depends on the kernel and the container; Confinement says so, and none of it
// needs root.
//
// A child is reused and therefore not a boundary between two documents of the
// same process: code that takes it over sees what follows until the process is
// recycled. Answers carry an unpredictable id, so that none can be prepared for
// a later document.
//
// Linux only.
package child
