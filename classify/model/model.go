// Package model is the learned classifier: one linear model over the words of a reading
// and where they stand. It stands beside the rules and decides nothing: where it is sure
// of another type it raises a doubt, where the rules know none it proposes one to a clerk.
// What it says is explained by the weights that spoke.
package model

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"

	"bordereau"
)

// Model is what was learned, as it stands in its file.
type Model struct {
	Version     int              `json:"version"`
	Seed        uint64           `json:"seed"`        // of the training: the same seed and samples give the same file
	Samples     int              `json:"samples"`     // pages that it was taught on
	Corrections int              `json:"corrections"` // of them, pages that clerks named
	Temperature float64          `json:"temperature"` // divides the scores before they become likelihoods; never below 1
	Types       []bordereau.Type `json:"types"`
	Bias        []float64        `json:"bias"`
	// Weights gives each word or place the types that it speaks for or against, by their
	// place in Types.
	Weights map[string]map[int]float64 `json:"weights"`

	digest string
}

// Score is a type with how likely it is, 0 to 1, calibrated.
type Score struct {
	Type        bordereau.Type
	Probability float64
}

// Reason is a feature that spoke, with its share of the score.
type Reason struct {
	Feature string
	Weight  float64
}

//go:embed model.json
var embedded []byte

// Default is the model that comes with this version of the program.
var Default = sync.OnceValues(func() (*Model, error) { return Parse(embedded) })

// Parse reads a model's file and refuses one that does not fit together.
func Parse(data []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("the learned classifier: %w", err)
	}
	if len(m.Types) < 2 || len(m.Bias) != len(m.Types) || !(m.Temperature > 0) || m.Version < 1 {
		return nil, fmt.Errorf("the learned classifier: %d types, %d biases, temperature %v", len(m.Types), len(m.Bias), m.Temperature)
	}
	for _, t := range m.Types {
		if !t.Known() {
			return nil, fmt.Errorf("the learned classifier: the type %q is not known", t)
		}
	}
	for f, ws := range m.Weights {
		for k := range ws {
			if k < 0 || k >= len(m.Types) {
				return nil, fmt.Errorf("the learned classifier: %q speaks for a type that is not there", f)
			}
		}
	}
	sum := sha256.Sum256(data)
	m.digest = hex.EncodeToString(sum[:])
	return &m, nil
}

// ID names the model by its version and the beginning of its file's digest.
func (m *Model) ID() string { return fmt.Sprintf("learned@%d+%.12s", m.Version, m.digest) }

// Predict gives all types, the likeliest first.
func (m *Model) Predict(features map[string]float64) []Score {
	p := m.scores(features)
	for k := range p {
		p[k] /= m.Temperature
	}
	softmax(p)
	out := make([]Score, len(p))
	for k, q := range p {
		out[k] = Score{m.Types[k], q}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Probability > out[b].Probability })
	return out
}

func (m *Model) scores(features map[string]float64) []float64 {
	p := append([]float64(nil), m.Bias...)
	for _, f := range sorted(features) {
		for k, w := range m.Weights[f] {
			p[k] += w * features[f]
		}
	}
	return p
}

// Why gives what spoke most for a type, the strongest first.
func (m *Model) Why(features map[string]float64, t bordereau.Type, most int) []Reason {
	at := -1
	for k := range m.Types {
		if m.Types[k] == t {
			at = k
		}
	}
	var out []Reason
	for _, f := range sorted(features) {
		if w, ok := m.Weights[f][at]; ok {
			out = append(out, Reason{f, w * features[f]})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return out[a].Weight > out[b].Weight })
	return out[:min(most, len(out))]
}

// Say writes a reason for people: "ACTE DECES en tête +1,2".
func (r Reason) Say() string {
	kind, word, _ := strings.Cut(r.Feature, ":")
	place := map[string]string{"t": " en tête", "l": " (mise en page)"}[kind]
	return strings.ReplaceAll(word, "_", " ") + place + strings.ReplaceAll(fmt.Sprintf(" %+.1f", r.Weight), ".", ",")
}

func softmax(p []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, v := range p {
		top = max(top, v)
	}
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
}

// sorted gives the names in order, so that sums are the same on every run.
func sorted(features map[string]float64) []string {
	names := make([]string, 0, len(features))
	for f := range features {
		names = append(names, f)
	}
	sort.Strings(names)
	return names
}

// Knows says whether the model was taught a type.
func (m *Model) Knows(t bordereau.Type) bool { return slices.Contains(m.Types, t) }
