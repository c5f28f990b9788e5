package cheque

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/spec"
)

// magnetic is the code line of a cheque as it was read from its bars.
type magnetic struct {
	raw      string // in letters and digits, with its blanks
	chars    []bordereau.Word
	page     int
	box      bordereau.Box
	doubtful []int // places in raw without blanks, of characters that one reader doubts
	others   int   // further lines on the page: of other cheques
}

// bothSaw is the confidence from which both readers of the line saw a character.
const bothSaw = 0.9

// codeLineOf looks for the line on the first pages of a file, once a sheet.
func codeLineOf(ctx context.Context, s *spec.Sheet) *magnetic {
	if s.Zones == nil {
		return nil
	}
	return spec.Once(s, "code line", func() *magnetic {
		for i, p := range s.Reading.Pages {
			if i == 2 {
				break // a cheque has two sides
			}
			words, err := s.Zones.Read(ctx, p.Number, bordereau.Box{}, "code_line")
			if err != nil || len(words) == 0 {
				continue // what cannot be read again is not there; a person looks
			}
			m := &magnetic{page: p.Number, others: otherLines(words)}
			for _, w := range words {
				if w.Line != words[0].Line {
					break // other cheques on the sheet are cheques of their own
				}
				m.raw += w.Text
				if w.Confidence < bothSaw {
					m.doubtful = append(m.doubtful, len(m.chars))
				}
				m.chars = append(m.chars, w)
				m.box = m.box.Union(w.Box)
			}
			return m
		}
		return nil
	})
}

// halfLine is how many characters make more than a speck of a line: half of the
// shortest form that is known.
const halfLine = 12

// otherLines counts the lines behind the first that may be a cheque's.
func otherLines(words []bordereau.Word) int {
	long := map[int]int{}
	for _, w := range words {
		if w.Line != words[0].Line {
			long[w.Line]++
		}
	}
	n := 0
	for _, chars := range long {
		if chars >= halfLine {
			n++
		}
	}
	return n
}

// magneticCue lets a code line speak for a cheque on which little else can be read.
func magneticCue(ctx context.Context, s *spec.Sheet) []bordereau.Cue {
	if !s.Thorough {
		return nil
	}
	m := codeLineOf(ctx, s)
	if m == nil {
		return nil
	}
	if _, err := check.ParseCodeLine(m.raw); err != nil {
		if _, ok := check.ParseForeignLine(m.raw); !ok {
			return nil
		}
	}
	return []bordereau.Cue{{Phrase: "ligne " + m.font(), Page: m.page, Box: m.box, Weight: 8}}
}

// codeLine takes the fields of the line, and holds its keys.
func codeLine(ctx context.Context, d *spec.Draft) error {
	m := codeLineOf(ctx, d.Sheet)
	if m == nil {
		d.Check("code_line", bordereau.Inconclusive, "la ligne CMC-7 n'a pas été trouvée sur l'image")
		return nil
	}
	if m.others > 0 {
		d.Check("several_cheques", bordereau.Failed, fmt.Sprintf("Cette page porte %d chèques, et un seul a été lu : numérisez chaque chèque à part", m.others+1))
	}
	line, err := check.ParseCodeLine(m.raw)
	if err == nil {
		french(d, m, line)
	} else if f, ok := check.ParseForeignLine(m.raw); ok {
		foreign(d, m, f)
	} else {
		m.put(d, "code_line", m.raw, 0, len(m.chars))
		d.Check("code_line", bordereau.Inconclusive, "la ligne magnétique lue n'est pas complète, ou d'aucune forme connue : "+m.raw, "code_line")
		return nil
	}
	m.seenTwice(d)
	return nil
}

// french takes the zones of a French line, and holds the printed key (clé RLMC) and the
// printed number against it.
func french(d *spec.Draft, m *magnetic, line check.CodeLine) {
	key := d.Understanding.Value("rlmc_key")
	repaired := -1
	if key != "" && !line.RLMCFits(key) && len(m.doubtful) == 1 {
		if digit := digitAt(m.doubtful[0]); digit >= 0 {
			if r, ok := line.RepairByRLMC(digit, key); ok {
				line, repaired = r, m.doubtful[0]
			}
		}
	}
	m.put(d, "code_line", line.String(), 0, len(m.chars))
	m.number(d, line.Number, 1, 8)
	m.put(d, "interbank_zone", line.Zone, 9, 21)
	m.put(d, "internal_zone", line.Internal, 22, 34)
	m.put(d, "code_line_font", "cmc7", 0, len(m.chars))
	switch {
	case repaired >= 0:
		// The key chose a digit: it proves nothing any more.
		for _, name := range zones {
			if f := d.Field(name); f != nil && holds(name, repaired) {
				f.Repaired = true
			}
		}
		d.Check("rlmc_key", bordereau.Inconclusive, fmt.Sprintf("un chiffre douteux de la ligne CMC-7 a été rétabli par la clé RLMC %s, qui ne la prouve donc plus", key))
	case key == "":
		d.Check("rlmc_key", bordereau.Inconclusive, "la clé RLMC n'a pas été lue")
	case line.RLMCFits(key) && m.guessed():
		d.Check("rlmc_key", bordereau.Inconclusive, "la clé RLMC "+key+" convient, mais trop de chiffres de la ligne CMC-7 sont douteux pour qu'elle la prouve")
	case line.RLMCFits(key):
		proved := append(slices.Clone(zones), "rlmc_key")
		for _, name := range proved {
			d.Prove(name, bordereau.ProofCheckDigit, "la clé RLMC "+key+" convient à la ligne CMC-7")
		}
		d.Check("rlmc_key", bordereau.Passed, "la clé RLMC convient à la ligne CMC-7", proved...)
		if order := orderPrinted(d.Sheet); !order.Empty() && m.others == 0 {
			d.Proved = "ordre de payer contre un chèque, et ligne CMC-7 dont la clé RLMC convient"
		}
	default:
		d.Check("rlmc_key", bordereau.Failed, "la clé RLMC imprimée "+key+" ne convient pas à la ligne CMC-7", "code_line", "rlmc_key")
	}
}

// mostGuessed is how much the digits beside the most doubtful one may be doubted, in
// all, for a key to prove a line. Of the lines between a fifth and one, as under a stamp,
// one in thirty is wrong and one in ten where the picture is black and white and all is
// spoiled; one of 97 of these fits its key.
const mostGuessed = 1

// guessed says whether so many digits are doubtful that a wrong line may well fit its
// key: one wrong digit never does, two or more do once in 97.
func (m *magnetic) guessed() bool {
	sum, worst := 0.0, 0.0
	for _, i := range m.doubtful {
		if digitAt(i) >= 0 {
			doubt := max(0, 1-m.chars[i].Confidence/bothSaw)
			sum, worst = sum+doubt, max(worst, doubt)
		}
	}
	return sum-worst > mostGuessed
}

// zones are the fields of a line.
var zones = []string{"code_line", "cheque_number", "interbank_zone", "internal_zone"}

// seenTwice says whether both readers of the line saw the same.
func (m *magnetic) seenTwice(d *spec.Draft) {
	font := m.font()
	if len(m.doubtful) > 0 {
		d.Check("code_line", bordereau.Inconclusive, "caractères douteux de la ligne "+font+" : "+m.places())
		return
	}
	for _, name := range zones {
		d.Prove(name, bordereau.ProofCorroboration, "deux lectures de la ligne "+font+" disent la même chose")
	}
	d.Check("code_line", bordereau.Passed, "la ligne "+font+" est lue de deux façons qui concordent")
}

// font is what clerks call the line.
func (m *magnetic) font() string {
	if f, _ := check.ParseForeignLine(m.raw); f.Font == "e13b" {
		return "E-13B"
	}
	return "CMC-7"
}

// number takes the cheque's number, which stands from one place of the line to another,
// and holds the one that is printed elsewhere against it. Where they differ it is the
// line's: that is what the bank pays by, and what a key may prove.
func (m *magnetic) number(d *spec.Draft, number string, from, to int) {
	f := d.Field("cheque_number")
	switch {
	case number == "":
	case f == nil:
		m.put(d, "cheque_number", number, from, to)
	case f.Value == number:
		f.Prove(bordereau.ProofAgreement, "le numéro imprimé est celui de la ligne "+m.font())
	default:
		d.Check("cheque_number", bordereau.Failed, fmt.Sprintf("le numéro imprimé %s n'est pas celui de la ligne %s, %s", f.Value, m.font(), number), "cheque_number", "code_line")
		*f = m.field("cheque_number", number, from, to)
	}
}

// put adds what stands from one place of the line to another, unless it was read
// elsewhere already.
func (m *magnetic) put(d *spec.Draft, name, value string, from, to int) {
	d.Put(m.field(name, value, from, to))
}

func (m *magnetic) field(name, value string, from, to int) bordereau.Field {
	f := bordereau.Field{Name: name, Value: value, Page: m.page, Confidence: 1}
	for _, c := range m.chars[from:to] {
		f.Raw += c.Text
		f.Box = f.Box.Union(c.Box)
		f.Confidence = min(f.Confidence, c.Confidence)
	}
	f.Raw = strings.TrimSpace(f.Raw)
	return f
}

// places names the doubtful characters for a clerk, counted from 1.
func (m *magnetic) places() string {
	var out []string
	for _, i := range m.doubtful {
		out = append(out, fmt.Sprintf("%d (%s)", i+1, strings.TrimSpace(m.chars[i].Text)))
	}
	return strings.Join(out, ", ")
}

// digitAt is which of the 31 digits stands at a place of the line, -1 for a symbol.
func digitAt(place int) int {
	switch {
	case place >= 1 && place < 8:
		return place - 1
	case place >= 9 && place < 21:
		return place - 2
	case place >= 22 && place < 34:
		return place - 3
	}
	return -1
}

// holds says whether a field holds a place of the line.
func holds(field string, place int) bool {
	switch field {
	case "cheque_number":
		return place >= 1 && place < 8
	case "interbank_zone":
		return place >= 9 && place < 21
	case "internal_zone":
		return place >= 22 && place < 34
	}
	return true
}
