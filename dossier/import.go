package dossier

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"bordereau"
)

// Columns are the columns of a list of customers, in the order in which they are
// documented; docs/formats/customers.md says what each holds. JSON lines use them
// as keys.
var Columns = []string{"customer_ref", "kind", "surname", "given_names", "usage_name", "company_name", "birth_date", "siren", "address", "iban", "currency", "account_label"}

// Record is one row: a customer and, where the row names an IBAN, one account of
// which the customer is a holder. A customer with two accounts takes two rows, and so
// does an account with two holders.
type Record struct {
	Line     int // of the file, from 1
	Customer Customer
	Account  *Account
}

const (
	maxRow  = 64 << 10        // bytes of one row
	maxRows = 2_000_000       // rows of one file
	csvPeek = maxRow + 64<<10 // what the CSV reader may take ahead of a row
)

// ParseCustomers reads a list of customers, format "csv" or "jsonl", row by row. It is
// strict: the first row that is wrong ends the sequence with an error that names its
// line and column, and whoever imports must then keep nothing. Rows of one customer
// have to agree in all that they say of the customer, rows of one account in
// currency and label.
func ParseCustomers(r io.Reader, format string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		rows, err := rowsOf(r, format)
		if err != nil {
			yield(Record{}, err)
			return
		}
		known := consistency{customers: map[string]seen[Customer]{}, accounts: map[string]seen[Account]{}}
		for n := 1; ; n++ {
			row, line, err := rows()
			if errors.Is(err, io.EOF) {
				return
			}
			var rec Record
			if err == nil && n > maxRows {
				err = rowError(line, "", "la liste a plus de %d lignes ; envoyez-la en plusieurs parties", maxRows)
			}
			if err == nil {
				rec, err = record(row, line)
			}
			if err == nil {
				err = known.check(rec)
			}
			if err != nil {
				yield(Record{}, err)
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// nextRow gives the values of one row by column, with its line; io.EOF at the end.
type nextRow func() (map[string]string, int, error)

func rowsOf(r io.Reader, format string) (nextRow, error) {
	switch format {
	case "csv":
		return csvRows(r)
	case "jsonl":
		return jsonRows(r), nil
	}
	return nil, bordereau.Errorf(bordereau.Invalid, "le format %q n'est ni csv ni jsonl", format)
}

func rowError(line int, column, format string, args ...any) error {
	where := fmt.Sprintf("ligne %d", line)
	if column != "" {
		where += ", colonne " + column
	}
	e := bordereau.Errorf(bordereau.Invalid, "%s : %s", where, fmt.Sprintf(format, args...))
	e.Pointer = column
	return e
}

// budget bounds what is read between two rows: an unclosed quote must not take in
// the whole file.
type budget struct {
	r    io.Reader
	left int
}

var errRowTooLong = errors.New("row too long")

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func csvRows(r io.Reader) (nextRow, error) {
	in := bufio.NewReaderSize(r, 4096)
	head, err := in.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	if bytes.Equal(head, []byte("\xEF\xBB\xBF")) {
		if _, err := in.Discard(3); err != nil {
			return nil, readError(err)
		}
	}
	head, err = in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	guard := &budget{in, csvPeek}
	rows := csv.NewReader(guard)
	if bytes.ContainsRune(first, ';') && !bytes.ContainsRune(first, ',') {
		rows.Comma = ';' // what spreadsheets write in France
	}
	header, err := rows.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, rowError(1, "", "la liste est vide ; sa première ligne nomme les colonnes")
		}
		return nil, csvError(err, 1)
	}
	for i, name := range header {
		if !slices.Contains(Columns, name) {
			return nil, rowError(1, clip(name), "cette colonne n'existe pas")
		}
		if slices.Contains(header[:i], name) {
			return nil, rowError(1, name, "la colonne figure deux fois")
		}
	}
	for _, name := range []string{"customer_ref", "kind"} {
		if !slices.Contains(header, name) {
			return nil, rowError(1, name, "la colonne manque")
		}
	}
	line := 1
	return func() (map[string]string, int, error) {
		guard.left = csvPeek
		values, err := rows.Read()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, 0, io.EOF
			}
			return nil, 0, csvError(err, line+1)
		}
		line, _ = rows.FieldPos(0)
		row := make(map[string]string, len(header))
		for i, name := range header {
			row[name] = values[i]
		}
		return row, line, nil
	}, nil
}

func csvError(err error, line int) error {
	var p *csv.ParseError
	switch {
	case errors.Is(err, errRowTooLong):
		return rowError(line, "", "la ligne dépasse %d octets, ou un guillemet n'est pas fermé", maxRow)
	case errors.As(err, &p) && errors.Is(p.Err, csv.ErrFieldCount):
		return rowError(p.StartLine, "", "la ligne n'a pas autant de valeurs que la première a de colonnes")
	case errors.As(err, &p):
		return rowError(p.Line, "", "la ligne n'est pas du CSV à partir de l'octet %d", p.Column)
	}
	return readError(err)
}

func readError(err error) error {
	return bordereau.Wrap(bordereau.Invalid, err, "La liste n'a pas pu être lue jusqu'au bout ; envoyez-la à nouveau.")
}

func jsonRows(r io.Reader) nextRow {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), maxRow)
	line := 0
	return func() (map[string]string, int, error) {
		for lines.Scan() {
			line++
			text := bytes.TrimSpace(lines.Bytes())
			if line == 1 {
				text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
			}
			if len(text) == 0 {
				continue
			}
			row, err := jsonRow(text, line)
			return row, line, err
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			return nil, 0, rowError(line+1, "", "la ligne dépasse %d octets", maxRow)
		} else if err != nil {
			return nil, 0, readError(err)
		}
		return nil, 0, io.EOF
	}
}

// jsonRow reads one flat object of strings (or nulls), each key once.
func jsonRow(text []byte, line int) (map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, rowError(line, "", "la ligne n'est pas un objet JSON")
	}
	row := map[string]string{}
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return nil, rowError(line, "", "la ligne n'est pas un objet JSON")
		}
		if !slices.Contains(Columns, key) {
			return nil, rowError(line, clip(key), "cette colonne n'existe pas")
		}
		if _, twice := row[key]; twice {
			return nil, rowError(line, key, "la colonne figure deux fois")
		}
		switch v, err := dec.Token(); value := v.(type) {
		case string:
			row[key] = value
		case nil:
			if err != nil {
				return nil, rowError(line, key, "la ligne n'est pas du JSON")
			}
			row[key] = ""
		default:
			return nil, rowError(line, key, "la valeur n'est pas une chaîne")
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, rowError(line, "", "l'objet n'est pas fermé")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, rowError(line, "", "il y a autre chose après l'objet")
	}
	return row, nil
}

func clip(s string) string {
	if len(s) > 40 {
		s = s[:40] + "..."
	}
	return strings.ToValidUTF8(s, "?")
}

// columnOf names the column behind a field of Customer and Account.
var columnOf = map[string]string{"/ref": "customer_ref", "/label": "account_label"}

func record(row map[string]string, line int) (Record, error) {
	for _, name := range Columns {
		v := row[name]
		if !utf8.ValidString(v) {
			return Record{}, rowError(line, name, "le texte n'est pas en UTF-8")
		}
		if v != strings.TrimSpace(v) {
			return Record{}, rowError(line, name, "la valeur commence ou finit par une espace")
		}
	}
	rec := Record{Line: line, Customer: Customer{
		Ref: row["customer_ref"], Kind: CustomerKind(row["kind"]), Surname: row["surname"], GivenNames: row["given_names"], UsageName: row["usage_name"],
		CompanyName: row["company_name"], BirthDate: row["birth_date"], Siren: row["siren"], Address: row["address"],
	}}
	if err := rec.Customer.Validate(); err != nil {
		return Record{}, inColumn(err, line)
	}
	if row["iban"] == "" {
		if row["currency"] != "" || row["account_label"] != "" {
			return Record{}, rowError(line, "iban", "un compte a besoin de son IBAN")
		}
		return rec, nil
	}
	a := Account{IBAN: row["iban"], Currency: row["currency"], Label: row["account_label"], Holders: []string{rec.Customer.Ref}}
	if a.Currency == "" {
		a.Currency = "EUR"
	}
	if err := a.Validate(); err != nil {
		return Record{}, inColumn(err, line)
	}
	rec.Account = &a
	return rec, nil
}

func inColumn(err error, line int) error {
	var e *bordereau.Error
	if !errors.As(err, &e) {
		return err
	}
	column, ok := columnOf[e.Pointer]
	if !ok {
		column = strings.TrimPrefix(e.Pointer, "/")
	}
	return rowError(line, column, "%s", e.Message)
}

type seen[T any] struct {
	line int
	said T
}

// consistency remembers what earlier rows said.
type consistency struct {
	customers map[string]seen[Customer]
	accounts  map[string]seen[Account]
}

func (k consistency) check(r Record) error {
	before, ok := k.customers[r.Customer.Ref]
	if ok && before.said != r.Customer {
		return rowError(r.Line, "customer_ref", "le client n'est pas décrit comme à la ligne %d", before.line)
	}
	if !ok {
		k.customers[r.Customer.Ref] = seen[Customer]{r.Line, r.Customer}
	}
	if r.Account == nil {
		return nil
	}
	account, ok := k.accounts[r.Account.IBAN]
	if ok && (account.said.Currency != r.Account.Currency || account.said.Label != r.Account.Label) {
		return rowError(r.Line, "iban", "le compte n'est pas décrit comme à la ligne %d", account.line)
	}
	if !ok {
		k.accounts[r.Account.IBAN] = seen[Account]{r.Line, *r.Account}
	}
	return nil
}
