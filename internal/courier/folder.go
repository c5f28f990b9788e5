package courier

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Parcels finds what a path holds: a file is one parcel; in a folder each file
// is one and each folder below it is one. A folder with a deposit.json in it is
// itself one parcel.
func Parcels(path string) ([]Parcel, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.IsDir() {
		return []Parcel{{Name: filepath.Base(path), Files: []string{path}}}, nil
	}
	if _, err := os.Stat(filepath.Join(path, DeclarationFile)); err == nil {
		p, err := folder(path)
		return []Parcel{p}, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var out []Parcel
	for _, e := range entries {
		full := filepath.Join(path, e.Name())
		switch {
		case ours(e.Name()):
		case e.IsDir():
			p, err := folder(full)
			if err != nil {
				return nil, err
			}
			if len(p.Files) > 0 {
				out = append(out, p)
			}
		case e.Type().IsRegular():
			out = append(out, Parcel{Name: e.Name(), Files: []string{full}})
		}
	}
	return out, nil
}

// folder makes one parcel of all files below a folder, in the order of their names.
func folder(path string) (Parcel, error) {
	p := Parcel{Name: filepath.Base(path)}
	err := filepath.WalkDir(path, func(f string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == DeclarationFile:
			b, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			if err := json.Unmarshal(b, &p.Declaration); err != nil {
				return fmt.Errorf("%s: %w", f, err)
			}
		case e.Type().IsRegular() && !ours(e.Name()):
			p.Files = append(p.Files, f)
		}
		return nil
	})
	sort.Strings(p.Files)
	return p, err
}

// ours says whether a name is hidden, still being written, or the truth beside a
// drawn specimen: nothing to send.
func ours(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".tmp") ||
		strings.HasSuffix(name, ".truth.json") || name == "truth.json"
}

// Watch sends whatever appears in a folder once it has kept still, until ctx is
// done. A scanner writes a file over seconds: what grew since the last look waits.
func (k *Courier) Watch(ctx context.Context, dir string, every time.Duration, report func(Delivery, error)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	looks := map[string]string{}
	done := map[string]string{}
	for {
		parcels, err := Parcels(dir)
		if err != nil {
			return err
		}
		for _, p := range parcels {
			now, err := look(p)
			if err != nil {
				report(Delivery{Parcel: p}, err)
				continue
			}
			if done[p.Name] == now {
				continue
			}
			if looks[p.Name] != now {
				looks[p.Name] = now
				continue
			}
			d, err := k.Send(ctx, p)
			if ctx.Err() != nil {
				return nil
			}
			if err == nil {
				done[p.Name] = now
			}
			if err != nil || !d.Before {
				report(d, err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// look is what can be seen of a parcel from outside.
func look(p Parcel) (string, error) {
	var b strings.Builder
	for _, f := range p.Files {
		st, err := os.Stat(f)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %d %d\n", f, st.Size(), st.ModTime().UnixNano())
	}
	return b.String(), nil
}
