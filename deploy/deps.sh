#!/usr/bin/env bash
# Installs the Debian packages that the desk stands on, those that are missing.
# Works as root, or as a user with sudo.
set -euo pipefail

packages=(
  tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng tesseract-ocr-osd   # reading
  libtesseract-dev libleptonica-dev gcc g++ libc6-dev pkg-config        # building the engine's bridge
  libzxing-dev                                                          # printed codes: DataMatrix, QR, Code 128
  poppler-utils fonts-urw-base35                                        # rasterising and text layers of PDF, which may lack its fonts
  redis-server postgresql postgresql-client                             # dispatch and record
  fonts-bwht fonts-breip fonts-comic-neue fonts-dancingscript           # hands in which specimens are filled in
  fonts-dkg-handwriting fonts-humor-sans fonts-kristi fonts-rufscript
  fonts-sjfonts fonts-tlwg-purisa-otf
  fonts-aoyagi-soseki fonts-ecolier-court fonts-kaushanscript fonts-kiloji # and in which figures are
  fonts-nanum-extra fonts-navilu fonts-seto fonts-smc-karumbi fonts-tomsontalks
  chromium                                                              # the pages' tests drive it
  ca-certificates curl
)

missing=()
for p in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "These packages are missing and need root to install: ${missing[*]}" >&2; exit 1; }
    sudo=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${sudo[@]}" apt-get update -q
  # Their own servers need not run: the desk starts what it needs, as children.
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

command -v go >/dev/null || { echo "Go is missing: install Go 1.26 or newer and run this again." >&2; exit 1; }
