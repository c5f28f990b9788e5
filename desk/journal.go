package desk

type journalTx interface{}
