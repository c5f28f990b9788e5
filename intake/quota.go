package intake

import (
	"sync"
	"time"

	"bordereau"
)

// Quota bounds what one caller may send to one process.
type Quota struct {
	DocumentsPerMinute int   // 0: not bounded
	BytesPerDay        int64 // 0: not bounded
}

// DefaultQuota is what a branch may send.
var DefaultQuota = Quota{DocumentsPerMinute: 600, BytesPerDay: 20 << 30}

// Meter counts what callers send: a bucket of documents that fills up over a
// minute, and bytes of the running day (UTC). It is safe for concurrent use.
type Meter struct {
	quota Quota
	now   func() time.Time

	mu    sync.Mutex
	of    map[string]*account
	swept time.Time
}

type account struct {
	documents float64
	filled    time.Time
	seen      time.Time
	day       int64
	bytes     int64
}

// NewMeter makes a meter.
func NewMeter(q Quota, now func() time.Time) *Meter {
	return &Meter{quota: q, now: now, of: map[string]*account{}}
}

// Document takes one document from the caller's bucket; Quota when it is empty.
func (m *Meter) Document(caller string) error {
	if m.quota.DocumentsPerMinute <= 0 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	a, now := m.account(caller)
	full := float64(m.quota.DocumentsPerMinute)
	a.documents = min(full, a.documents+now.Sub(a.filled).Minutes()*full)
	a.filled = now
	if a.documents < 1 {
		return bordereau.Errorf(bordereau.Quota, "Trop de documents ont été envoyés en peu de temps ; réessayez dans une minute.")
	}
	a.documents--
	return nil
}

// Bytes counts what was sent; Quota when the day's bytes are used up, in which
// case nothing is counted.
func (m *Meter) Bytes(caller string, n int64) error {
	if m.quota.BytesPerDay <= 0 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	a, now := m.account(caller)
	if day := now.Unix() / 86400; day != a.day {
		a.day, a.bytes = day, 0
	}
	if a.bytes+n > m.quota.BytesPerDay {
		return bordereau.Errorf(bordereau.Quota, "Le volume permis pour aujourd'hui est atteint ; réessayez demain.")
	}
	a.bytes += n
	return nil
}

func (m *Meter) account(caller string) (*account, time.Time) {
	now := m.now()
	// An account that was not used for a day is like a new one: forget it.
	if now.Sub(m.swept) > time.Hour {
		for k, a := range m.of {
			if now.Sub(a.seen) > 24*time.Hour {
				delete(m.of, k)
			}
		}
		m.swept = now
	}
	a := m.of[caller]
	if a == nil {
		a = &account{documents: float64(m.quota.DocumentsPerMinute), filled: now, day: now.Unix() / 86400}
		m.of[caller] = a
	}
	a.seen = now
	return a, now
}
