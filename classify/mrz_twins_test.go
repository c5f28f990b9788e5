package classify_test

import (
	"context"
	"strings"
	"testing"

	"bordereau"
	"bordereau/check"
	"bordereau/classify/internal/typeset"
)

// td3 is a passport of a state with a number and optional data, as a reader sees it; the
// print beside the zone is given.
func td3(state, number, optional, beside string) string {
	digit := func(s string) string { return string(check.MRZDigitOf(s)) }
	fill := func(s string, n int) string { return s + strings.Repeat("<", n-len(s)) }
	number, optional = fill(number, 9), fill(optional, 14)
	second := number + digit(number) + state + "7408122F3004157" + optional + digit(optional)
	second += digit(second[0:10] + second[13:20] + second[21:43])
	return "PASSEPORT / PASSPORT\nNom / Surname\nERIKSSON\nPrénoms / Given names\nANNA MARIA\nDate de naissance / Date of birth\n12 08 1974\n" +
		beside + "\n\n" + fill("P<"+state+"ERIKSSON<<ANNA<MARIA", 44) + "\n" + second
}

// G and 6 weigh the same in a check digit: a number with either is proved by what is
// printed beside the zone, and so is the zone.
func TestTwinsAreProvedByPrintAlone(t *testing.T) {
	for _, c := range []struct {
		name, text    string
		number, whole bool
		said          string
	}{
		{"a G that was read as 6", td3("UTO", "X67040093", "", ""), false, false, "6 de G dans le numéro"},
		{"a G", td3("UTO", "XG7040093", "", ""), false, false, "G de 6"},
		{"an S that was read as 8", td3("UTO", "X87040093", "", ""), false, false, "8 de S"},
		{"a 5 and a 9, which the digit tells from S and G", td3("UTO", "X57040093", "", ""), true, true, ""},
		{"printed beside", td3("UTO", "X67040093", "", "Passeport n° : X67040093"), true, true, ""},
		{"a G printed beside", td3("UTO", "X67040093", "", "Passeport n° : XG7040093"), false, false, "6 de G"},
		{"figures where the state has figures", td3("FRA", "16XX68168", "", ""), true, true, ""},
		{"a letter where the state has figures", td3("FRA", "16XX6816G", "", ""), false, false, "G de 6"},
		{"in the optional data", td3("UTO", "X57040093", "95602040", ""), true, false, "6 de G, < de 0 dans les données facultatives"},
		{"in optional data that are printed", td3("UTO", "X57040093", "95602040", "Personal No 95602040"), true, true, ""},
	} {
		u := understand(t, c.text)
		number := proves(u, "document_number", bordereau.ProofCheckDigit) || proves(u, "document_number", bordereau.ProofAgreement)
		if number != c.number || proves(u, "mrz", bordereau.ProofCheckDigit) != c.whole {
			t.Errorf("%s: the number is proved %v, the zone %v: %+v", c.name, number, proves(u, "mrz", bordereau.ProofCheckDigit), u.Field("document_number"))
		}
		if !u.TypeProved || verdict(u, "mrz_digits") != bordereau.Passed {
			t.Errorf("%s: its digits are not believed: %v", c.name, u.Checks)
		}
		said := ""
		for _, k := range u.Checks {
			if k.Rule == "mrz_twins" {
				said = k.Detail
			}
		}
		if (said == "") != (c.said == "") || !strings.Contains(said, c.said) {
			t.Errorf("%s: clerks are told %q", c.name, said)
		}
	}
}

// A second look at a printed number does not prove what the zone's digit leaves open, where
// the first look saw the other of the two.
func TestASecondLookDoesNotChooseTwins(t *testing.T) {
	text := td3("UTO", "X67040093", "", "Passeport n° : XG7040093")
	u, err := house(t).Understand(context.Background(), typeset.Reading(text), &zone{text: "X67040093"})
	if err != nil {
		t.Fatal(err)
	}
	if proves(u, "document_number", bordereau.ProofAgreement) || proves(u, "mrz", bordereau.ProofCheckDigit) {
		t.Errorf("%+v", u.Field("document_number"))
	}
}

// Two J that were read as I, of weights 7 and 3, fit every digit: neither what was read nor
// another number that is printed beside and fits as well is proved.
func TestMisreadingsThatCancelOut(t *testing.T) {
	for _, c := range []struct {
		name, text string
		proved     bool
	}{
		{"two of a kind", td3("UTO", "XXTXIWIM7", "", ""), false},
		{"two of a kind, printed", td3("UTO", "XXTXIWIM7", "", "Passeport n° : XXTXIWIM7"), true},
		{"another number that fits", td3("UTO", "XXTX2W3M7", "", "Passeport n° : XXTX3W4M7"), false},
		{"another number that does not", td3("UTO", "XXTX2W3M7", "", "Passeport n° : XXTX2W0M7"), true},
	} {
		u := understand(t, c.text)
		number := proves(u, "document_number", bordereau.ProofCheckDigit) || proves(u, "document_number", bordereau.ProofAgreement)
		if number != c.proved || !c.proved && proves(u, "mrz", bordereau.ProofCheckDigit) {
			t.Errorf("%s: %+v %+v", c.name, u.Field("document_number"), u.Field("mrz"))
		}
	}
}

// One digit of a zone whose others do not fit does so by chance, one time in ten, and the
// filler over an empty part is no digit at all.
func TestADigitAlone(t *testing.T) {
	zone := func(number, birth, expiry byte) string {
		second := "X57040093" + string(number) + "UTO740812" + string(birth) + "F300415" + string(expiry) + "<<<<<<<<<<<<<<<"
		return "PASSEPORT / PASSPORT\nNom / Surname\nERIKSSON\nPrénoms / Given names\nANNA MARIA\n\nP<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n" +
			second + string('0'+(check.MRZDigitOf(second[0:10]+second[13:20]+second[21:43])-'0'+1)%10)
	}
	right := check.MRZDigitOf("X57040093")
	alone := understand(t, zone('0'+(right-'0'+1)%10, '2', '0'))
	if proves(alone, "birth_date", bordereau.ProofCheckDigit) {
		t.Errorf("alone: %+v", alone.Field("birth_date"))
	}
	two := understand(t, zone(right, '2', '0'))
	if !proves(two, "birth_date", bordereau.ProofCheckDigit) || !proves(two, "document_number", bordereau.ProofCheckDigit) || proves(two, "expiry_date", bordereau.ProofCheckDigit) {
		t.Errorf("two: %+v", two.Field("birth_date"))
	}
}

// The composite digit of the card of 1995 covers its names, and does not tell F from P.
func TestTwinsInNames(t *testing.T) {
	first, second := "IDFRAFERRIER<<<<<<<<<<<<<<<<<<92C001", "8806923102858CORINNE<<<<<<<6512068F"
	second += string(check.MRZDigitOf(first + second))
	unprinted := strings.NewReplacer("IDFRABERTHIER<<<<<<<<<<<<<<<<<92C001", first, "8806923102858CORINNE<<<<<<<6512068F8", second, "BERTHIER", "")
	text := unprinted.Replace(cardText)
	if u := understand(t, text); u.Value("surname") != "FERRIER" || proves(u, "surname", bordereau.ProofCheckDigit) || proves(u, "mrz", bordereau.ProofCheckDigit) ||
		!proves(u, "given_names", bordereau.ProofCheckDigit) || verdict(u, "mrz_twins") != bordereau.Inconclusive {
		t.Errorf("%+v %v", u.Field("surname"), u.Checks)
	}
	u := understand(t, strings.Replace(text, "Nom :", "Nom : FERRIER", 1))
	if !proves(u, "surname", bordereau.ProofAgreement) || !proves(u, "mrz", bordereau.ProofCheckDigit) || verdict(u, "mrz_twins") != "" {
		t.Errorf("printed: %+v %v", u.Field("surname"), u.Checks)
	}
}

// The letter that a zone begins with is covered by no digit: what is none of the norm's is
// looked at again, and proves nothing.
func TestTheCodeOfAZone(t *testing.T) {
	text := strings.Replace(permitText, "IRFRA", "TRFRA", 1)
	if u := understand(t, text); u.Type != bordereau.ResidencePermit || proves(u, "mrz", bordereau.ProofCheckDigit) || !proves(u, "document_number", bordereau.ProofAgreement) {
		t.Errorf("%s: %+v", u.Type, u.Field("mrz"))
	}
	zone := &zone{text: permitText[strings.Index(permitText, "IRFRA"):]}
	u, err := house(t).Understand(context.Background(), typeset.Reading(text), zone)
	if err != nil || len(zone.asked) == 0 || !strings.HasPrefix(u.Value("mrz"), "IRFRA") || !proves(u, "mrz", bordereau.ProofCheckDigit) {
		t.Errorf("asked %v, %+v, %v", zone.asked, u.Field("mrz"), err)
	}
}
