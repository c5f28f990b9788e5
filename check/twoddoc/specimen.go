package twoddoc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base32"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// The authority of the project's own specimens. Everybody can sign in its name: its key
// follows from its name, and it is of test, so that it is refused in production.
const (
	SpecimenAuthority   = "ZZ00"
	SpecimenCertificate = "SPEC"
)

// SpecimenKey is the key that signs specimens (P-256).
func SpecimenKey() *ecdsa.PrivateKey {
	seed := sha256.Sum256([]byte("bordereau: authority of specimens"))
	curve := elliptic.P256()
	d := new(big.Int).SetBytes(seed[:])
	d.Mod(d, new(big.Int).Sub(curve.Params().N, big.NewInt(1))).Add(d, big.NewInt(1))
	raw := d.FillBytes(make([]byte, 32))
	key, err := ecdsa.ParseRawPrivateKey(curve, raw)
	if err != nil {
		panic("twoddoc: the key of specimens: " + err.Error())
	}
	return key
}

// Specimen builds a code of version 4 of a type ("00", "06") with fields in their order,
// raw, and signs it as specimens are signed.
func Specimen(kind string, issued time.Time, fields [][2]string) ([]byte, error) {
	message := fmt.Sprintf("DC04%s%s%s%s%s01FR", SpecimenAuthority, SpecimenCertificate, Days(issued), Days(issued), kind)
	for _, f := range fields {
		d, ok := table[f[0]]
		switch {
		case !ok:
			return nil, fmt.Errorf("the field %q is not of the specification", f[0])
		case len(f[1]) < d.least || d.most > 0 && len(f[1]) > d.most:
			return nil, fmt.Errorf("the field %q cannot have %d characters", f[0], len(f[1]))
		}
		message += f[0] + f[1]
		if !d.fixed() && len(f[1]) != d.most {
			message += string(rune(groupSeparator))
		}
	}
	raw, err := sign([]byte(message), SpecimenKey())
	if err != nil {
		return nil, err
	}
	return append(append([]byte(message), unitSeparator), base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)...), nil
}

// SpecimenBinary builds a binary code of a type, with fields by their byte, in capitals,
// and signs it as specimens are signed.
func SpecimenBinary(kind byte, issued time.Time, fields []BinaryField) ([]byte, error) {
	country, err := packC40("FRA")
	if err != nil {
		return nil, err
	}
	who, err := packC40(SpecimenAuthority + SpecimenCertificate + " ")
	if err != nil {
		return nil, err
	}
	day := int(issued.Month())*1000000 + issued.Day()*10000 + issued.Year()
	date := []byte{byte(day >> 16), byte(day >> 8), byte(day)}
	message := slices.Concat([]byte{0xdc, 4}, country, who, date, date, []byte{kind, 0, 1})
	for _, f := range fields {
		data, err := packC40(f.Text)
		switch {
		case err != nil:
			return nil, err
		case f.ID == binarySign || len(data) > 0xffff:
			return nil, fmt.Errorf("the field %#x of %d bytes has no place in a binary code", f.ID, len(data))
		case len(data) < binaryLong:
			message = append(message, f.ID, byte(len(data)))
		default:
			message = append(message, f.ID, binaryLong, byte(len(data)>>8), byte(len(data)))
		}
		message = append(message, data...)
	}
	raw, err := sign(message, SpecimenKey())
	if err != nil {
		return nil, err
	}
	return slices.Concat(message, []byte{binarySign}, raw), nil
}

// BinaryField is a field of a binary code to be built.
type BinaryField struct {
	ID   byte
	Text string
}

// Days is a day as it is encoded: hexadecimal, since 2000-01-01.
func Days(t time.Time) string {
	return fmt.Sprintf("%04X", int(t.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).Hours()/24))
}

// sign gives r and s: deterministic (RFC 6979), so that a specimen is always the
// same.
func sign(message []byte, key *ecdsa.PrivateKey) ([]byte, error) {
	digest := sha256.Sum256(message)
	der, err := key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign a specimen: %w", err)
	}
	var of struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &of); err != nil {
		return nil, fmt.Errorf("sign a specimen: %w", err)
	}
	return append(of.R.FillBytes(make([]byte, 32)), of.S.FillBytes(make([]byte, 32))...), nil
}
