package api

import (
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"bordereau"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"gopkg.in/yaml.v3"
)

//go:embed openapi.yaml
var openapiYAML []byte

// document turns the OpenAPI document from the form people write into the one
// programs read.
func document() ([]byte, error) {
	var doc map[string]any
	if err := yaml.Unmarshal(openapiYAML, &doc); err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	return data, nil
}

func (s *Server) live(c *fiber.Ctx) error {
	return answer(c, fiber.StatusOK, map[string]string{"status": "ok"})
}

func (s *Server) ready(c *fiber.Ctx) error {
	if err := s.deps.Health.Ready(c.UserContext()); err != nil {
		return bordereau.Wrap(bordereau.Busy, err, "Un service dont dépend le back office est indisponible ; réessayez dans quelques instants.")
	}
	return answer(c, fiber.StatusOK, map[string]string{"status": "ok"})
}

func (s *Server) describe(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	return c.Send(s.openapi)
}

// metrics are for this machine, or for who knows the configured token; to others
// the address does not exist.
func (s *Server) metrics(c *fiber.Ctx) error {
	allowed := border.Loopback(c)
	if token := s.cfg.MetricsToken; token != "" && !allowed {
		given, _ := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
		want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(given))
		allowed = subtle.ConstantTimeCompare(want[:], got[:]) == 1
	}
	if !allowed {
		return border.ErrNotFound()
	}
	return adaptor.HTTPHandler(promhttp.HandlerFor(s.deps.Registry, promhttp.HandlerOpts{}))(c)
}
