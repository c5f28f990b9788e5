package web

var depositWords = words{
	"deposit.title":  {"Déposer des documents", "Drop off documents"},
	"deposit.files":  {"Fichiers (PDF, TIFF, JPEG, PNG)", "Files (PDF, TIFF, JPEG, PNG)"},
	"deposit.limits": {"Au plus %d fichiers de %s chacun.", "At most %d files of %s each."},
	"deposit.kind":   {"Nature attendue", "Expected kind"},
	"deposit.any":    {"Non précisée", "Not given"},
	"deposit.count":  {"Nombre de chèques", "Number of cheques"},
	"deposit.total":  {"Total du bordereau", "Total of the slip"},
	"deposit.ref":    {"Référence de l'agence", "The branch's reference"},
	"deposit.send":   {"Déposer", "Drop off"},
	"deposit.own":    {"Dépôts de l'agence %s", "Drop-offs of branch %s"},
	"deposit.none":   {"Aucun dépôt pour le moment.", "No drop-off yet."},
	"deposit.number": {"N°", "No."},
	"deposit.open":   {"Suivre le dépôt", "Follow the drop-off"},
	"receipt.title":  {"Dépôt n° %d", "Drop-off no. %d"},
	"receipt":        {"Reçu", "Receipt"},
	"receipt.digest": {"Empreinte des fichiers (SHA-256)", "Digest of the files (SHA-256)"},
	"receipt.sign":   {"Signature", "Signature"},
	"receipt.at":     {"Pris en charge le", "Taken in on"},
	"receipt.files":  {"Documents de ce dépôt", "Documents of this drop-off"},
	"receipt.double": {"Doublon d'un document déjà reçu", "Duplicate of a document already received"},
}
