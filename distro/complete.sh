#!/bin/sh
# For the build: gives an assembled distribution its lock, list of materials and licences.
#   complete.sh DIR NAME VERSION TIME REPOSITORY [TOOLS]
# TOOLS is the distribution whose exporter does it: DIR itself unless one is named.
set -eu
tools=${6:-$1}
. "$1/bin/find-java.sh"
find_java || { explain_java; exit 2; }
exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow \
    -cp "$(class_path "$tools/export"):$(class_path "$tools/lib")" io.leengine.export.Completion "$1" "$2" "$3" "$4" "$5"
