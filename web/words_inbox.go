package web

var inboxWords = words{
	"inbox.title":   {"Corbeille", "Inbox"},
	"inbox.next":    {"Traiter la suivante", "Take the next one"},
	"inbox.tasks":   {"Tâches en attente d'une personne", "Tasks waiting for a person"},
	"inbox.none":    {"Aucune tâche n'attend.", "No task is waiting."},
	"inbox.why":     {"À faire", "To do"},
	"inbox.held":    {"Réservée jusqu'au", "Held until"},
	"inbox.second":  {"2e lecture", "2nd reading"},
	"inbox.first":   {"1re lecture", "1st reading"},
	"inbox.reading": {"Lecture", "Reading"},
	"inbox.go":      {"Reprendre", "Resume"},
}
