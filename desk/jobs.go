package desk

type jobTx interface{}
