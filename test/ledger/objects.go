package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// objects reads the S3 gateway with requests signed here (Signature Version 4).
type objects struct {
	access, secret, bucket string
	client                 *http.Client
}

// openObjects speaks through the gateway's own socket, past any proxy.
func openObjects(address, access, secret, bucket string) *objects {
	path := strings.TrimPrefix(address, "unix://")
	return &objects{access: access, secret: secret, bucket: bucket, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		},
	}}}
}

// stored is what an object is as it lies there.
type stored struct {
	sha256, mode string
	size         int64
	until        time.Time
}

// read fetches a version whole and asks for its lock.
func (o *objects) read(ctx context.Context, key, version string) (stored, error) {
	var s stored
	resp, err := o.do(ctx, http.MethodGet, key, version)
	if err != nil {
		return s, err
	}
	h := sha256.New()
	s.size, err = io.Copy(h, resp.Body)
	resp.Body.Close()
	if err != nil {
		return s, err
	}
	s.sha256 = hex.EncodeToString(h.Sum(nil))
	if resp, err = o.do(ctx, http.MethodHead, key, version); err != nil {
		return s, err
	}
	resp.Body.Close()
	s.mode = resp.Header.Get("X-Amz-Object-Lock-Mode")
	if until := resp.Header.Get("X-Amz-Object-Lock-Retain-Until-Date"); until != "" {
		s.until, err = time.Parse(time.RFC3339, until)
	}
	return s, err
}

func (o *objects) do(ctx context.Context, method, key, version string) (*http.Response, error) {
	u := &url.URL{Scheme: "http", Host: "checker.local", Path: "/" + o.bucket + "/" + key, RawQuery: url.Values{"versionId": {version}}.Encode()}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, err
	}
	o.sign(req, time.Now().UTC())
	resp, err := o.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("%s %s at version %q: status %d", method, key, version, resp.StatusCode)
	}
	return resp, nil
}

const region = "us-east-1"

func (o *objects) sign(req *http.Request, now time.Time) {
	stamp, day := now.Format("20060102T150405Z"), now.Format("20060102")
	empty := sha256.Sum256(nil)
	payload := hex.EncodeToString(empty[:])
	req.Header.Set("X-Amz-Date", stamp)
	req.Header.Set("X-Amz-Content-Sha256", payload)
	const signed = "host;x-amz-content-sha256;x-amz-date"
	canonical := strings.Join([]string{req.Method, req.URL.EscapedPath(), req.URL.RawQuery,
		"host:" + req.URL.Host, "x-amz-content-sha256:" + payload, "x-amz-date:" + stamp, "", signed, payload}, "\n")
	sum := sha256.Sum256([]byte(canonical))
	scope := day + "/" + region + "/s3/aws4_request"
	key := []byte("AWS4" + o.secret)
	for _, part := range []string{day, region, "s3", "aws4_request"} {
		key = mac(key, part)
	}
	signature := mac(key, "AWS4-HMAC-SHA256\n"+stamp+"\n"+scope+"\n"+hex.EncodeToString(sum[:]))
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+o.access+"/"+scope+", SignedHeaders="+signed+", Signature="+hex.EncodeToString(signature))
}

func mac(key []byte, s string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(s))
	return h.Sum(nil)
}
