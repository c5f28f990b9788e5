package dossier

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"

	"bordereau"
)

// added are the types of dossier that a bank brings beside those of the program.
var added atomic.Pointer[[]Kind]

// Use adds types of dossier to those that come with this version, for the whole program;
// it is called once, at the start. Of a name the highest version is the current one, the
// others stay at hand for the dossiers that were opened under them. An error where a
// version is there already.
func Use(kinds []Kind) error {
	for i, k := range kinds {
		same := func(o Kind) bool { return o.Name == k.Name && o.Version == k.Version }
		if slices.ContainsFunc(embeddedKinds(), same) || slices.ContainsFunc(kinds[:i], same) {
			return bordereau.Errorf(bordereau.Invalid, "version %d of the dossier type %q is there already: a changed type has a higher one", k.Version, k.Name)
		}
	}
	kinds = slices.Clone(kinds)
	added.Store(&kinds)
	return nil
}

// ReadKinds reads the types of dossier of a folder, a file each that ends in .yaml. One
// that is broken, has no examples or does not do as they say is an error.
func ReadKinds(dir fs.FS) ([]Kind, error) {
	kinds, err := readKinds(dir, "*.yaml")
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		if len(k.Examples) == 0 {
			return nil, bordereau.Errorf(bordereau.Invalid, "the dossier type %q has no examples", k.Name)
		}
		for _, o := range k.RunExamples() {
			if len(o.Wrong) > 0 {
				return nil, bordereau.Errorf(bordereau.Invalid, "the dossier type %q does not do as its example %q says: %s", k.Name, o.Example, strings.Join(o.Wrong, "; "))
			}
		}
	}
	return kinds, nil
}

// versions are all types of dossier at hand.
func versions() []Kind {
	all := slices.Clone(embeddedKinds())
	if more := added.Load(); more != nil {
		all = append(all, *more...)
	}
	return all
}

// Kinds lists the types of dossier in their current version, by name.
func Kinds() []Kind {
	all := versions()
	slices.SortFunc(all, func(a, b Kind) int {
		if a.Name != b.Name {
			return strings.Compare(a.Name, b.Name)
		}
		return b.Version - a.Version
	})
	return slices.CompactFunc(all, func(a, b Kind) bool { return a.Name == b.Name })
}

// KindNamed finds the current version of a type of dossier.
func KindNamed(name string) (Kind, bool) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// KindOf finds the type of a dossier in the version under which it was opened; the
// current one where that is not at hand.
func KindOf(d Dossier) (Kind, bool) {
	for _, k := range versions() {
		if k.Name == d.Kind && k.Version == d.KindVersion {
			return k, true
		}
	}
	return KindNamed(d.Kind)
}

func readKinds(files fs.FS, pattern string) ([]Kind, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, err
	}
	var kinds []Kind
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		k, err := ParseKind(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}
