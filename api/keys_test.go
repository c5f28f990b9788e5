package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bordereau"
	"bordereau/internal/border"
	"bordereau/internal/ids"
)

// A wrong secret and an unknown id are told the same; the sixth wrong key from a
// place is told to wait, and a good one from that place is let in all the while.
func TestWrongKeys(t *testing.T) {
	b := newBureau(t)
	branch := b.key(bordereau.RoleBranch, "00742")
	good := branch.head["Authorization"]
	tries := []string{good[:len(good)-4] + "AAAA", "Bearer bdk_" + ids.New() + good[strings.LastIndexByte(good, '_'):]}
	var said []border.Problem
	for i := range 6 {
		res, data := caller{b, map[string]string{"Authorization": tries[i%2]}}.call("GET", "/v1/deposits", nil)
		var p border.Problem
		if err := json.Unmarshal(data, &p); err != nil {
			t.Fatal(err)
		}
		p.RequestID = ""
		said = append(said, p)
		want, wait := 401, ""
		if i == 5 {
			want, wait = 429, "1"
		}
		if res.StatusCode != want || res.Header.Get("Retry-After") != wait {
			t.Errorf("try %d: %d, Retry-After %q", i+1, res.StatusCode, res.Header.Get("Retry-After"))
		}
	}
	if said[0].Detail == "" || said[0].Detail != said[1].Detail || said[0].Type != said[1].Type {
		t.Errorf("%+v tells more than %+v", said[0], said[1])
	}
	branch.want(200, "GET", "/v1/deposits", nil, nil)
}
