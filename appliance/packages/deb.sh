#!/usr/bin/env bash
# Makes target/havip-gateway_VERSION_ARCHITECTURE.deb of what make package has built, by Debian's own tools.
#
#   deb.sh [VERSION]      without one: the build's own
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

version=${1:-$(sed -n 's:.*<revision>\(.*\)</revision>.*:\1:p' pom.xml)}
# In Debian's order a version with ~ is earlier than the one without.
readonly debian_version=${version/-/\~} work=target/deb
export CHECKOUT=$PWD SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

rm -rf "$work"
mkdir -p "$work"
cp -r appliance/packages/debian "$work/debian"
cat >"$work/debian/changelog" <<TEXT
havip-gateway ($debian_version) stable; urgency=medium

  * See CHANGELOG.md.

 -- havip-gateway <havip-gateway@localhost>  $(date --rfc-email --date="@$SOURCE_DATE_EPOCH")
TEXT
(cd "$work" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps >build.log 2>&1) || { tail -30 "$work/build.log" >&2; exit 1; }
ls target/havip-gateway_*.deb
