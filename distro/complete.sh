#!/bin/sh
# For the build: gives an assembled distribution its lock, list of materials and licences.
#   complete.sh DIR NAME VERSION TIME REPOSITORY
set -eu
. "$1/bin/find-java.sh"
find_java || { explain_java; exit 2; }
exec "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow \
    -cp "$(class_path "$1/export"):$(class_path "$1/lib")" io.leengine.export.Completion "$@"
