#!/usr/bin/env bash
# Installs what make package has built, with a Java runtime of its own and Java's cache of what a gateway needs at its start.
#
#   install.sh DESTDIR PREFIX      e.g. '' /usr/local, or a folder that becomes a package
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

readonly destdir=$1 prefix=$2
readonly root=$destdir$prefix
readonly home=$root/lib/havip-gateway
# Units and users are found in the system's own folder, whatever the prefix.
system=$destdir/etc
[[ $prefix != /usr ]] || system=$destdir/usr/lib
readonly system

jdk=$(appliance/bin/find-java jlink)
readonly jdk
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

# put MODE FILE TARGET
put() {
  install -D --mode="$1" "$2" "$3"
}

# Maven's picocli-codegen, of the version that the application has.
picocli() {
  local version
  version=$(sed -n 's:.*<picocli.version>\(.*\)</picocli.version>.*:\1:p' pom.xml)
  [[ -e $work/codegen.jar ]] || {
    JAVA_HOME=$jdk ./mvnw -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
      -Dartifact="info.picocli:picocli-codegen:$version" -DoutputDirectory="$work" -Dmdep.stripVersion
    mv "$work/picocli-codegen.jar" "$work/codegen.jar"
  }
  "$jdk/bin/java" -XX:TieredStopAtLevel=1 -cp "$home/application/quarkus-run.jar:$work/codegen.jar" "$@" io.havip.cli.Main
}

# help [COMMAND]
help() {
  "$jdk/bin/java" -XX:TieredStopAtLevel=1 -jar "$home/application/quarkus-run.jar" help "$@"
}

# From what the commands say of themselves: a line for each of them, and one for each of their options.
fish() {
  local command
  echo 'complete --command havip-gateway --no-files'
  help | awk -v quote="'" '/^Commands:/ { on = 1; next }
    on && /^  [a-z]/ { name = $1; $1 = ""; gsub(quote, "\\" quote); sub(/^ */, "")
      print "complete --command havip-gateway --condition __fish_use_subcommand --arguments " name " --description " quote $0 quote }'
  for command in $(commands); do
    help "$command" | awk -v command="$command" -v quote="'" 'match($0, /^ *(-., )?--[a-z-]+/) {
      option = substr($0, RSTART, RLENGTH); sub(/.*--/, "", option)
      argument = substr($0, RLENGTH + 1, 1) == "=" ? " --require-parameter --force-files" : ""
      text = $0; sub(/^ *(-., )?--[^ ]+ */, "", text); gsub(quote, "\\" quote, text)
      print "complete --command havip-gateway --condition " quote "__fish_seen_subcommand_from " command quote \
        " --long-option " option argument " --description " quote text quote }'
  done
}

commands() {
  help | awk '/^Commands:/ { on = 1; next } on && /^  [a-z]/ { print $1 }'
}

rm -rf "$home"
mkdir -p "$home/lib"
cp -r target/quarkus-app "$home/application"
put 755 appliance/bin/havip-gateway "$root/bin/havip-gateway"
put 644 appliance/java.options "$home/java.options"
unzip -q -j "$home"/application/lib/main/net.java.dev.jna.jna-*.jar "com/sun/jna/linux-$(uname -m | tr _ -)/libjnidispatch.so" -d "$home/lib"
appliance/packages/runtime.sh "$jdk" "$home/jre"

picocli picocli.AutoComplete --force --name havip-gateway --completionScript "$work/havip-gateway"
put 644 "$work/havip-gateway" "$root/share/bash-completion/completions/havip-gateway"
printf '%s\n' '#compdef havip-gateway' "source $prefix/share/bash-completion/completions/havip-gateway" >"$work/zsh"
put 644 "$work/zsh" "$root/share/zsh/vendor-completions/_havip-gateway"
fish >"$work/fish"
put 644 "$work/fish" "$root/share/fish/vendor_completions.d/havip-gateway.fish"

picocli picocli.codegen.docgen.manpage.ManPageGenerator --outdir "$work/man" >/dev/null
asciidoctor --backend manpage --destination-dir "$root/share/man/man1" "$work"/man/*.adoc

put 644 appliance/packages/gateway.yaml.example "$destdir/etc/havip-gateway/gateway.yaml.example"
sed "s:/usr/bin/:$prefix/bin/:" appliance/systemd/havip-gateway.service >"$work/unit"
put 644 "$work/unit" "$system/systemd/system/havip-gateway.service"
put 644 appliance/systemd/havip-gateway.sysusers "$system/sysusers.d/havip-gateway.conf"
put 644 LICENSE "$root/share/doc/havip-gateway/LICENSE"
put 644 target/sbom.cdx.json "$root/share/doc/havip-gateway/sbom.cdx.json"

# Java's cache knows files by their times, and packages hold no time later than this.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
find "$home" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
appliance/training/train.sh "$root/bin/havip-gateway" "$home"
