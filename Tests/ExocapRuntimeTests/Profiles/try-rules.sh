#!/bin/sh
# try-rules.sh FOLDER DEVICES RULES PATH...: what udev would do with devices that are not there, by udevadm test.
# Runs in a name space of mounts of its own (unshare -m): as root udevadm really makes links, and the group has to exist.
set -e
folder=$1 devices=$2 rules=$3
shift 3
mount --make-rprivate /
mkdir -p "$folder/rules" "$folder/pts"
cp "$rules" "$folder/rules/60-exocap.rules"
{ cat /etc/group; echo 'exocap:x:64999:'; } >"$folder/group"
mount --bind "$folder/group" /etc/group
mount --bind "$folder/rules" /etc/udev/rules.d
mount -t tmpfs none /run
mkdir /run/udev
mount --bind /dev/pts "$folder/pts"
mount -t tmpfs none /dev
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/ptmx c 5 2
mkdir /dev/pts
mount --bind "$folder/pts" /dev/pts
for path in "$@"; do
  echo "device $path"
  umockdev-run --device "$devices" -- udevadm test --action=add "/sys$path" 2>&1
done
