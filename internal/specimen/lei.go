package specimen

// legalEntity is an LEI of an issuer of numbers that does not exist (ISO 17442: four
// digits, two zeros, twelve characters, the key), spoiled where the key shall be wrong.
func (w *work) legalEntity() string {
	r := stream(w.spec.Seed, "lei", 0)
	body := []byte("999900")
	for range 12 {
		body = append(body, "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"[r.IntN(34)])
	}
	lei := leiOf(string(body))
	if w.spec.Defects.WrongKey {
		lei = spoil(lei, 18)
		w.wrong("lei")
	}
	w.field("lei", lei)
	return lei
}

// confirmationEntity names the LEI of the firm that executed.
func confirmationEntity(w *work) {
	confirmationTable(w)
	w.sheets[0].put(20, 35, serif, 10.5, "LEI : "+w.legalEntity())
}

// extractEntity has the LEI of the company at its foot, in groups.
func extractEntity(w *work) {
	extractColumns(w)
	w.sheets[0].put(25, 262, mono, 9, "Identifiant d'entité juridique (LEI) : "+groups(w.legalEntity(), 4))
}
