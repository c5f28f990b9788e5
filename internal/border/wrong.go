package border

import "bordereau"

// Malformed is input that could not even be taken apart: 400, where Invalid (422)
// was understood and is wrong.
func Malformed(format string, args ...any) *bordereau.Error {
	return bordereau.Errorf(codeMalformed, format, args...)
}

// Damaged is a form that did not arrive whole; the cause may be nil.
func Damaged(cause error) error {
	return bordereau.Wrap(codeMalformed, cause, "Le formulaire est endommagé ou a été interrompu ; envoyez-le à nouveau.")
}

func notJSON() error {
	return Malformed("Ceci n'est pas du JSON : corrigez le contenu et envoyez-le à nouveau.")
}

// Wrong is an Invalid that names the part of the input it speaks of.
func Wrong(pointer, format string, args ...any) *bordereau.Error {
	e := bordereau.Errorf(bordereau.Invalid, format, args...)
	e.Pointer = pointer
	return e
}

// TooLong, NotDate, NotAmount and Unknown are what forms and queries get wrong.
func TooLong(name string) error {
	return Wrong(name, "Le champ « %s » est trop long : raccourcissez-le.", name)
}

func NotDate(name string) error {
	return Wrong(name, "Le champ « %s » doit être une date (2026-11-23).", name)
}

func NotAmount(name string) error {
	return Wrong(name, "Le champ « %s » doit être un montant avec ses décimales (1237.56).", name)
}

func Unknown(name, value string) error {
	return Wrong(name, "« %s » n'est pas connu ici : corrigez le champ « %s » ou ôtez-le.", short(value), name)
}

func notNumber(name string, lo, hi int64) error {
	return Wrong(name, "Le champ « %s » doit être un nombre entier de %d à %d.", name, lo, hi)
}

func errSignIn() error {
	return bordereau.Errorf(bordereau.Unauthorised, "Veuillez vous connecter.")
}

func deliveryTooLarge(limit int64) error {
	return bordereau.Errorf(bordereau.TooLarge, "L'envoi dépasse la taille autorisée (%s) ; envoyez-le en plusieurs parties.", size(limit))
}

const fieldTooLarge = "Un champ du formulaire dépasse %s : raccourcissez-le."
