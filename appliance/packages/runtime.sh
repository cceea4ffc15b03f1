#!/bin/sh
# runtime.sh JDK TARGET: a Java runtime of the modules that are used.
set -eu

modules=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.management,jdk.net,jdk.unsupported
exec "$1/bin/jlink" --output "$2" --strip-debug --exclude-files '**.debuginfo' --no-header-files --no-man-pages --add-modules "$modules"
