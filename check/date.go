package check

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bordereau"
)

var (
	dateISO   = regexp.MustCompile(`^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$`)
	dateFR    = regexp.MustCompile(`^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})$`)
	dateDMY   = regexp.MustCompile(`^(\d{1,2})\s*(?:ER|ST|ND|RD|TH|E)?[\s.-]*(?:OF )?\s*([A-Z]+)[\s.,-]*(\d{4}|\d{2})$`)
	dateMDY   = regexp.MustCompile(`^([A-Z]+)[\s.]*(\d{1,2})\s*(?:ST|ND|RD|TH)?[\s,]+(\d{4})$`)
	dateLead  = regexp.MustCompile(`^(?:LE|DU|AU|THE|LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI|DIMANCHE|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)[\s,:]+`)
	monthName = map[string]int{
		"JANVIER": 1, "JANV": 1, "JAN": 1, "JANUARY": 1, "FEVRIER": 2, "FEVR": 2, "FEV": 2, "FEB": 2, "FEBRUARY": 2,
		"MARS": 3, "MAR": 3, "MARCH": 3, "AVRIL": 4, "AVR": 4, "APR": 4, "APRIL": 4, "MAI": 5, "MAY": 5, "JUIN": 6, "JUN": 6, "JUNE": 6,
		"JUILLET": 7, "JUIL": 7, "JUL": 7, "JULY": 7, "AOUT": 8, "AOU": 8, "AUG": 8, "AUGUST": 8,
		"SEPTEMBRE": 9, "SEPT": 9, "SEP": 9, "SEPTEMBER": 9, "OCTOBRE": 10, "OCT": 10, "OCTOBER": 10,
		"NOVEMBRE": 11, "NOV": 11, "NOVEMBER": 11, "DECEMBRE": 12, "DEC": 12, "DECEMBER": 12,
	}
)

// ParseDate reads a date as printed, day before month: 31/12/2026, 31.12.26, "3 mars
// 2026", "1er janvier 2026", 2026-03-31, "March 3, 2026". It gives YYYY-MM-DD. Years of
// two digits fall into the eighty years before now's year and the nineteen after it.
func ParseDate(raw string, now time.Time) (string, error) {
	bad := func() (string, error) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas une date")
	}
	if len(raw) > 64 {
		return bad()
	}
	s := strings.Join(strings.Fields(Fold(raw)), " ")
	for {
		rest := dateLead.ReplaceAllString(s, "")
		if rest == s {
			break
		}
		s = rest
	}
	s = strings.Trim(s, " .,;:")
	var y, d string
	m := 0
	if g := dateISO.FindStringSubmatch(s); g != nil {
		y, d = g[1], g[3]
		m, _ = strconv.Atoi(g[2])
	} else if g := dateFR.FindStringSubmatch(s); g != nil {
		y, d = g[3], g[1]
		m, _ = strconv.Atoi(g[2])
	} else if g := dateDMY.FindStringSubmatch(s); g != nil {
		y, d, m = g[3], g[1], monthName[g[2]]
	} else if g := dateMDY.FindStringSubmatch(s); g != nil {
		y, d, m = g[3], g[2], monthName[g[1]]
	}
	if m == 0 {
		return bad()
	}
	year, err := strconv.Atoi(y)
	if err != nil {
		return bad()
	}
	if len(y) == 2 {
		year += now.Year() - now.Year()%100
		for year > now.Year()+19 {
			year -= 100
		}
		for year < now.Year()-80 {
			year += 100
		}
	}
	day, err := strconv.Atoi(d)
	if err != nil || year < 1800 || year > 2200 {
		return bad()
	}
	iso := fmt.Sprintf("%04d-%02d-%02d", year, m, day)
	if _, err := time.Parse(time.DateOnly, iso); err != nil {
		return bad()
	}
	return iso, nil
}
