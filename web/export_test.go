package web

// Keys is the catalogue, for the test that holds it against the pages.
func Keys() map[string][2]string { return catalogue }

// AssetPath is the address of a file of the application.
func (s *Server) AssetPath(name string) (string, error) { return s.assets.path(name) }

// Sentences are those that are said in English as they are, without values.
func Sentences() []string {
	out := make([]string, 0, len(interpretation.whole))
	for fr, en := range interpretation.whole {
		if fr != en && len(fr) > 12 {
			out = append(out, fr)
		}
	}
	return out
}

// Known says whether a sentence is said in English.
func Known(fr string) bool {
	_, ok := interpretation.say(fr)
	return ok
}

// English is a sentence as English pages say it.
func English(fr string) string { return english.plain(fr) }
