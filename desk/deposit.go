package desk

type depositTx interface{}
