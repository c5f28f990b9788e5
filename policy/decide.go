package policy

import (
	"slices"
	"time"

	"bordereau"
)

// Route is how many people a document needs in all.
type Route string

const (
	StraightThrough Route = "straight_through"
	OneClerk        Route = "one_clerk"
	TwoClerks       Route = "two_clerks"
)

// Strictness orders routes: 0, 1 or 2 people.
func (r Route) Strictness() int {
	switch r {
	case OneClerk:
		return 1
	case TwoClerks:
		return 2
	}
	return 0
}

// Reason is one thing that a person has to settle. Field is empty where the whole
// document is meant; Rule is for programs, Sentence for clerks (French).
type Reason struct {
	Field    string `json:"field,omitempty"`
	Rule     string `json:"rule"`
	Sentence string `json:"sentence"`
}

// Circumstances are what is known beside the understanding.
type Circumstances struct {
	Now             time.Time // dates are judged against its day
	Persons         []string  // who decided on the document as it stands, by id
	ChangedIBAN     bool      // a person changed an IBAN against what was read
	Alone           []string  // amounts that one person keyed and no other reading of the paper agrees with
	MismatchedLayer bool      // a page's own text says other things than are seen
	Flags           []string  // of the reading: javascript, revisions...
	DossierKnown    bool
}

// Decision says whether a document may go on.
type Decision struct {
	// Route is how many people the document needs in all, whether or not they have
	// decided already. Outstanding is how many more.
	Route       Route    `json:"route"`
	Outstanding int      `json:"outstanding"`
	Reasons     []Reason `json:"reasons,omitempty"` // what is not settled yet
	Policy      string   `json:"policy"`            // version of the policy
}

// Passes says that nothing and nobody is wanting.
func (d Decision) Passes() bool { return d.Outstanding == 0 }

// tally collects what is wanting. A reason over a field is settled by proofs
// alone; a reason over the document by so many people.
type tally struct {
	persons int
	route   int
	open    int
	reasons []Reason
}

func (t *tally) field(name, rule, sentence string) {
	t.route, t.open = max(t.route, 1), max(t.open, 1)
	t.reasons = append(t.reasons, Reason{name, rule, sentence})
}

func (t *tally) people(n int, name, rule, sentence string) {
	t.route = max(t.route, n)
	if missing := n - t.persons; missing > 0 {
		t.open = max(t.open, missing)
		t.reasons = append(t.reasons, Reason{name, rule, sentence})
	}
}

// Decide holds an understanding against the rules of its type. It grades the
// fields itself; who asks need not call Statuses first.
func (p *Policy) Decide(u bordereau.Understanding, c Circumstances) Decision {
	u = p.Statuses(u)
	persons := slices.Clone(c.Persons)
	slices.Sort(persons)
	t := &tally{persons: len(slices.DeleteFunc(slices.Compact(persons), func(id string) bool { return id == "" }))}
	rule, known := p.Types[u.Type]
	p.document(t, u, c, rule, known)
	for _, f := range rule.Fields {
		judge(t, &u, f, c.Now)
	}
	ceiling(t, &u, rule)
	return Decision{
		Route: []Route{StraightThrough, OneClerk, TwoClerks}[t.route], Outstanding: t.open, Reasons: t.reasons, Policy: p.Version,
	}
}

// document judges the document as a whole.
func (p *Policy) document(t *tally, u bordereau.Understanding, c Circumstances, rule TypeRule, known bool) {
	switch {
	case u.Type == bordereau.Unknown || u.Type == "":
		t.people(1, "", "type_unknown", "Le type du document n'est pas reconnu")
	case !known || !rule.StraightThrough:
		t.people(1, "", "always_a_person", "Ce type de document est toujours vu par une personne")
	case u.TypeProved:
	case rule.TypeProof == "check":
		t.people(1, "", "type_not_proved", "Aucun contrôle ne prouve le type du document")
	case u.TypeConfidence < rule.Margin:
		t.people(1, "", "type_doubtful", "Les indices ne suffisent pas à reconnaître le type du document")
	}
	if rule.Dossier && !c.DossierKnown {
		t.people(1, "", "dossier_unknown", "Le dossier du client n'est pas connu")
	}
	if c.MismatchedLayer {
		t.people(1, "", "layer_differs", "Le texte caché d'une page ne dit pas ce que l'on voit : seule l'image compte")
	}
	for _, flag := range c.Flags {
		if !slices.Contains(p.HarmlessFlags, flag) {
			t.people(1, "", "flag_"+flag, FlagSentence(flag))
		}
	}
	for _, k := range u.Checks {
		if k.Verdict == bordereau.Failed {
			t.people(1, first(k.Fields), "check_failed:"+k.Rule, failedSentence(k))
		}
	}
	for _, name := range rule.Passed {
		if !slices.ContainsFunc(u.Checks, func(k bordereau.Check) bool { return k.Rule == name && k.Verdict != bordereau.Inconclusive }) {
			t.people(1, "", "check_missing:"+name, missingSentence(name))
		}
	}
	code(t, u)
	for _, name := range c.Alone {
		if f := u.Field(name); f != nil && provedOtherwise(f) {
			continue // the slip balances with it: that is another reading
		}
		t.people(2, name, "second_reader", Label(name)+" : aucune autre lecture ne dit la même chose, une deuxième personne doit lire")
	}
	if c.ChangedIBAN {
		t.people(2, "", "iban_changed", "Un IBAN a été modifié : une deuxième personne doit le vérifier")
	}
}

// code wants a person where a signed code is on the paper and says other things than
// are printed, though its signature is not established, or is signed for a trial. One
// whose signer is not known here proves nothing, and stops nothing either.
func code(t *tally, u bordereau.Understanding) {
	if u.Value("code2d_signature") == "test" {
		t.people(1, "code2d_signature", "code2d_of_test", "Le code 2D-Doc est signé par une autorité d'essai : il n'a aucune valeur")
	}
	for _, k := range u.Checks {
		if k.Rule == "code2d_differs" && k.Verdict == bordereau.Inconclusive {
			t.people(1, first(k.Fields), "code2d_in_doubt", "Le document ne dit pas la même chose que son code 2D-Doc : "+k.Detail)
		}
	}
}

// missingSentence says which check could not be made.
func missingSentence(rule string) string {
	what := map[string]string{
		"gross_to_net": "le calcul du brut au net", "net_after_tax": "le calcul du net après impôt", "cumulative_gross_fits": "le brut cumulé",
		"mandate_mentions": "les mentions du mandat", "mandate_scheme": "la confirmation du mandat interentreprises par le débiteur",
		"statement_balance": "l'addition des opérations du relevé", "schedule_adds_up": "le calcul du tableau d'amortissement",
		"quantity_by_price": "la quantité multipliée par le cours", "trade_net": "le calcul du montant net", "trade_dates": "l'ordre des dates de négociation et de règlement",
		"settlement_cycle": "le règlement à deux jours de la négociation", "quantity_by_unit": "la quantité multipliée par le montant unitaire", "action_net": "le calcul du montant net", "action_dates": "l'ordre des dates de l'opération",
		"net_vat_gross": "l'addition du hors taxe et de la TVA",
	}[rule]
	if what == "" {
		what = rule
	}
	return "Un contrôle obligatoire n'a pas pu être fait : " + what
}

// provedOtherwise says that something else than a person's word proves a field.
func provedOtherwise(f *bordereau.Field) bool {
	return slices.ContainsFunc(f.Proofs, func(p bordereau.Proof) bool { return p.Kind != bordereau.ProofPerson && stands(f, p.Kind) })
}

// failedSentence puts the checks that clerks meet most into their own words; the
// detail of the others follows as it was recorded.
func failedSentence(k bordereau.Check) string {
	switch k.Rule {
	case "words_against_figures":
		return "Le montant en lettres et le montant en chiffres diffèrent"
	case "iban_key":
		return "La clé de l'IBAN ne convient pas"
	case "iban_agrees_with_rib":
		return "L'IBAN et le RIB imprimés ne désignent pas le même compte"
	case "one_account", "two_accounts":
		return "Le document porte plusieurs comptes différents ou un compte de trop"
	case "mrz_digits":
		return "Des chiffres de contrôle de la zone de lecture automatique ne conviennent pas"
	case "mrz_dates":
		return "La zone de lecture automatique contient une date impossible"
	case "in_validity":
		return "Le document n'est plus valable"
	case "code2d_differs":
		return "ALERTE : " + k.Detail
	case "facturx_differs":
		return "ALERTE : " + k.Detail
	case "facturx_totals":
		return "Les totaux du XML de la facture ne s'additionnent pas"
	case "code2d_signature":
		return "Le code 2D-Doc ne peut pas être cru : " + k.Detail
	case "fresh":
		return "Le document est trop ancien"
	case "net_vat_gross":
		return "Le hors taxe, la TVA et le total ne s'additionnent pas"
	case "slip_listing_count":
		return "Le nombre de chèques de la liste n'est pas le nombre déclaré"
	case "slip_listing_total":
		return "La somme de la liste n'est pas le total déclaré"
	case "siret_key":
		return "La clé du SIRET ne convient pas"
	case "siren_key":
		return "La clé du SIREN ne convient pas"
	case "mrz_number_as_printed":
		return "Le numéro imprimé n'est pas celui de la zone de lecture automatique"
	case "text_layer_agrees":
		return "Le texte caché du fichier ne dit pas ce que l'on voit"
	case "duplicate_instrument", "several_amounts", "opposition", "cheque_validity", "several_cheques", "division", "slip_balance", "endorsement", "mandatory_mentions":
		return k.Detail // a sentence for clerks already
	}
	return "Un contrôle a échoué : " + k.Detail
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

// FlagSentence says to clerks what a flag of a reading means.
func FlagSentence(flag string) string {
	switch flag {
	case "javascript":
		return "Le fichier contient un programme (JavaScript)"
	case "embedded_files":
		return "Le fichier contient d'autres fichiers"
	case "launch":
		return "Le fichier peut lancer un programme"
	case "remote_target":
		return "Le fichier renvoie à un autre fichier"
	case "uri":
		return "Le fichier contient des liens vers Internet"
	case "open_action":
		return "Le fichier fait quelque chose quand on l'ouvre"
	case "xfa":
		return "Le fichier est un formulaire qui peut montrer autre chose que ses pages"
	case "signature":
		return "Le fichier porte une signature électronique, qui n'est pas vérifiée ici"
	case "einvoice_unreadable":
		return "La facture électronique contenue dans le fichier ne se lit pas"
	case "layers":
		return "Le fichier a des calques qui peuvent être masqués"
	case "multimedia":
		return "Le fichier contient du son ou de la vidéo"
	case "external_stream":
		return "Le fichier prend une partie de son contenu ailleurs"
	case "revisions":
		return "Le fichier a été modifié après sa création"
	case "encrypted":
		return "Le fichier était chiffré"
	case "truncated":
		return "La fin du fichier manque"
	case "repaired":
		return "Le fichier était abîmé et a été réparé pour être lu"
	case "lenient":
		return "Le fichier n'est pas conforme à sa norme"
	}
	return "Le fichier porte une particularité à vérifier : " + flag
}

// ceiling asks for two people where the amount is above it, or where nobody can
// say: no ceiling for the currency, or no amount in it.
func ceiling(t *tally, u *bordereau.Understanding, rule TypeRule) {
	if rule.Amount == "" {
		return
	}
	f := u.Field(rule.Amount)
	if f == nil || f.Value == "" {
		return // the field's own rule asks for it
	}
	currency := u.Value("currency")
	if currency == "" {
		currency = "EUR"
	}
	limit, ok := rule.Ceilings[currency]
	if !ok {
		t.people(2, rule.Amount, "currency_without_ceiling", "Aucun plafond n'est fixé pour la devise "+currency+" : deux personnes décident")
		return
	}
	m, err := bordereau.ParseMoney(f.Value, currency)
	if err != nil {
		t.field(rule.Amount, "amount_unreadable", "Le montant n'est pas un montant en "+currency)
		return
	}
	if m.Minor > limit || m.Minor < 0 {
		top := bordereau.Money{Minor: limit, Currency: currency}
		t.people(2, rule.Amount, "above_ceiling", "Le montant dépasse "+top.String()+" : deux personnes décident")
	}
}
