package border

import (
	"fmt"
	"time"
)

// Config holds the limits of the door. Zero values take the defaults named here.
type Config struct {
	HeaderTimeout time.Duration // to send the head of a request
	IdleTimeout   time.Duration // a connection kept open between requests
	Deadline      time.Duration // of the work for one request
	UploadTimeout time.Duration // of a whole delivery
	UploadGrace   time.Duration // silence allowed at the start of a delivery
	UploadRate    int64         // bytes a second below which a sender is cut off
	HeaderBytes   int           // of one request's head
	MaxFile       int64         // bytes of one file
	MaxFiles      int           // files of one delivery
	MaxParts      int           // parts of one form, files included
	MaxField      int64         // bytes of one field of a form
	MaxJSON       int64         // bytes of a JSON body
	// Secure marks cookies for TLS only. It is off where the desk listens in clear
	// on one machine.
	Secure bool
	// Origin is the address people use (https://desk.example). Empty: the Host of
	// the request is what Origin must name.
	Origin string
	// TrustedProxies may say in X-Forwarded-For whom they speak for.
	TrustedProxies []string
}

// Defaults of the door (every one configurable).
const (
	DefaultHeaderTimeout = 15 * time.Second
	DefaultIdleTimeout   = 75 * time.Second
	DefaultDeadline      = 30 * time.Second
	DefaultUploadTimeout = 30 * time.Minute
	DefaultUploadGrace   = 30 * time.Second
	DefaultUploadRate    = 8 << 10
	DefaultHeaderBytes   = 16 << 10
	DefaultMaxFile       = 25 << 20
	DefaultMaxFiles      = 20
	DefaultMaxParts      = 64
	DefaultMaxField      = 64 << 10
	DefaultMaxJSON       = 64 << 10
)

// Complete fills the defaults in and refuses what makes no sense.
func (c Config) Complete() (Config, error) {
	durations := []struct {
		name string
		at   *time.Duration
		def  time.Duration
	}{
		{"header timeout", &c.HeaderTimeout, DefaultHeaderTimeout},
		{"idle timeout", &c.IdleTimeout, DefaultIdleTimeout},
		{"deadline", &c.Deadline, DefaultDeadline},
		{"upload timeout", &c.UploadTimeout, DefaultUploadTimeout},
		{"upload grace", &c.UploadGrace, DefaultUploadGrace},
	}
	for _, d := range durations {
		if *d.at == 0 {
			*d.at = d.def
		}
		if *d.at < 0 {
			return c, fmt.Errorf("border: %s is negative", d.name)
		}
	}
	for _, n := range []struct {
		name string
		at   *int64
		def  int64
	}{
		{"upload rate", &c.UploadRate, DefaultUploadRate},
		{"file size", &c.MaxFile, DefaultMaxFile},
		{"field size", &c.MaxField, DefaultMaxField},
		{"JSON size", &c.MaxJSON, DefaultMaxJSON},
	} {
		if *n.at == 0 {
			*n.at = n.def
		}
		if *n.at < 0 {
			return c, fmt.Errorf("border: %s is negative", n.name)
		}
	}
	for _, n := range []struct {
		name string
		at   *int
		def  int
	}{
		{"header bytes", &c.HeaderBytes, DefaultHeaderBytes},
		{"number of files", &c.MaxFiles, DefaultMaxFiles},
		{"number of parts", &c.MaxParts, DefaultMaxParts},
	} {
		if *n.at == 0 {
			*n.at = n.def
		}
		if *n.at < 0 {
			return c, fmt.Errorf("border: %s is negative", n.name)
		}
	}
	return c, nil
}

// maxDelivery is what a whole multipart body may weigh: its files, its fields,
// and the lines between them.
func (c Config) maxDelivery() int64 {
	return int64(c.MaxFiles)*c.MaxFile + int64(c.MaxParts)*(c.MaxField+partHeadBytes)
}
