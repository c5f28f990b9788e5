package store

import (
	"context"
	"slices"
)

// MigrateOnly applies some migrations, as a database that was looked after by programs
// between releases may have them.
func MigrateOnly(ctx context.Context, url string, versions ...int64) error {
	p, done, err := provider(url)
	if err != nil {
		return err
	}
	defer done()
	for _, v := range versions {
		if _, err := p.ApplyVersion(ctx, v, true); err != nil {
			return err
		}
	}
	return nil
}

// Migrations are the versions that this program knows.
func Migrations(ctx context.Context, url string) (versions []int64, err error) {
	p, done, err := provider(url)
	if err != nil {
		return nil, err
	}
	defer done()
	for _, s := range p.ListSources() {
		versions = append(versions, s.Version)
	}
	slices.Sort(versions)
	return versions, nil
}
