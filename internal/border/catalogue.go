package border

import (
	"regexp"
	"strings"

	"bordereau"
)

// Two languages of one sentence. %s, %d, %q and %v stand for what is filled in.
type sentence struct{ en, fr string }

var titles = map[bordereau.Code]sentence{
	bordereau.Invalid:      {"Invalid input", "Saisie incorrecte"},
	bordereau.Unsupported:  {"Type not accepted", "Format non accepté"},
	bordereau.TooLarge:     {"Too large", "Trop volumineux"},
	bordereau.Unreadable:   {"Unreadable", "Illisible"},
	bordereau.NotFound:     {"Not found", "Introuvable"},
	bordereau.Conflicting:  {"Conflict", "Modifié entre-temps"},
	bordereau.KeyReused:    {"Idempotency key used before", "Clé d'idempotence déjà utilisée"},
	bordereau.Unauthorised: {"Not signed in", "Non connecté"},
	bordereau.Forbidden:    {"Not allowed", "Non autorisé"},
	bordereau.Quota:        {"Too many requests", "Trop d'envois"},
	bordereau.Busy:         {"Busy", "Service momentanément occupé"},
	bordereau.TimedOut:     {"Took too long", "Délai dépassé"},
	bordereau.Exhausted:    {"Too heavy", "Ressources insuffisantes"},
	bordereau.Crashed:      {"Failure", "Incident technique"},
	bordereau.Internal:     {"Failure", "Incident technique"},
	codeMethod:             {"Method not allowed", "Méthode non prévue"},
	codeHeaders:            {"Head too large", "En-têtes trop longs"},
	codeTimeout:            {"Too slow", "Envoi trop lent"},
	codeMalformed:          {"Malformed request", "Requête incompréhensible"},
}

// general is what is said in French where the catalogue has no closer words.
var general = map[bordereau.Code]string{
	bordereau.Invalid:      "Une donnée saisie n'est pas correcte.",
	bordereau.Unsupported:  "Ce type de fichier n'est pas accepté : envoyez un PDF, un TIFF, un JPEG ou un PNG.",
	bordereau.TooLarge:     "L'envoi dépasse la taille autorisée.",
	bordereau.Unreadable:   "Le fichier est endommagé ou protégé ; numérisez le document à nouveau.",
	bordereau.NotFound:     "Rien n'a été trouvé à cette adresse.",
	bordereau.Conflicting:  "Quelqu'un d'autre est intervenu entre-temps ; rechargez la page.",
	bordereau.KeyReused:    "Cette clé d'idempotence a déjà servi pour un autre contenu.",
	bordereau.Unauthorised: "Veuillez vous connecter.",
	bordereau.Forbidden:    "Votre profil ne permet pas cette action.",
	bordereau.Quota:        "Trop d'envois en peu de temps ; réessayez dans une minute.",
	bordereau.Busy:         "Le service est momentanément occupé ; rien n'a été perdu, réessayez dans quelques instants.",
	bordereau.TimedOut:     "Le traitement a pris trop de temps ; réessayez dans quelques instants.",
	bordereau.Exhausted:    "Le document demande trop de ressources ; il sera examiné par une personne.",
	bordereau.Crashed:      "Un incident technique est survenu de notre côté. Il est enregistré ; veuillez réessayer.",
	bordereau.Internal:     "Un incident technique est survenu de notre côté. Il est enregistré ; veuillez réessayer.",
	codeMethod:             "Cette adresse ne connaît pas cette méthode.",
	codeHeaders:            "Les en-têtes de la requête sont trop longs.",
	codeTimeout:            "La requête a mis trop de temps à arriver.",
	codeMalformed:          "La requête n'a pas pu être comprise.",
}

var generalEnglish = map[bordereau.Code]string{
	bordereau.Invalid:      "Something in the input is not correct.",
	bordereau.Unsupported:  "This type of file is not accepted: send a PDF, TIFF, JPEG or PNG.",
	bordereau.TooLarge:     "The delivery is larger than allowed.",
	bordereau.Unreadable:   "The file is damaged or protected; please scan the document again.",
	bordereau.NotFound:     "Nothing was found here.",
	bordereau.Conflicting:  "Somebody else was there in between; please load the page again.",
	bordereau.KeyReused:    "This idempotency key was used before for other content.",
	bordereau.Unauthorised: "Please sign in.",
	bordereau.Forbidden:    "Your role does not allow this.",
	bordereau.Quota:        "Too much in a short time; try again in a minute.",
	bordereau.Busy:         "The service is busy for a moment; nothing was lost, try again shortly.",
	bordereau.TimedOut:     "The work took too long; try again shortly.",
	bordereau.Exhausted:    "The document needs too much; a person will look at it.",
	bordereau.Crashed:      "Something went wrong on our side. It was recorded; please try again.",
	bordereau.Internal:     "Something went wrong on our side. It was recorded; please try again.",
}

func title(lang string, code bordereau.Code) string {
	t := titles[code]
	if lang == "en" {
		return t.en
	}
	return t.fr
}

type phrase struct {
	match *regexp.Regexp
	into  string
}

var toFrench, toEnglish = compile()

func compile() (fr, en []phrase) {
	for _, s := range sentences {
		fr = append(fr, phrase{matcher(s.en), s.fr})
		en = append(en, phrase{matcher(s.fr), s.en})
	}
	return fr, en
}

var verbs = regexp.MustCompile(`%[sdqv]`)

func matcher(format string) *regexp.Regexp {
	parts := verbs.Split(strings.TrimSuffix(format, "."), -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`(?is)^` + strings.Join(parts, `(.+?)`) + `$`)
}

// Sentence says a message in the language asked for. Rooms inside write one
// language; the catalogue knows the other. What it does not know is said in
// general words where it stands in the wrong language.
func Sentence(lang string, code bordereau.Code, message string) string {
	phrases := toFrench
	if lang == "en" {
		phrases = toEnglish
	}
	for _, p := range phrases {
		if m := p.match.FindStringSubmatch(strings.TrimSuffix(message, ".")); m != nil {
			n := 0
			return capital(verbs.ReplaceAllStringFunc(p.into, func(string) string {
				n++
				return m[n]
			}))
		}
	}
	switch english := looksEnglish(message); {
	case lang == "fr" && english:
		if g, ok := general[code]; ok {
			return g
		}
	case lang == "en" && !english:
		if g, ok := generalEnglish[code]; ok {
			return g
		}
	}
	return capital(message)
}

// looksEnglish tells which language a room wrote a sentence in.
func looksEnglish(s string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == ':' || r == ';' }) {
		switch w {
		case "the", "is", "are", "of", "this", "that", "not", "and", "with", "must", "cannot", "was", "were", "it", "be", "your", "to", "no", "has", "for":
			return true
		}
	}
	return false
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	r[0] = []rune(strings.ToUpper(string(r[0])))[0]
	out := string(r)
	if !strings.ContainsAny(out[len(out)-1:], ".!?") {
		out += "."
	}
	return out
}
