# Starts one sandbox. Everything comes as arguments; nothing of them is ever interpreted by the shell.
#
#   launch.sh gate RUN OWNER ID KIND IMAGE UID GID FOLDER COMMAND…
#
# RUN     the folder with this script, images/ and instances/
# OWNER   the user that the sandbox is outside of it; '-' keeps the user that runs this
# KIND    'overlay': root is the image under a writable layer; 'copy': root was filled beforehand;
#         'probe': tells by its status whether this machine can do the first
# UID GID the user the application is inside
# FOLDER  where the application starts
#
#   launch.sh enter RUN OWNER ID INIT MAIN TERMINAL COMMAND…
#
# runs a command beside the application of a sandbox: with its namespaces, user, folder and environment.
#
# INIT MAIN  the numbers of init and of the application, as seen from outside
# TERMINAL   the terminal's file; '-' for none
#
# Who is who: the process this begins as becomes 'unshare' and waits, outside (the keeper). Its child is the first
# process of the sandbox (init), which reaps, passes SIGTERM on and writes the exit status. Init's child becomes the
# application. The keeper's death kills init (--kill-child), and init's death all others. The application has a user
# namespace of its own below that of init: it owns none of the mounts it sees and cannot look into init.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
stage=$1
shift
# Takes the environment from descriptor 5, all or what is safe. From then on every variable may be the application's: what
# is to be run has to be in the arguments by then, and only "$@" may be used.
_leengine_export() {
    case $_leengine_entry in
    # These would steer the reading itself.
    _leengine_*) return 0 ;;
    # These would steer what enters the sandbox, which is a program of the host, or this shell.
    LD_* | GLIBC_TUNABLES=* | GCONV_PATH=* | GETCONF_DIR=* | LOCPATH=* | MUSL_LOCPATH=* | NLSPATH=* | LANGUAGE=* | MALLOC_* | IFS=*)
        [ "$_leengine_which" = all ] || return 0
        ;;
    esac
    export "$_leengine_entry"
}
_leengine_environment() {
    _leengine_which=$1
    _leengine_end='
'
    _leengine_entry=
    while IFS= read -r _leengine_line <&5; do
        case $_leengine_line in
        =*)
            [ -z "$_leengine_entry" ] || _leengine_export
            _leengine_entry=${_leengine_line#=}
            ;;
        +*) _leengine_entry=$_leengine_entry$_leengine_end${_leengine_line#+} ;;
        esac
    done
    [ -z "$_leengine_entry" ] || _leengine_export
    exec 5<&-
}
case $stage in
gate)
    # Nothing happens before the word comes that this process has been recorded; should the engine die first, its
    # end of the pipe closes and this ends.
    read -r word || exit 125
    [ "$word" = go ]
    exec </dev/null
    cd /
    if [ "$2" = - ]; then
        exec setpriv --no-new-privs unshare --user --map-root-user --mount --ipc --pid --fork --kill-child=KILL \
            --mount-proc /bin/sh "$1/launch.sh" init "$@"
    fi
    exec unshare --mount /bin/sh "$1/launch.sh" own "$@"
    ;;
own)
    # As root: the folder may lie where another user cannot go, so it gets a second place, in this mount namespace only.
    mount --bind "$1" /tmp
    cd /tmp
    shift
    exec setpriv --reuid "$1" --regid "$1" --clear-groups --no-new-privs \
        unshare --user --map-root-user --mount --ipc --pid --fork --kill-child=KILL \
        --mount-proc /bin/sh /tmp/launch.sh init /tmp "$@"
    ;;
application)
    echo up >&4
    read -r word <&3
    exec 3>&- 4>&- 6>&-
    cd -- "$1"
    shift
    unset OLDPWD stage word
    _leengine_environment all
    exec "$@"
    ;;
enter)
    # As above: not before it is limited.
    read -r word || exit 125
    [ "$word" = go ]
    exec 5<"$1/instances/$3/env" 6<"$1/launch.sh"
    [ "$6" = - ] || exec <>"$6" >&0 2>&0
    cd /
    # What the engine's starter made it ignore is undone here too: a command on a terminal can be interrupted.
    if [ "$2" = - ]; then
        shift 3
        exec env --default-signal setpriv --no-new-privs /bin/sh /proc/self/fd/6 entered "$@"
    fi
    owner=$2
    shift 3
    # The script lies where the owner may not go; as a descriptor it may be read.
    exec env --default-signal setpriv --reuid "$owner" --regid "$owner" --clear-groups --no-new-privs \
        /bin/sh /proc/self/fd/6 entered "$@"
    ;;
entered)
    exec 6<&-
    init=$1 main=$2 terminal=$3
    shift 3
    # Step by step, as it was made: the application's user namespace does not own the other ones. The second of these
    # stays behind as the command's parent, and out of its session: what is typed to interrupt the command is not for it.
    set -- "$(command -v nsenter)" --target "$main" --user --mount --ipc --wd --preserve-credentials -- "$@"
    if [ "$terminal" = - ]; then
        set -- "$(command -v setsid)" "$@"
    else
        export TERM=xterm
        set -- "$(command -v setsid)" --ctty "$@"
    fi
    set -- "$(command -v nsenter)" --target "$init" --user --preserve-credentials \
        "$(command -v nsenter)" --target "$main" --pid --preserve-credentials "$@"
    unset OLDPWD stage word init main terminal
    _leengine_environment safe
    exec "$@"
    ;;
init) ;;
*) exit 125 ;;
esac

# Here init goes on.
run=$1 id=$3 kind=$4 image=$5 uid=$6 gid=$7
shift 7
application=
term=0
trap 'term=1; [ -z "$application" ] || kill -TERM "$application" 2>/dev/null || :' TERM
cd "$run/instances/$id"
exec 5<env 6>status
case $kind in
copy) mount --bind root root ;;
probe)
    mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr root 2>/dev/null || exit 3
    exit 0
    ;;
*)
    mount -t overlay overlay \
        -o "lowerdir=../../images/$image/root,upperdir=upper,workdir=work,userxattr" root
    ;;
esac
mkdir -p host
cd root
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
mount -t tmpfs -o mode=755,nosuid,noexec,size=1m tmpfs dev
for node in null zero full random urandom tty; do
    : >"dev/$node"
    mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/shm dev/.host
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
ln -s /proc/self/fd /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 dev
mv dev/0 dev/stdin
mv dev/1 dev/stdout
mv dev/2 dev/stderr
mkfifo dev/.go dev/.up
exec 3<>dev/.go 4<>dev/.up
rm dev/.go dev/.up
# The application's process is made while the host's programs can still be found; it waits for the word. What the
# background or the engine's starter made it ignore is undone.
env --default-signal unshare --user --map-user="$uid" --map-group="$gid" \
    /bin/sh "$run/launch.sh" application "$@" &
application=$!
read -r word <&4
# The host's files go: the root changes for every process here but the one that sees them in a second place, which
# takes them away and ends.
mount --rbind / ../host
{
    read -r word <&4
    pivot_root . dev/.host
    echo pivoted
} | chroot ../host /bin/sh -c 'echo ready >&4; read -r word; exec umount -l /proc/1/root/dev/.host'
echo up >&6
echo go >&3
exec 3>&- 4>&- 5<&-
code=127
while :; do
    term=0
    last=0
    wait "$application" || last=$?
    # 127: it was waited for already, and a signal came in just then.
    [ "$last" = 127 ] && [ "$code" != 127 ] || code=$last
    [ "$term" = 1 ] || break
done
echo "$code" >&6
exit "$code"
