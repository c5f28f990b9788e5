package check

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"bordereau"
)

var (
	shareFigures = regexp.MustCompile(`(?:^|[^0-9/])(\d{1,5}) ?/ ?(\d{1,5})(?:$|[^0-9/])`)
	shareWords   = regexp.MustCompile(`\b(UN|UNE|DEUX|TROIS|QUATRE|CINQ|SEPT)?\s*(TOTALITE|TOUT|MOITIE|DEMI|TIERS|QUARTS?|CINQUIEMES?|SIXIEMES?|SEPTIEMES?|HUITIEMES?|DIXIEMES?|DOUZIEMES?|SEIZIEMES?)\b`)
	parts        = map[string]int64{"TOTALITE": 1, "TOUT": 1, "MOITIE": 2, "DEMI": 2, "TIERS": 3, "QUART": 4, "CINQUIEME": 5, "SIXIEME": 6,
		"SEPTIEME": 7, "HUITIEME": 8, "DIXIEME": 10, "DOUZIEME": 12, "SEIZIEME": 16}
	many = map[string]int64{"": 1, "UN": 1, "UNE": 1, "DEUX": 2, "TROIS": 3, "QUATRE": 4, "CINQ": 5, "SEPT": 7}
)

// ParseShare reads the part of an estate: "3/8", "trois huitièmes", "la moitié", "la
// totalité". Where figures and words both stand they must say the same. It gives the
// fraction as printed, "3/8"; a part is more than nothing and at most the whole.
func ParseShare(raw string) (string, error) {
	bad := func() (string, error) {
		return "", bordereau.Errorf(bordereau.Invalid, "Ce n'est pas une part de succession")
	}
	if len(raw) > 200 {
		return bad()
	}
	folded := Fold(raw)
	var told []*big.Rat
	printed := ""
	if m := shareFigures.FindStringSubmatch(folded); m != nil {
		n, err1 := strconv.ParseInt(m[1], 10, 64)
		d, err2 := strconv.ParseInt(m[2], 10, 64)
		if err1 != nil || err2 != nil || n < 1 || d < n {
			return bad()
		}
		told, printed = append(told, big.NewRat(n, d)), m[1]+"/"+m[2]
	}
	if m := shareWords.FindStringSubmatch(folded); m != nil {
		n, d := many[m[1]], parts[m[2]]
		if d == 0 {
			d = parts[strings.TrimSuffix(m[2], "S")]
		}
		if d == 0 || n > d {
			return bad()
		}
		told = append(told, big.NewRat(n, d))
		if printed == "" {
			printed = strconv.FormatInt(n, 10) + "/" + strconv.FormatInt(d, 10)
		}
	}
	if len(told) == 0 || len(told) == 2 && told[0].Cmp(told[1]) != 0 {
		return bad()
	}
	return printed, nil
}

// Share is a part of an estate and the right that it is held in.
type Share struct {
	Part  string // "3/8"
	Right Right
}

// Right is what an heir has of his part (C. civ. 578).
type Right int

const (
	Ownership Right = iota // full ownership
	Usufruct
	BareOwnership
)

// SharesWhole says whether shares make up an estate, no more and no less: what is owned
// outright and what is owned bare sum to one, and so do, where there is any usufruct,
// what is owned outright and what is used. ok is false where a share cannot be read.
func SharesWhole(shares []Share) (whole, ok bool) {
	owned, used, anyUse := new(big.Rat), new(big.Rat), false
	for _, s := range shares {
		q, fine := new(big.Rat).SetString(s.Part)
		if !fine || q.Sign() <= 0 {
			return false, false
		}
		switch s.Right {
		case Usufruct:
			used.Add(used, q)
			anyUse = true
		case BareOwnership:
			owned.Add(owned, q)
			anyUse = true
		default:
			owned.Add(owned, q)
			used.Add(used, q)
		}
	}
	one := big.NewRat(1, 1)
	return len(shares) > 0 && owned.Cmp(one) == 0 && (!anyUse || used.Cmp(one) == 0), len(shares) > 0
}
