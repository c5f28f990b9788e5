package border

import (
	"cmp"
	"errors"
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
	MaxUpload     int64         // bytes of one file that comes in chunks
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
	DefaultMaxUpload     = 200 << 20
	DefaultMaxFiles      = 20
	DefaultMaxParts      = 64
	DefaultMaxField      = 64 << 10
	DefaultMaxJSON       = 64 << 10
)

// Complete fills the defaults in and refuses what makes no sense.
func (c Config) Complete() (Config, error) {
	err := errors.Join(
		fill("header timeout", &c.HeaderTimeout, DefaultHeaderTimeout),
		fill("idle timeout", &c.IdleTimeout, DefaultIdleTimeout),
		fill("deadline", &c.Deadline, DefaultDeadline),
		fill("upload timeout", &c.UploadTimeout, DefaultUploadTimeout),
		fill("upload grace", &c.UploadGrace, DefaultUploadGrace),
		fill("upload rate", &c.UploadRate, DefaultUploadRate),
		fill("file size", &c.MaxFile, DefaultMaxFile),
		fill("upload size", &c.MaxUpload, DefaultMaxUpload),
		fill("field size", &c.MaxField, DefaultMaxField),
		fill("JSON size", &c.MaxJSON, DefaultMaxJSON),
		fill("header bytes", &c.HeaderBytes, DefaultHeaderBytes),
		fill("number of files", &c.MaxFiles, DefaultMaxFiles),
		fill("number of parts", &c.MaxParts, DefaultMaxParts),
	)
	return c, err
}

func fill[T int | int64 | time.Duration](name string, at *T, def T) error {
	*at = cmp.Or(*at, def)
	if *at < 0 {
		return fmt.Errorf("border: %s is negative", name)
	}
	return nil
}

// maxDelivery is what a whole multipart body may weigh: its files, its fields,
// and the lines between them.
func (c Config) maxDelivery() int64 {
	return int64(c.MaxFiles)*c.MaxFile + int64(c.MaxParts)*(c.MaxField+partHeadBytes)
}
