package border

import (
	"strconv"
	"strings"

	"bordereau"
	"bordereau/desk"
)

// fieldNames are the fields of a delivery's form beside its files.
var fieldNames = []string{"branch", "channel", "dossier", "kind", "slip_count", "slip_total", "reference", "priority", "replaces"}

func declares(name string) bool {
	for _, n := range fieldNames {
		if n == name {
			return true
		}
	}
	return false
}

// declaration makes what a branch declares of the fields of its form.
func declaration(fields map[string]string, by bordereau.Principal, channel bordereau.Channel) (desk.Declaration, error) {
	d := desk.Declaration{
		Branch: fields["branch"], Channel: channel, Dossier: fields["dossier"], Kind: fields["kind"],
		Reference: fields["reference"], Priority: bordereau.Normal,
	}
	if by.Branch != "" {
		if d.Branch != "" && d.Branch != by.Branch {
			e := bordereau.Errorf(bordereau.Forbidden, "Une agence ne dépose qu'en son propre nom : indiquez la vôtre, ou aucune.")
			e.Pointer = "branch"
			return d, e
		}
		d.Branch = by.Branch
	}
	if d.Branch == "" {
		return d, Wrong("branch", "Indiquez l'agence qui dépose.")
	}
	for name, longest := range map[string]int{"branch": 64, "dossier": 100, "kind": 64, "reference": 200} {
		if len([]rune(fields[name])) > longest {
			return d, TooLong(name)
		}
	}
	if d.Kind != "" && !bordereau.Type(d.Kind).Known() {
		return d, Unknown("kind", d.Kind)
	}
	if r := fields["replaces"]; r != "" {
		id, err := uuidOf(r)
		if err != nil {
			return d, Unknown("replaces", r)
		}
		d.Replaces = id
	}
	switch ch := bordereau.Channel(fields["channel"]); ch {
	case "":
	case bordereau.ChannelAPI, bordereau.ChannelFolder, bordereau.ChannelWeb:
		if channel == bordereau.ChannelAPI {
			d.Channel = ch
		}
	default:
		return d, Unknown("channel", string(ch))
	}
	if p := fields["priority"]; p != "" {
		found := false
		for _, known := range bordereau.Priorities {
			if known.String() == p {
				d.Priority, found = known, true
			}
		}
		if !found {
			return d, Unknown("priority", p)
		}
	}
	if s := fields["slip_count"]; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 9999 {
			return d, notNumber("slip_count", 1, 9999)
		}
		d.SlipCount = &n
	}
	if s := fields["slip_total"]; s != "" {
		m, err := ParseAmount(s)
		if err != nil || m.Minor < 0 {
			return d, NotAmount("slip_total")
		}
		d.SlipTotal = &m
	}
	return d, nil
}

// ParseAmount reads an amount as people and programs write it: 1237.56,
// 1 237,56 €, 3435.880 TND. Without a currency it is in euros.
func ParseAmount(s string) (bordereau.Money, error) {
	s = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(strings.TrimSpace(s))
	currency := "EUR"
	if rest, ok := strings.CutSuffix(s, "€"); ok {
		s = strings.TrimSpace(rest)
	} else if i := strings.LastIndexByte(s, ' '); i > 0 && len(s)-i == 4 {
		if _, known := bordereau.Exponent(s[i+1:]); known {
			currency, s = s[i+1:], s[:i]
		}
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), ",", ".")
	if exp, _ := bordereau.Exponent(currency); exp > 0 && !strings.Contains(s, ".") {
		s += "." + strings.Repeat("0", exp)
	}
	return bordereau.ParseMoney(s, currency)
}
