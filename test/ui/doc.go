// Package ui holds the pages against what they promise people, in a browser: the Go
// side starts a desk on real services whose reader follows a script, and plays scenes
// (a morning's post) on demand; the Node side drives Chromium. See README.md.
package ui
