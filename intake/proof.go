package intake

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"time"

	"bordereau"
)

// Proof is a receipt with all that it takes to verify it without the desk: whose
// files it stands for, the very text that was signed, and the key. The key's
// fingerprint is to be compared with the one that the bank gave out.
type Proof struct {
	Schema      string       `json:"schema"` // bordereau.receipt/1
	DepositID   string       `json:"deposit_id"`
	Branch      string       `json:"branch"`
	ReceivedAt  time.Time    `json:"received_at"`
	Sequence    int64        `json:"sequence"`
	Digest      string       `json:"digest"` // see Digest
	Files       []ProvedFile `json:"files"`
	SignedText  string       `json:"signed_text"`
	Signature   string       `json:"signature"` // Ed25519 over SignedText, base64
	PublicKey   string       `json:"public_key"`
	Fingerprint string       `json:"public_key_sha256"` // of the key's DER form, in hex
	HowToVerify []string     `json:"how_to_verify"`
}

// ProvedFile is a file that a receipt stands for.
type ProvedFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// ProofSchema names the form of a proof.
const ProofSchema = "bordereau.receipt/1"

// Prove makes the proof of a deposit's receipt.
func Prove(key ed25519.PublicKey, d bordereau.Deposit, files []ProvedFile) (Proof, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return Proof{}, fmt.Errorf("write the public key: %w", err)
	}
	sum := sha256.Sum256(der)
	return Proof{
		Schema: ProofSchema, DepositID: d.ID, Branch: d.Branch, ReceivedAt: d.Receipt.At.UTC(), Sequence: d.Receipt.Sequence,
		Digest: d.Receipt.Digest, Files: files, SignedText: string(receiptText(d.ID, d.Receipt)), Signature: d.Receipt.Signature,
		PublicKey: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), Fingerprint: hex.EncodeToString(sum[:]),
		HowToVerify: []string{
			"jq -j .signed_text recu.json > texte; jq -r .signature recu.json | base64 -d > signature; jq -r .public_key recu.json > cle.pem",
			"openssl pkeyutl -verify -pubin -inkey cle.pem -rawin -in texte -sigfile signature",
			"openssl pkey -pubin -in cle.pem -outform DER | sha256sum   # = public_key_sha256",
			"jq -r '.files[].sha256' recu.json | LC_ALL=C sort | sha256sum   # = digest, 3e ligne du texte ; sha256sum de chaque fichier = files[].sha256",
		},
	}, nil
}
