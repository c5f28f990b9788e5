package desk

type searchTx interface{}
