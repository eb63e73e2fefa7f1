# Sourced by the scripts.

# find_java sets java_home to a JDK 25 or returns 1.

is_jdk_25() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] \
        && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_java() {
    on_path=$(command -v java 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for java_home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* "$on_path"; do
        if [ -n "$java_home" ] && is_jdk_25 "$java_home"; then
            return 0
        fi
    done
    java_home=
    return 1
}

explain_java() {
    cat >&2 <<'END'
leengine: no JDK 25 found (looked at JAVA_HOME, /usr/lib/jvm and the java on the PATH).
Install one and try again:
  Debian with the Adoptium repository (https://adoptium.net/installation/linux):  apt-get install temurin-25-jdk
  Debian 13 with backports or later:                                              apt-get install openjdk-25-jdk-headless
  or unpack any JDK 25 and set JAVA_HOME to it.
END
}

# Prints the class path of a folder's jars, in one order everywhere: an archive of classes is only taken for the class
# path that it was made with.
class_path() (
    LC_ALL=C
    path=
    for jar in "$1"/*.jar; do
        path=$path${path:+:}$jar
    done
    printf '%s' "$path"
)
