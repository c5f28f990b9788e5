package check

import (
	"strings"

	"bordereau"
)

// countries are the codes of ISO 3166-1 alpha-2, with XK (Kosovo), which SWIFT uses.
const countries = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ" +
	" CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR" +
	" GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP" +
	" KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ" +
	" NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW" +
	" SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ" +
	" UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "

// Country says whether code is a country of ISO 3166-1 (or XK).
func Country(code string) bool {
	return len(code) == 2 && allAlnum(code) && strings.Contains(countries, " "+code+" ")
}

// BIC is a bank identifier (ISO 9362): party prefix 4, country 2, suffix 2, branch 3 or
// none. It has no check digit: that it parses proves nothing.
type BIC struct {
	Value, Party, Country, Suffix, Branch string
}

// ParseBIC accepts 8 or 11 characters, spaces aside.
func ParseBIC(s string) (BIC, error) {
	v := Compact(s)
	if len(v) != 8 && len(v) != 11 || !allAlnum(v) {
		return BIC{}, bordereau.Errorf(bordereau.Invalid, "Un BIC a 8 ou 11 caractères")
	}
	for i := range 4 {
		if !isLetter(v[i]) {
			return BIC{}, bordereau.Errorf(bordereau.Invalid, "Un BIC commence par quatre lettres")
		}
	}
	if !Country(v[4:6]) {
		return BIC{}, bordereau.Errorf(bordereau.Invalid, "%s n'est pas un pays", v[4:6])
	}
	return BIC{Value: v, Party: v[:4], Country: v[4:6], Suffix: v[6:8], Branch: v[8:]}, nil
}
