package check

import "strings"

// mrzStates are the codes that ICAO 9303-3 §5 allows for issuing state and nationality:
// ISO 3166-1 alpha-3, Germany's D, the British ones, those of organisations, of persons
// without a nationality, and UTO, the state of the norm's own specimens.
const mrzStates = " ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA" +
	" CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM" +
	" GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN" +
	" KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT" +
	" NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA" +
	" SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA" +
	" UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE" +
	" D GBD GBN GBO GBP GBS RKS EUE UNO UNA UNK XBA XIM XCC XCE XCO XEC XES XMP XOM XPO XDC XCT XXA XXB XXC XXX UTO "

// MRZState says whether code is one that may stand in a zone, without its fillers.
func MRZState(code string) bool {
	return code != "" && !strings.Contains(code, " ") && strings.Contains(mrzStates, " "+code+" ")
}

// mrzSpellings are what ICAO 9303-3 §6 writes for letters with marks, where more than
// one way of writing is in use.
var mrzSpellings = map[rune][]string{
	'Ä': {"A", "AE"}, 'Ö': {"O", "OE"}, 'Ü': {"U", "UE", "UXX"}, 'Å': {"A", "AA"}, 'Ø': {"O", "OE"}, 'Æ': {"AE"}, 'Œ': {"OE"},
	'ß': {"SS"}, 'Ñ': {"N", "NXX"}, 'Ð': {"D"}, 'Þ': {"TH"}, 'Ł': {"L"}, 'Đ': {"D"}, 'İ': {"I"}, 'Ĳ': {"IJ"},
}

// MRZSpells says whether a printed word may be written so in a zone: without accents,
// letters with marks as the norm spells them, apostrophes and hyphens dropped or taken
// for fillers. zone is a word or several, apart by blanks.
func MRZSpells(printed, zone string) bool {
	words := strings.Fields(zone)
	zone = strings.Join(words, "")
	if zone == "" || len(printed) > 200 {
		return false
	}
	at := map[int]bool{0: true} // how far the zone may be spelt
	for _, r := range strings.ToUpper(printed) {
		ways := mrzSpellings[r]
		if r == 'ẞ' {
			ways = []string{"SS"}
		}
		if ways == nil {
			way := strings.Map(func(c rune) rune {
				if c >= 'A' && c <= 'Z' {
					return c
				}
				return -1
			}, Fold(string(r)))
			ways = []string{way}
		}
		next := map[int]bool{}
		for from := range at {
			for _, w := range ways {
				if strings.HasPrefix(zone[from:], w) {
					next[from+len(w)] = true
				}
			}
		}
		at = next
	}
	return at[len(zone)]
}
