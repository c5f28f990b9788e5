package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
)

// client speaks to the desk with a machine key, or as a person signed in.
type client struct {
	server string
	key    string
	csrf   string
	http   *http.Client
}

func (d *demonstration) as(key string) *client {
	return &client{server: d.server, key: key, http: http.DefaultClient}
}

func (d *demonstration) signIn(ctx context.Context, login, password string) (*client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &client{server: d.server, http: &http.Client{Jar: jar}}
	var session struct {
		CSRF string `json:"csrf"`
	}
	err = c.call(ctx, http.MethodPost, "/v1/sessions", map[string]string{"login": login, "password": password}, &session)
	c.csrf = session.CSRF
	return c, err
}

// refusal is an answer that is not a success.
type refusal struct {
	Status int
	Detail string `json:"detail"`
}

func (r *refusal) Error() string { return fmt.Sprintf("status %d: %s", r.Status, r.Detail) }

func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.server+path, r)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Origin", c.server)
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	if c.csrf != "" {
		req.Header.Set("X-CSRF-Token", c.csrf)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		said := &refusal{Status: resp.StatusCode}
		if json.Unmarshal(b, said) != nil || said.Detail == "" {
			said.Detail = string(b)
		}
		return fmt.Errorf("%s %s: %w", method, path, said)
	}
	if out == nil || len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, out)
}
