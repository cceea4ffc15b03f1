#!/usr/bin/env bash
# Makes target/release of the commit that is checked out and tagged vVERSION: docs/releasing.md.
#
#   release.sh [VERSION]      a VERSION given takes the place of the tag: a rehearsal, of whatever is checked out
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

readonly release=target/release

fail() {
  echo "$1" >&2
  exit 1
}

tagged() {
  local tag
  tag=$(git describe --exact-match --match 'v[0-9]*' 2>/dev/null) || fail "this commit is not tagged: git tag --annotate vVERSION"
  [[ -z $(git status --porcelain) ]] || fail "something is not committed: git status"
  echo "${tag#v}"
}

# The section of CHANGELOG.md that is about this version.
notes() {
  awk -v heading="## [$1]" 'index($0, "## [") == 1 { on = index($0, heading) == 1; next } on' CHANGELOG.md
}

version=${1:-$(tagged)}
if [[ -z ${1:-} ]]; then
  notes "$version" | grep --quiet '^- ' || fail "CHANGELOG.md has no section [$version]: rename [Unreleased]"
fi
export SOURCE_DATE_EPOCH REVISION
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
REVISION=$(git rev-parse HEAD)
architecture=$(dpkg --print-architecture)

rm -rf "$release" target/quarkus-app
mkdir -p "$release"
make --no-print-directory package "VERSION=$version"
notes "$version" >"$release/NOTES.md"
cp target/sbom.cdx.json "$release/havip-gateway-$version.sbom.cdx.json"

appliance/packages/deb.sh "$version"
mv target/havip-gateway_*.deb "$release"

tree=$(mktemp --directory)
trap 'rm -rf "$tree"' EXIT
appliance/packages/install.sh "$tree" /usr/local
tar --directory "$tree" --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner . |
  gzip --no-name >"$release/havip-gateway-$version-linux-$architecture.tar.gz"

if appliance/compose/engine.sh up; then
  make --no-print-directory image "VERSION=$version"
  docker save havip-gateway | gzip --no-name >"$release/havip-gateway-$version-image-$architecture.tar.gz"
  appliance/compose/engine.sh down
else
  fail "no Docker engine answers or can be started, and the image belongs to a release"
fi

(cd "$release" && sha256sum -- * >SHA256SUMS)
ls -l "$release"
