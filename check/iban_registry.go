package check

// bbanOf gives each country's BBAN as runs of characters: a count and n (digit),
// a (letter) or c (either). Source: the IBAN registry kept by SWIFT under ISO
// 13616. The French overseas departments and territories use FR.
var bbanOf = map[string]string{
	"AD": "8n12c", "AE": "19n", "AL": "8n16c", "AT": "16n", "AZ": "4a20c",
	"BA": "16n", "BE": "12n", "BG": "4a6n8c", "BH": "4a14c", "BI": "23n", "BR": "23n1a1c", "BY": "4c4n16c",
	"CH": "5n12c", "CR": "18n", "CY": "8n16c", "CZ": "20n",
	"DE": "18n", "DJ": "23n", "DK": "14n", "DO": "4c20n",
	"EE": "16n", "EG": "25n", "ES": "20n",
	"FI": "14n", "FK": "2a12n", "FO": "14n", "FR": "10n11c2n",
	"GB": "4a14n", "GE": "2a16n", "GI": "4a15c", "GL": "14n", "GR": "7n16c", "GT": "24c",
	"HN": "4a20n", "HR": "17n", "HU": "24n",
	"IE": "4a14n", "IL": "19n", "IQ": "4a15n", "IS": "22n", "IT": "1a10n12c",
	"JO": "4a4n18c",
	"KW": "4a22c", "KZ": "3n13c",
	"LB": "4n20c", "LC": "4a24c", "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c", "LY": "21n",
	"MC": "10n11c2n", "MD": "20c", "ME": "18n", "MK": "3n10c2n", "MN": "16n", "MR": "23n", "MT": "4a5n18c", "MU": "4a19n3a",
	"NI": "4a20n", "NL": "4a10n", "NO": "11n",
	"OM": "3n16c",
	"PK": "4a16c", "PL": "24n", "PS": "4a21c", "PT": "21n",
	"QA": "4a21c",
	"RO": "4a16c", "RS": "18n", "RU": "14n15c",
	"SA": "2n18c", "SC": "4a20n3a", "SD": "14n", "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a10n12c", "SO": "19n", "ST": "21n", "SV": "4a20n",
	"TL": "19n", "TN": "20n", "TR": "6n16c",
	"UA": "6n19c",
	"VA": "18n", "VG": "4a16n",
	"XK": "16n",
	"YE": "4a4n18c",
}

// ibanShape spells out, character by character, what may stand in an IBAN of the
// country: "aann" for country and key, then one of n, a, c a position. Empty if
// the country has no IBAN.
func ibanShape(country string) string {
	runs, ok := bbanOf[country]
	if !ok {
		return ""
	}
	shape := []byte("aann")
	count := 0
	for i := range len(runs) {
		if c := runs[i]; isDigit(c) {
			count = count*10 + int(c-'0')
			continue
		}
		for range count {
			shape = append(shape, runs[i])
		}
		count = 0
	}
	return string(shape)
}

func fits(c, class byte) bool {
	switch class {
	case 'n':
		return isDigit(c)
	case 'a':
		return isLetter(c)
	}
	return isDigit(c) || isLetter(c)
}
