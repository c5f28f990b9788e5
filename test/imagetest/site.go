package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"bordereau"
	"bordereau/internal/courier"
	"bordereau/internal/services"
	"bordereau/internal/specimen"
)

// site is the engines beside the containers.
type site struct {
	folder string
	set    *services.Set
	flags  []string // that let a container reach them
}

// openSite starts the engines and opens their sockets to the image's user.
func openSite(ctx context.Context, folder string, log *slog.Logger) (_ *site, err error) {
	if err := os.MkdirAll(folder, 0o711); err != nil {
		return nil, err
	}
	set, err := services.New(services.Config{Dir: filepath.Join(folder, "data"), Log: log})
	if err != nil {
		return nil, err
	}
	s := &site{folder: folder, set: set}
	if err := set.Start(ctx); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	redis, objects := strings.TrimPrefix(set.RedisURL(), "unix://"), strings.TrimPrefix(set.ObjectsURL(), "unix://")
	sockets := filepath.Dir(redis)
	for path, mode := range map[string]os.FileMode{filepath.Join(sockets, "pg"): 0o711, redis: 0o777, objects: 0o777} {
		if err := os.Chmod(path, mode); err != nil {
			return nil, err
		}
	}
	seed := make([]byte, 32)
	if _, err := rand.Read(seed); err != nil {
		return nil, err
	}
	key := filepath.Join(folder, "signing.key")
	if err := os.WriteFile(key, []byte(hex.EncodeToString(seed)), 0o444); err != nil {
		return nil, err
	}
	access, secret := set.ObjectsKeys()
	s.flags = []string{"--volume", sockets + ":" + sockets, "--volume", key + ":/run/secrets/signing_key:ro"}
	for _, env := range []string{
		"DATABASE_URL=" + set.DatabaseURL(), "DATABASE_OWNER_URL=" + set.OwnerURL(), "APP_PASSWORD=" + hex.EncodeToString(seed[:8]),
		"REDIS_URL=" + set.RedisURL(), "OBJECTS_URL=" + set.ObjectsURL(),
		"OBJECTS_ACCESS_KEY=" + access, "OBJECTS_SECRET_KEY=" + secret,
		"SIGNING_KEY=/run/secrets/signing_key",
	} {
		s.flags = append(s.flags, "--env", "BORDEREAU_"+env)
	}
	return s, nil
}

func (s *site) close() error { return errors.Join(s.set.Stop(), os.RemoveAll(s.folder)) }

// depositCheque draws a cheque and posts it; the desk has to answer 202.
func depositCheque(ctx context.Context, server, key string) (deposit string, err error) {
	drawing, err := specimen.Draw(specimen.Spec{Kind: bordereau.Cheque, Seed: 1})
	if err != nil {
		return "", err
	}
	picture, err := specimen.Encode(drawing, "png")
	if err != nil {
		return "", err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "cheque.png")
	if err != nil {
		return "", err
	}
	if _, err := part.Write(picture); err != nil {
		return "", err
	}
	if err := form.Close(); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, server+"/v1/deposits", &body)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusAccepted {
		return "", fmt.Errorf("the deposit was answered with status %d instead of 202: %s", resp.StatusCode, answer)
	}
	var d struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer, &d); err != nil || d.ID == "" {
		return "", fmt.Errorf("the deposit's answer names no deposit: %s", answer)
	}
	return d.ID, nil
}

// followed waits until the machine is done with the deposit's document.
func followed(ctx context.Context, server, key, deposit string, worker *container) (doc courier.DocumentStatus, err error) {
	k, err := courier.New(courier.Config{Server: server, Key: key})
	if err != nil {
		return doc, err
	}
	err = until(ctx, func() (bool, error) {
		if err := worker.ended(); err != nil {
			return false, err
		}
		docs, err := k.Follow(ctx, deposit)
		if err != nil {
			return false, err
		}
		if len(docs) != 1 {
			return false, fmt.Errorf("the deposit of one file has %d documents", len(docs))
		}
		doc = docs[0]
		return !bordereau.State(doc.State).Machine(), nil
	})
	if err == nil && doc.Type != string(bordereau.Cheque) {
		err = fmt.Errorf("the drawn cheque was taken for %q (%s)", doc.Type, doc.State)
	}
	return doc, err
}

// freeAddress is a loopback address that nobody listens on at the moment.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
