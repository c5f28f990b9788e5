package classify_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"bordereau"
	"bordereau/classify/internal/typeset"
	"bordereau/policy"
)

// printedLine is the code line as the bars say it; a character before a "?" is one
// that the two readers of the line do not agree on.
type printedLine string

func (l printedLine) Read(_ context.Context, page int, _ bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	if alphabet != "code_line" {
		return nil, nil
	}
	var words []bordereau.Word
	blank := ""
	for i, c := range l {
		switch c {
		case ' ':
			blank = " "
		case '?':
			words[len(words)-1].Confidence = 0.4
		default:
			words = append(words, bordereau.Word{Text: blank + string(c), Confidence: 0.99, Block: 1, Line: 1,
				Box: bordereau.Box{X: 100 + 38*i, Y: 900, W: 38, H: 40}})
			blank = ""
		}
	}
	return words, nil
}

const rightLine = "C8471325 C075000004908D 241410511021A" // whose RLMC key is the 75 that chequeText prints

func TestCodeLineAndItsKey(t *testing.T) {
	with := func(line, from, to string) bordereau.Understanding {
		return understandReading(t, typeset.Reading(strings.ReplaceAll(chequeText, from, to)), printedLine(line))
	}
	u := with(rightLine, "", "")
	for name, value := range map[string]string{"code_line": rightLine, "cheque_number": "8471325", "interbank_zone": "075000004908",
		"internal_zone": "241410511021", "code_line_font": "cmc7", "rlmc_key": "75"} {
		if got := u.Value(name); got != value {
			t.Errorf("%s is %q, not %q", name, got, value)
		}
	}
	for _, name := range []string{"code_line", "cheque_number", "interbank_zone", "internal_zone", "rlmc_key"} {
		if !proves(u, name, bordereau.ProofCheckDigit) {
			t.Errorf("the key proves nothing of %s", name)
		}
	}
	if !proves(u, "cheque_number", bordereau.ProofAgreement) || verdict(u, "rlmc_key") != bordereau.Passed || verdict(u, "code_line") != bordereau.Passed {
		t.Errorf("%+v", u.Checks)
	}

	// Another digit than the key's: nothing is proved, and the clerk is told.
	u = with(strings.Replace(rightLine, "4908", "4909", 1), "", "")
	if proves(u, "code_line", bordereau.ProofCheckDigit) || verdict(u, "rlmc_key") != bordereau.Failed || u.Field("code_line").Repaired {
		t.Errorf("a wrong digit went through: %+v", u.Field("code_line"))
	}

	// One doubtful digit is put right by the key, which then proves nothing any more.
	u = with(strings.Replace(rightLine, "4908", "4?908", 1), "", "")
	if f := u.Field("code_line"); f.Repaired || !proves(u, "code_line", bordereau.ProofCheckDigit) {
		t.Errorf("a doubtful digit that is right needs no repair: %+v", f)
	}
	u = with(strings.Replace(rightLine, "4908", "6?908", 1), "", "")
	f := u.Field("code_line")
	if f == nil || f.Value != rightLine || !f.Repaired || proves(u, "code_line", bordereau.ProofCheckDigit) || !u.Field("interbank_zone").Repaired {
		t.Fatalf("not repaired, or taken for proved: %+v", f)
	}
	if u.Field("internal_zone").Repaired || verdict(u, "rlmc_key") != bordereau.Inconclusive {
		t.Errorf("the repair reaches too far: %+v %+v", u.Field("internal_zone"), u.Checks)
	}

	// Two doubtful digits are one too many for the key.
	u = with(strings.Replace(rightLine, "4908", "6?90?8", 1), "", "")
	if u.Field("code_line").Repaired || verdict(u, "rlmc_key") != bordereau.Failed {
		t.Errorf("two doubtful digits: %+v", u.Checks)
	}

	// Where it fits two that are half believed it proves them, and not those of a line that
	// is guessed: it fits one wrong line in 97.
	u = with(strings.Replace(rightLine, "4908", "4?90?8", 1), "", "")
	if !proves(u, "code_line", bordereau.ProofCheckDigit) || verdict(u, "code_line") != bordereau.Inconclusive {
		t.Errorf("two doubtful digits that fit: %+v", u.Checks)
	}
	u = with(strings.Replace(rightLine, "4908", "4?9?0?8", 1), "", "")
	if proves(u, "code_line", bordereau.ProofCheckDigit) || verdict(u, "rlmc_key") != bordereau.Inconclusive {
		t.Errorf("three doubtful digits that fit: %+v", u.Checks)
	}

	// A doubtful symbol is no matter for the key.
	u = with(strings.Replace(rightLine, "D ", "D? ", 1), "", "")
	if !proves(u, "code_line", bordereau.ProofCheckDigit) || verdict(u, "code_line") != bordereau.Inconclusive {
		t.Errorf("a doubtful symbol: %+v", u.Checks)
	}

	// Without the key, and on another number than the one that is printed.
	u = with(rightLine, "(75)", "")
	if proves(u, "code_line", bordereau.ProofCheckDigit) || verdict(u, "rlmc_key") != bordereau.Inconclusive || !proves(u, "code_line", bordereau.ProofCorroboration) {
		t.Errorf("without a key: %+v", u.Checks)
	}
	u = with(rightLine, "n° 8471325", "n° 8471326")
	if verdict(u, "cheque_number") != bordereau.Failed || u.Value("cheque_number") != "8471325" || proves(u, "cheque_number", bordereau.ProofAgreement) {
		t.Errorf("another number is printed: %+v %+v", u.Field("cheque_number"), u.Checks)
	}

	// Half a line is shown as it was read, and proves nothing.
	u = with("C8471325 C0750000", "", "")
	if u.Value("code_line") != "C8471325 C0750000" || len(u.Field("code_line").Proofs) != 0 || verdict(u, "code_line") != bordereau.Inconclusive {
		t.Errorf("half a line: %+v", u.Field("code_line"))
	}
	u = understand(t, chequeText)
	if u.Field("code_line") != nil || verdict(u, "code_line") != bordereau.Inconclusive {
		t.Errorf("no line: %+v", u.Checks)
	}
}

// twoLines is a sheet with two cheques, the second line as given.
type twoLines struct{ first, second printedLine }

func (l twoLines) Read(ctx context.Context, page int, box bordereau.Box, alphabet string) ([]bordereau.Word, error) {
	words, err := l.first.Read(ctx, page, box, alphabet)
	if err != nil {
		return nil, err
	}
	more, err := l.second.Read(ctx, page, box, alphabet)
	for i := range more {
		more[i].Line = 2
	}
	return append(words, more...), err
}

// Only one cheque of a sheet is read: the others are not passed over in silence.
func TestSeveralChequesOnOneSheetAreSeenByAPerson(t *testing.T) {
	u := understandReading(t, typeset.Reading(chequeText), twoLines{rightLine, "C8471326 C075000004908D 241410511021A"})
	i := slices.IndexFunc(u.Checks, func(c bordereau.Check) bool { return c.Rule == "several_cheques" })
	if i < 0 || u.Checks[i].Verdict != bordereau.Failed || !strings.Contains(u.Checks[i].Detail, "2 chèques") || u.Value("code_line") != rightLine {
		t.Fatalf("%+v", u.Checks)
	}
	d := policy.Default().Decide(u, policy.Circumstances{Now: day(), DossierKnown: true})
	if !slices.ContainsFunc(d.Reasons, func(r policy.Reason) bool {
		return r.Rule == "check_failed:several_cheques" && r.Sentence == u.Checks[i].Detail
	}) {
		t.Errorf("%+v", d.Reasons)
	}
	for _, alone := range []printedLine{"", "C84 71"} {
		u = understandReading(t, typeset.Reading(chequeText), twoLines{rightLine, alone})
		if verdict(u, "several_cheques") != "" {
			t.Errorf("%q is a cheque: %+v", alone, u.Checks)
		}
	}
}

// On a cheque that is filled in by hand little is recognised but its line.
func TestACodeLineSpeaksForACheque(t *testing.T) {
	u := understandReading(t, typeset.Reading("€ 12\n\nle 20/11/2026"), printedLine(rightLine))
	if u.Type != bordereau.Cheque {
		t.Errorf("taken for %s", u.Type)
	}
	u = understandReading(t, typeset.Reading("€ 12\n\nle 20/11/2026"), printedLine("C8471325 C0750000"))
	if u.Type == bordereau.Cheque {
		t.Error("half a line made a cheque")
	}
}
