package spec

// Recipients offers the names over the addresses that stand right of the first third of
// their page: whom a paper is sent to. Who sends it names itself at the left.
func Recipients(s *Sheet) []Span {
	var out []Span
	for _, a := range Addresses(s) {
		if page := s.Page(a.Page); page == nil || 3*a.Box.X > page.Width {
			out = append(out, a.Name())
		}
	}
	return out
}
