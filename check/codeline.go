package check

import (
	"fmt"
	"regexp"

	"bordereau"
)

// CodeLine is the CMC-7 line of a French cheque (ISO 1004-2, NF K11-010), in digits
// and the letters A..E for the symbols SI, SII, SIII, arrow and flag.
type CodeLine struct {
	Number   string // Z4: cheque number, 7 digits
	Zone     string // Z3: zone interbancaire, 12 digits
	Internal string // Z2: zone interne, 12 digits, private to each bank: never an account
	Amount   string // printed later by a bank, obsolete; usually empty
}

var codeLineForm = regexp.MustCompile(`^C(\d{7})C(\d{12})D(\d{12})A(?:(\d{10,12})B?)?$`)

// ParseCodeLine holds the grammar of a French code line, spaces aside. The line has no
// key of its own: see RLMCFits.
func ParseCodeLine(s string) (CodeLine, error) {
	m := codeLineForm.FindStringSubmatch(Compact(s))
	if m == nil {
		return CodeLine{}, bordereau.Errorf(bordereau.Invalid, "La ligne CMC-7 n'a pas la forme d'une ligne de chèque français")
	}
	return CodeLine{Number: m[1], Zone: m[2], Internal: m[3], Amount: m[4]}, nil
}

// String is the canonical form: a blank where the printed gap is wide.
func (c CodeLine) String() string {
	s := "C" + c.Number + " C" + c.Zone + "D " + c.Internal + "A"
	if c.Amount != "" {
		s += " " + c.Amount + "B"
	}
	return s
}

// Bank is the last four digits of the drawee bank's code (0004 = 30004).
func (c CodeLine) Bank() string {
	if len(c.Zone) != 12 {
		return ""
	}
	return c.Zone[5:9]
}

// RLMCKey is the key that is printed beside a French code line: with N the 31
// digits number, zone and internal zone, 97 - (N·100 mod 97), "01" to "97".
func (c CodeLine) RLMCKey() (string, bool) {
	if len(c.Number) != 7 || len(c.Zone) != 12 || len(c.Internal) != 12 {
		return "", false
	}
	n := c.Number + c.Zone + c.Internal
	if !allDigits(n) {
		return "", false
	}
	r, _ := Mod97(n + "00")
	return fmt.Sprintf("%02d", 97-r), true
}

// RLMCFits says whether key (two digits, as printed in parentheses) is the line's.
func (c CodeLine) RLMCFits(key string) bool {
	want, ok := c.RLMCKey()
	return ok && want == key
}

// RepairByRLMC gives the one value that the digit at position (0 to 30, counted
// over number, zone and internal zone) must have for the key to fit. The caller
// has to know that this digit alone is doubtful; the key proves the line no more.
func (c CodeLine) RepairByRLMC(position int, key string) (CodeLine, bool) {
	n := []byte(c.Number + c.Zone + c.Internal)
	if len(n) != 31 || position < 0 || position >= len(n) || len(key) != 2 {
		return CodeLine{}, false
	}
	for d := byte('0'); d <= '9'; d++ {
		n[position] = d
		r := CodeLine{Number: string(n[:7]), Zone: string(n[7:19]), Internal: string(n[19:]), Amount: c.Amount}
		if r.RLMCFits(key) {
			return r, true
		}
	}
	return CodeLine{}, false
}
