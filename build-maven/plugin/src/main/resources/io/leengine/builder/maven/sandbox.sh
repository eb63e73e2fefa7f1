#!/bin/sh
# Runs as the first process of new namespaces: mounts what may be seen below ROOT, makes that the root, gives up every
# capability and becomes the command.
# Usage: sandbox.sh ROOT FOLDER [link TARGET AT | ro PATH AT | rw PATH AT]... -- COMMAND...
set -eu
root=$1
folder=$2
shift 2
# The tools of this script may be where the command does not look.
inner=$PATH
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin

mount -t tmpfs -o mode=0755,size=16m tmpfs "$root"

place() {
    if [ -d "$1" ]; then
        mkdir -p "$root$2"
    else
        mkdir -p "$root$(dirname "$2")"
        : > "$root$2"
    fi
}

while [ "$1" != -- ]; do
    case $1 in
        link)
            mkdir -p "$root$(dirname "$3")"
            ln -s "$2" "$root$3"
            ;;
        ro)
            place "$2" "$3"
            mount --rbind "$2" "$root$3"
            mount -o remount,bind,ro "$root$3"
            ;;
        rw)
            place "$2" "$3"
            mount --rbind "$2" "$root$3"
            ;;
        *)
            echo "sandbox: '$1' is not understood" >&2
            exit 125
            ;;
    esac
    shift 3
done
shift

mkdir -p "$root/proc" "$root/dev/shm" "$root/.old"
mount -t proc proc "$root/proc"
# Kernel settings belong to the machine, whoever runs this.
for part in acpi asound bus fs irq mtrr scsi sys sysrq-trigger; do
    if [ -e "$root/proc/$part" ]; then
        mount --bind "$root/proc/$part" "$root/proc/$part"
        mount -o remount,bind,ro "$root/proc/$part"
    fi
done
for device in null zero full random urandom tty; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"

cd "$root"
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
mount -o remount,ro /
cd "$folder"
setpriv=$(command -v setpriv)
PATH=$inner
export PATH
exec "$setpriv" --bounding-set -all --inh-caps -all --no-new-privs -- "$@"
