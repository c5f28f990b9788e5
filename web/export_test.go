package web

// Keys is the catalogue, for the test that holds it against the pages.
func Keys() map[string][2]string { return catalogue }

// AssetPath is the address of a file of the application.
func (s *Server) AssetPath(name string) (string, error) { return s.assets.path(name) }
