package api_test

import (
	"testing"
	"time"

	"bordereau"
)

// A login that was taken back is given to the same person again by an administrator, once,
// and with a code; that of an administrator by two of them, which is not done here.
func TestALoginIsGivenBack(t *testing.T) {
	b := newBureau(t)
	racine, sophie := b.person("racine", bordereau.RoleAdmin), b.person("sophie", bordereau.RoleSupervisor)
	paul := b.person("paul", bordereau.RoleClerk)
	b.person("regine", bordereau.RoleAdmin)
	racine.want(404, "POST", "/v1/users/paul/reopen", nil, nil) // it is open
	for _, login := range []string{"paul", "regine"} {
		racine.want(204, "DELETE", "/v1/users/"+login, nil, nil)
	}
	sophie.want(403, "POST", "/v1/users/paul/reopen", nil, nil)
	racine.want(404, "POST", "/v1/users/nobody/reopen", nil, nil)
	racine.want(409, "POST", "/v1/users/regine/reopen", nil, nil)
	var made struct {
		Login, Code string
		Until       time.Time
	}
	racine.want(201, "POST", "/v1/users/paul/reopen", nil, &made)
	racine.want(404, "POST", "/v1/users/paul/reopen", nil, nil)
	if made.Login != "paul" || !made.Until.After(time.Now()) {
		t.Errorf("%+v", made)
	}
	paul.want(401, "GET", "/v1/tasks", nil, nil) // his old session is over
	nobody := caller{b, nil}
	nobody.want(401, "POST", "/v1/sessions", map[string]string{"login": "paul", "password": password}, nil)
	if err := b.UseReset(t.Context(), "paul", made.Code, "une autre phrase secrète", "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	nobody.want(201, "POST", "/v1/sessions", map[string]string{"login": "paul", "password": "une autre phrase secrète"}, nil)
}
