package api

import (
	"time"

	"bordereau"
	"bordereau/desk"
	"bordereau/internal/border"

	"github.com/gofiber/fiber/v2"
)

// Credentials is what a person signs in with.
type Credentials struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Code     string `json:"code"` // of one time, for who has a second factor
}

// signedIn is who the caller is; the token belongs in X-CSRF-Token of whatever
// changes something.
type signedIn struct {
	Principal bordereau.Principal `json:"principal"`
	CSRF      string              `json:"csrf,omitempty"`
}

func (s *Server) signIn(c *fiber.Ctx) error {
	var in Credentials
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	session, err := s.gate.SignInAtOnce(c, in.Login, in.Password, in.Code)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusCreated, signedIn{session.Principal, session.CSRF})
}

func (s *Server) whoAmI(c *fiber.Ctx) error {
	caller := border.CallerOf(c)
	return answer(c, fiber.StatusOK, signedIn{caller.Principal, caller.CSRF})
}

func (s *Server) signOut(c *fiber.Ctx) error {
	if err := s.gate.SignOut(c); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// newUser is a person to be given a login.
type newUser struct {
	Login    string         `json:"login"`
	Name     string         `json:"name"`
	Role     bordereau.Role `json:"role"`
	Branch   string         `json:"branch"`
	Password string         `json:"password"`
}

func (s *Server) addUser(c *fiber.Ctx) error {
	var in newUser
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	u, err := s.deps.People.AddUser(c.UserContext(), border.By(c), desk.User{Login: in.Login, Name: in.Name, Role: in.Role, Branch: in.Branch}, in.Password)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusCreated, u)
}

func (s *Server) listUsers(c *fiber.Ctx) error {
	users, err := s.deps.People.Users(c.UserContext(), border.By(c))
	if err != nil {
		return err
	}
	return list(c, users, "")
}

func (s *Server) disableUser(c *fiber.Ctx) error {
	login, err := border.Param(c, "login")
	if err != nil {
		return err
	}
	if err := s.deps.People.DisableUser(c.UserContext(), border.By(c), login); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// codeMade is a code of one time, with which a person chooses a password.
type codeMade struct {
	Login string    `json:"login"`
	Code  string    `json:"code"` // shown this once
	Until time.Time `json:"until"`
}

func (s *Server) reopenUser(c *fiber.Ctx) error {
	login, err := border.Param(c, "login")
	if err != nil {
		return err
	}
	code, err := s.deps.People.ReopenUser(c.UserContext(), border.By(c), login)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusCreated, codeMade(code))
}

// newKey is a machine to be given a key.
type newKey struct {
	Label     string           `json:"label"`
	Role      bordereau.Role   `json:"role"`
	Branch    string           `json:"branch"`
	Kinds     []bordereau.Type `json:"kinds"`
	ExpiresAt *time.Time       `json:"expires_at"`
}

// keyMade is a machine key with its secret.
type keyMade struct {
	desk.Key
	Secret string `json:"secret"` // shown this once
}

// rotation says for how long the old key goes on beside the new one.
type rotation struct {
	OverlapSeconds int64 `json:"overlap_seconds"`
}

func (s *Server) rotateKey(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	var in rotation
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	const longest = 366 * 24 * 3600 // more is refused by the desk in any case, and would not fit
	k, secret, err := s.deps.People.RotateKey(c.UserContext(), border.By(c), id, time.Duration(max(-1, min(in.OverlapSeconds, longest)))*time.Second)
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusCreated, keyMade{k, secret})
}

func (s *Server) addKey(c *fiber.Ctx) error {
	var in newKey
	if err := s.gate.JSON(c, &in); err != nil {
		return err
	}
	k, secret, err := s.deps.People.AddKey(c.UserContext(), border.By(c), desk.Key{Label: in.Label, Role: in.Role, Branch: in.Branch, Kinds: in.Kinds, ExpiresAt: in.ExpiresAt})
	if err != nil {
		return err
	}
	return answer(c, fiber.StatusCreated, keyMade{k, secret})
}

func (s *Server) listKeys(c *fiber.Ctx) error {
	keys, err := s.deps.People.Keys(c.UserContext(), border.By(c))
	if err != nil {
		return err
	}
	return list(c, keys, "")
}

func (s *Server) revokeKey(c *fiber.Ctx) error {
	id, err := border.ID(c, "id")
	if err != nil {
		return err
	}
	if err := s.deps.People.RevokeKey(c.UserContext(), border.By(c), id); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
