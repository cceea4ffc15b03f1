#!/usr/bin/env bash
# The agent as a native executable. CI has no GraalVM: there, nothing of this is built or checked.
#
#   native.sh build               with $GRAALVM_HOME, native-image on the PATH, or a builder's container ($NATIVE_BUILDER)
#   native.sh check [EXECUTABLE]  the tests of processes, and a failover in the lab, with an executable that was built anywhere
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

readonly builder=${NATIVE_BUILDER:-quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25}

build() {
  local options=() native_image
  if [[ -z ${GRAALVM_HOME:-} ]] && native_image=$(command -v native-image); then
    GRAALVM_HOME=$(dirname "$(dirname "$(readlink -f "$native_image")")")
  fi
  if [[ -n ${GRAALVM_HOME:-} ]]; then
    [[ -x $GRAALVM_HOME/bin/native-image ]] || { echo "there is no bin/native-image in GRAALVM_HOME=$GRAALVM_HOME" >&2; exit 1; }
    export GRAALVM_HOME
  elif docker image inspect "$builder" >/dev/null 2>&1 || docker pull --quiet "$builder" 2>/dev/null; then
    options=(-Dquarkus.native.container-build=true "-Dquarkus.native.builder-image=$builder")
  else
    echo "nothing here builds native executables: install GraalVM or Mandrel for Java 25 and set GRAALVM_HOME to it," >&2
    echo "or start a Docker engine that can pull $builder (NATIVE_BUILDER names another)" >&2
    exit 1
  fi
  JAVA_HOME=$(appliance/bin/find-java javac) ./mvnw -B -ntp -q package -Dnative -Dmaven.test.skip=true "${options[@]}"
  echo "built: $(echo target/*-runner)"
}

# Installed as in production, so that it is run by the same launcher.
check() {
  if [[ -z ${1:-} ]]; then
    echo "skipped: native-check, no native executable (EXECUTABLE=... names one)" >&2
    return
  fi
  local root=$PWD/target/native-check
  local home=$root/lib/havip-gateway
  rm -rf "$root"
  install -D "$1" "$home/havip-gateway"
  install -D appliance/bin/havip-gateway "$root/bin/havip-gateway"
  unzip -q -j "$(echo target/quarkus-app/lib/main/net.java.dev.jna.jna-*.jar)" \
    "com/sun/jna/linux-$(uname -m | tr _ -)/libjnidispatch.so" -d "$home/lib"
  export HAVIP_LAUNCHER=$root/bin/havip-gateway
  "$HAVIP_LAUNCHER" --version
  JAVA_HOME=$(appliance/bin/find-java javac) ./mvnw -B -ntp -q test-compile failsafe:integration-test failsafe:verify \
    -Dit.test='io/havip/agent/*IT'
  trap 'appliance/lab/lab.sh down' EXIT
  appliance/lab/lab.sh up havip
  appliance/lab/lab.sh failover crash
}

case ${1:-} in
  build | check) "$@" ;;
  *)
    sed -n '4,5s/^#   //p' "$0" >&2
    exit 2
    ;;
esac
