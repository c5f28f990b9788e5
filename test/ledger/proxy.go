package ledger

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
)

// Proxy stands before the S3 gateway and can turn everybody away, or drop the
// answer to what was stored.
type Proxy struct {
	URL string

	busy  atomic.Bool
	mute  atomic.Int64 // so many answers to PUTs still get lost
	lost  atomic.Int64
	away  atomic.Int64
	serve *http.Server
}

// NewProxy listens on loopback, before the gateway's socket.
func NewProxy(gateway string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	socket := strings.TrimPrefix(gateway, "unix://")
	p := &Proxy{URL: "http://" + l.Addr().String()}
	reverse := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "gateway.local"})
			r.Out.Host = r.In.Host // it is signed
		},
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		}, DisableCompression: true},
		ModifyResponse: func(r *http.Response) error {
			if r.Request.Method == http.MethodPut && r.StatusCode == http.StatusOK && p.mute.Add(-1) >= 0 {
				p.lost.Add(1)
				panic(http.ErrAbortHandler) // the bytes are stored, the answer is not heard
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	p.serve = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.busy.Load() {
			p.away.Add(1)
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		reverse.ServeHTTP(w, r)
	})}
	go func() { _ = p.serve.Serve(l) }() // ends with Close
	return p, nil
}

// Busy makes every request be answered 503, or no more.
func (p *Proxy) Busy(on bool) { p.busy.Store(on) }

// LoseAnswers drops the answers to the next n PUTs that succeed.
func (p *Proxy) LoseAnswers(n int64) { p.mute.Store(n) }

// Counts tells how many requests were turned away and how many answers got lost.
func (p *Proxy) Counts() (away, lost int64) { return p.away.Load(), p.lost.Load() }

// Close ends the proxy.
func (p *Proxy) Close() error { return p.serve.Close() }
