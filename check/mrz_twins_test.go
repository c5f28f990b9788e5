package check

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The norm's values decide which of the look-alikes a check digit tells apart.
func TestMRZTwins(t *testing.T) {
	for _, pair := range []string{"6G", "8S", "1L", "FP"} {
		if !strings.Contains(MRZTwins(pair[0]), pair[1:]) || !strings.Contains(MRZTwins(pair[1]), pair[:1]) {
			t.Errorf("%s are no twins: %q, %q", pair, MRZTwins(pair[0]), MRZTwins(pair[1]))
		}
	}
	for _, c := range []byte("02345790BDHIJMNOQRTUVWXYZ") { // O and 0, B and 8, I and 1, Z and 2 weigh differently
		if twins := MRZTwins(c); twins != "" {
			t.Errorf("%c has the twins %q", c, twins)
		}
	}
	// Whatever stands around it, a twin leaves every digit as it is.
	rapid.Check(t, func(t *rapid.T) {
		s := []byte(rapid.StringMatching(`[0-9A-Z<]{1,14}`).Draw(t, "part"))
		i := rapid.IntRange(0, len(s)-1).Draw(t, "at")
		digit := MRZDigitOf(string(s))
		for _, twin := range []byte(MRZTwins(s[i])) {
			if s[i] = twin; MRZDigitOf(string(s)) != digit {
				t.Fatalf("%s: a digit tells its twins", s)
			}
		}
	})
}

func TestTwinsOfParts(t *testing.T) {
	for _, c := range []struct {
		zone, part string
		want       []string
	}{
		{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "document_number", []string{"8/B", "8/S", "L/1"}},
		{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "optional", []string{"1/L", "6/G", "8/S", "</0"}},
		{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10", "birth_date", nil},
		{"P<HUNHANDRA<<ROZALIA<IRMA<<<<<<<<<<<<<<<<<<<|BD00020232HUN7802225F2203012<<<<<<<<<<<<<<06", "document_number", nil},
		{"P<LTUBASANAVICIENE<<BIRUTE<<<<<<<<<<<<<<<<<<|00000000<0LTU5911239F120101145911231023<<<16", "document_number", []string{"</0"}},
		// The French passport's pattern says where figures stand and where letters do.
		{"P<FRABELLANCOURT<<NADIA<<<<<<<<<<<<<<<<<<<<<|16GS681894FRA7408122F1204159<<<<<<<<<<<<<<02", "document_number", nil},
		{"P<FRABELLANCOURT<<NADIA<<<<<<<<<<<<<<<<<<<<<|16GF681894FRA7408122F1204159<<<<<<<<<<<<<<02", "document_number", []string{"F/P"}},
		{"P<FRABELLANCOURT<<NADIA<<<<<<<<<<<<<<<<<<<<<|1GXX681894FRA7408122F1204159<<<<<<<<<<<<<<02", "document_number", []string{"1/L", "6/G", "8/S", "G/6"}},
		// Two of one kind, of weights 7 and 3: what was read alike cancels out. Of 7 and 1 it does not.
		{"IDFRAXXTXIWIM75<<<<<<<<<<<<<<<|0210018F3404274FRA<<<<<<<<<<<4|MONTDORE<<YASMINE<MAELYS<<<<<<", "document_number", []string{"I/1", "I/J", "I/L"}},
		{"IDFRAIXIXXWXM77<<<<<<<<<<<<<<<|0210018F3404274FRA<<<<<<<<<<<4|MONTDORE<<YASMINE<MAELYS<<<<<<", "document_number", nil},
		// The card of 2021 fixes nothing.
		{"IDFRAX4RTBPFW46<<<<<<<<<<<<<<<|9007138F3002119FRA<<<<<<<<<<<6|MARTIN<<MAELYS<GAELLE<MARIE<<<", "document_number", []string{"F/P", "P/F"}},
		{"IDFRAX4RTBPFW46<<<<<<<<<<<<<<<|9007138F3002119FRA<<<<<<<<<<<6|MARTIN<<MAELYS<GAELLE<MARIE<<<", "optional", nil},
		{"IDFRAX4RTBPFW46<<<<<<<<<<<<<<<|9007138F3002119FRA<<<<<<<<<<<6|MARTIN<<MAELYS<GAELLE<MARIE<<<", "surname", nil},
		// A long number runs on; a visa's optional part has no digit.
		{"I<UTOD23145890<7346<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "document_number", []string{"1/L", "8/S"}},
		{"I<UTOD23145890<7346<<<<<<<<<<<|7408122F1204159UTO<<<<<<<<<<<6|ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "optional", nil},
		{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L8988901C4XXX4009078F96121096ZE184226B<<<<<<", "optional", nil},
		// The card of 1995: figures, and names that the composite digit covers.
		{"IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001|8806923102858CORINNE<<<<<<<6512068F8", "document_number", nil},
		{"IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001|8806923102858CORINNE<<<<<<<6512068F8", "surname", []string{"R/P"}},
		{"IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001|8806923102858CORINNE<<<<<<<6512068F8", "office", nil},
		{"IDFRAFERRAK<<<<<<<<<<<<<<<<<<<928001|8806923102858CORINNE<<<<<<<6512068F8", "surname", []string{"F/P", "K/<"}},
		{"IDFRAFERRAK<<<<<<<<<<<<<<<<<<<928001|8806923102858CORINNE<<<<<<<6512068F8", "office", []string{"8/S"}},
		{"IDFRAFERRAK<<<<<<<<<<<<<<<<<<<928001|8806928102858CORINNE<<<<<<<6512068F8", "office", nil},
	} {
		m, err := ParseMRZ(strings.Split(c.zone, "|"), today)
		if err != nil {
			t.Fatal(c.zone, err)
		}
		if got := m.Twins(c.part); !slices.Equal(got, c.want) {
			t.Errorf("%s: the twins of its %s are %q, want %q", c.zone, c.part, got, c.want)
		}
	}
}

// What is said of several places is true of the digits, and nothing is left out: every
// choice of the places is tried.
func TestTwinsOfSeveralPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[IJS0BXK]{1,9}`).Draw(t, "part")
		phase := rapid.IntRange(0, 2).Draw(t, "phase")
		lead := strings.Repeat("<", phase)
		digit := MRZDigitOf(lead + s)
		for _, pair := range []string{"IJ", "JI", "S5", "0O", "B8", "K<"} {
			var places []int
			for i := range len(s) {
				if s[i] == pair[0] {
					places = append(places, i)
				}
			}
			fits := false
			for choice := 1; choice < 1<<len(places); choice++ {
				other := []byte(s)
				for n, i := range places {
					if choice>>n&1 == 1 {
						other[i] = pair[1]
					}
				}
				fits = fits || MRZDigitOf(lead+string(other)) == digit
			}
			if together(s, "", phase, pair[0], pair[1]) != fits {
				t.Fatalf("%s from weight %d: %s fits %v", s, phase, pair, fits)
			}
		}
	})
}

// The composite digit begins each part at a weight of its own.
func TestPhases(t *testing.T) {
	for format, layout := range layouts {
		for _, d := range layout.digits {
			if d.name != "composite" {
				continue
			}
			stream := 0
			for _, s := range d.over {
				for _, part := range layout.spans {
					m := MRZ{Format: format, Fields: []MRZField{{part.name, "", part.line, part.from, part.to}}}
					if part.line == s.line && part.from >= s.from && part.to <= s.to && m.phase(part.name) != (stream+part.from-s.from)%3 {
						t.Errorf("%s: the weights of %s begin at %d", format, part.name, m.phase(part.name))
					}
					if part.name == "document_number" && m.phase(part.name) != 0 {
						t.Errorf("%s: its own digit weighs the number otherwise than the composite", format)
					}
				}
				stream += s.to - s.from
			}
		}
	}
}

// A repair does not choose between characters that the digit it uses weighs alike.
func TestRepairsDoNotChooseTwins(t *testing.T) {
	// The number was printed with an S or an 8, and a 5 was read.
	for _, printed := range []string{"L898S02C3", "L898802C3"} {
		read := "L898502C3"
		zone := []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", read + string(MRZDigitOf(printed)) + "UTO7408122F1204159ZE184226B<<<<<10"}
		m, err := RepairMRZ(zone, today)
		if err != nil || m.Number != read || m.Digit("document_number").OK {
			t.Errorf("%s: %s was made of %s, %v", printed, m.Number, read, err)
		}
	}
	// Readings that differ in a digit that decides, and in twins that it does not.
	first, second := []string{}, []string{}
	for _, number := range []string{"LB98902C3", "LB98902C3", "LB98902C3", "LS98902C3", "LS98902C3"} {
		first = append(first, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")
		second = append(second, number+"6UTO7408122F1204159ZE184226B<<<<<10")
	}
	if m, err := ReadMRZ([][]string{first, second}, today); err != nil || m.Number != "LS98902C3" || !m.KeyUsed() {
		t.Errorf("one choice that fits: %s, %v", m.Number, err)
	}
	first, second = append(first, first[0]), append(second, "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
	if m, err := ReadMRZ([][]string{first, second}, today); err != nil || m.Digit("document_number").OK {
		t.Errorf("a digit chose one of two twins: %s, %v", m.Number, err)
	}
	if !SameButForTwins("L898902C3", "LS98902C3") || SameButForTwins("L898902C3", "L898902C3") || SameButForTwins("L898902C3", "LB98902C3") || SameButForTwins("L8", "L89") {
		t.Error("what differs in twins alone")
	}
}
