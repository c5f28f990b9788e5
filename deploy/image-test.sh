#!/usr/bin/env bash
# Builds the Dockerfile without a registry and without a Docker engine, runs the
# image as it is run in a bank (no root, no capability, nothing writable but /tmp),
# gives it one document and stops it. Needs root on Debian.
#
# podman builds and runs; debootstrap makes the two base images. Where packages
# and Go modules come from is taken from this machine: its apt configuration, its
# proxies, its Go settings and its module cache.
#
#   BASE_TAR=file.tar   keep the debootstrap tree there, and use it the next time
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "image-test: $*"; }
die() { say "$*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || die "debootstrap and the container runtime need root"
. /etc/os-release
[ "${ID:-}" = debian ] || die "the base images are made by Debian's debootstrap, and this is ${ID:-another system}"

timings=()
began=$(date +%s%N)
lap() { # lap WHAT: how long it took since the last lap
  local now; now=$(date +%s%N)
  timings+=("$(printf '%7.1f s  %s' "$(( (now - began) / 100000000 ))e-1" "$1")")
  began=$now
}

missing=()
for p in podman runc debootstrap; do
  dpkg-query -W -f='${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  apt-get update -q >/dev/null
  env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null
fi

# Storage of its own, so that nothing of this run can touch other containers, and
# all of it goes at the end.
room=$(mktemp -d /var/tmp/bordereau-image-XXXXXX)
chmod 711 "$room" # PostgreSQL runs as another user
mkdir "$room/empty"
podman=(podman --root "$room/store" --runroot "$room/run" --tmpdir "$room/tmp" --runtime runc --cgroup-manager cgroupfs --events-backend none)
cleanup() {
  local code=$?
  trap - EXIT
  set +e
  if [ -d "$room/store" ]; then
    "${podman[@]}" rm --all --force --time 5 >/dev/null
    "${podman[@]}" rmi --all --force >/dev/null
  fi
  awk -v room="$room/" 'index($2, room) == 1 {print $2}' /proc/self/mounts | sort -r | while read -r m; do umount "$m"; done
  rm -rf --one-file-system "$room" || code=1
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Overlays need a kernel and a file system that take them; plain copies always do.
if ! "${podman[@]}" --storage-driver overlay info >/dev/null 2>&1; then
  say "no overlay mounts here: images are plain copies, which is slower"
  rm -rf "$room/store" "$room/run" "$room/tmp"
  podman+=(--storage-driver vfs)
else
  podman+=(--storage-driver overlay)
fi
lap "tools"

# The bases.
base=$room/base
if [ -n "${BASE_TAR:-}" ] && [ -f "$BASE_TAR" ]; then
  mkdir "$base" && tar -C "$base" -xf "$BASE_TAR"
  lap "base tree from $BASE_TAR"
else
  mirror=$(apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' \
    | awk -v c="$VERSION_CODENAME" '$1 == "Debian" && $2 == c {print $3; exit}')
  [ -n "$mirror" ] || die "this machine's apt knows no source of Debian $VERSION_CODENAME; run apt-get update"
  say "debootstrap of $VERSION_CODENAME"
  debootstrap --variant=minbase --include=ca-certificates "$VERSION_CODENAME" "$base" "$mirror" > "$room/debootstrap.log" 2>&1 \
    || { tail -20 "$room/debootstrap.log" >&2; die "debootstrap failed"; }
  # As small as Debian's own slim image, so that the size printed means something.
  printf 'path-exclude /usr/share/%s/*\n' doc man locale info > "$base/etc/dpkg/dpkg.cfg.d/slim"
  rm -rf "$base"/usr/share/{doc,man,locale,info}/* "$base"/var/cache/apt/* "$base"/var/lib/apt/lists/*
  [ -z "${BASE_TAR:-}" ] || tar -C "$base" -cf "$BASE_TAR" .
  lap "debootstrap"
fi
if [ -n "$(find /usr/local/share/ca-certificates -name '*.crt' 2>/dev/null)" ]; then # the authority of a proxy, say
  cp -a /usr/local/share/ca-certificates "$base/usr/local/share/"
  chroot "$base" update-ca-certificates > "$room/ca.log" 2>&1 || { cat "$room/ca.log" >&2; die "the base does not take this machine's authorities"; }
fi
tar -C "$base" -c . | "${podman[@]}" import -q - localhost/run-base:test >/dev/null
rm -rf "$base"
{
  echo "FROM localhost/run-base:test"
  echo 'ENV PATH=/usr/local/go/bin:$PATH GOTOOLCHAIN=local'
  for v in GOPROXY GOSUMDB GOPRIVATE GONOPROXY GONOSUMDB GOINSECURE GOFLAGS; do
    value=$(go env "$v")
    [ -z "$value" ] || echo "ENV $v=\"$value\""
  done
} > "$room/Base"
"${podman[@]}" build -q --isolation chroot --pull=never -t localhost/build-base:test -f "$room/Base" "$room/empty" >/dev/null
lap "bases imported"

# The build. What is mounted into its steps stays out of the image.
go mod download # so that the read-only cache below is whole
volumes=(
  --volume /etc/apt:/etc/apt:ro
  --volume "$(go env GOROOT):/usr/local/go:ro"
  --volume "$(go env GOMODCACHE):/root/go/pkg/mod:ro"
)
[ -d /usr/share/keyrings ] && volumes+=(--volume /usr/share/keyrings:/usr/share/keyrings:ro)
hard=$(ulimit -Hn)
[ "$hard" = unlimited ] && hard=1048576

# steps copies what the build prints into a log and times the Dockerfile's steps.
steps() {
  local line step="" since now
  while IFS= read -r line || { line="end: STEP 0/0:"; [ -n "$step" ]; }; do
    printf '%s\n' "$line" >> "$room/build.log"
    case $line in *STEP\ [0-9]*/[0-9]*:*)
      now=$(date +%s%N)
      [ -z "$step" ] || printf '%7.1f s    %.90s\n' "$(( (now - since) / 100000000 ))e-1" "$step" >> "$room/steps"
      step=$line since=$now
      case $line in end:*) break ;; esac
    esac
  done
}
say "building the Dockerfile"
"${podman[@]}" build --isolation chroot --network host --ulimit "nofile=$hard:$hard" --pull=never --layers=false \
  "${volumes[@]}" \
  --build-arg BUILD_IMAGE=localhost/build-base:test --build-arg RUN_IMAGE=localhost/run-base:test \
  --build-arg VERSION="$(git describe --always --dirty 2>/dev/null || echo unknown)" \
  -t localhost/bordereau:test . 2> "$room/build.err" | steps \
  || { tail -n 40 "$room/build.log" "$room/build.err" >&2; die "the build failed"; }
lap "build"
size() { "${podman[@]}" image inspect --format '{{.Size}}' "localhost/$1:test" | awk '{printf "%.0f MB", $1 / 1e6}'; }
sizes="$(size bordereau), of which $(size run-base) are the base image"

# The run.
make -s bin/versitygw
go build -o "$room/imagetest" ./test/imagetest
began=$(date +%s%N)
"$room/imagetest" --image localhost/bordereau:test --folder "$room/desk" --open-files "$hard" -- "${podman[@]}"
lap "run: engines, migration, one document deposited and read, stop"

say "image size $sizes"
say "times:"
for i in "${!timings[@]}"; do
  printf '%s\n' "${timings[$i]}"
  case ${timings[$i]} in *"  build") cat "$room/steps" ;; esac
done
say "passed"
