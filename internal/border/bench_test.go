package border_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"bordereau/internal/border"
)

// The door alone: a delivery of one file of 100 KB, counted and hashed.
func BenchmarkDelivery(b *testing.B) {
	d := open(b, border.Config{})
	ct, body := form(part{"file", "a.pdf", strings.Repeat("x", 100<<10)}, part{"reference", "", "R"})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.SetParallelism(8)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, err := http.NewRequest("POST", d.url+"/deposits", bytes.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("Authorization", key)
			req.Header.Set("Content-Type", ct)
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != 202 {
				b.Error(res.StatusCode, err)
			}
			res.Body.Close()
		}
	})
	client.CloseIdleConnections()
}
