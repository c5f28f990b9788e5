package web_test

import (
	"bordereau/internal/border"
	"bordereau/web"
)

func table() border.Table { return web.Table }

func listed(method, path string) bool { return web.Table.Rule(method, path) != nil }
