#!/bin/bash
# Our ports on devices of a real kernel: boots a stock Debian kernel in QEMU (no KVM needed), where uinput, uhid, vcan and dummy_hcd make
# the devices, and runs KernelDeviceTests of the debug build in it. Exits with 1 where one fails. About two minutes, 150 MB to download once.
set -eu
cd "$(dirname "$0")/.."
vm=.build/vm
tests=$(readlink -f .build/debug/exocapPackageTests.xctest)
modules="uinput uhid hid-generic usbhid evdev vcan can_raw dummy_hcd libcomposite usb_f_hid"
mkdir -p $vm

# The kernel, unpacked and not installed.
if [ ! -f $vm/kernel/ready ]; then
  name=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | head -n 1)
  [ -n "$name" ] || { echo "test-vm: apt knows no linux-image-amd64 (apt-get update?)" >&2; exit 1; }
  ls $vm/"$name"_*.deb >/dev/null 2>&1 || (cd $vm && apt-get download -q "$name")
  dpkg-deb -x $vm/linux-image-*.deb $vm/kernel
  depmod -b $vm/kernel "$(ls $vm/kernel/lib/modules)"
  touch $vm/kernel/ready
fi
version=$(ls $vm/kernel/lib/modules)

# What runs inside: busybox, the tests with their libraries, and the modules with those they need.
image=$vm/image
rm -rf $image
mkdir -p $image/bin $image/tmp $image/proc $image/sys $image/dev $image/modules $image/lib64
cp "$(command -v busybox)" $image/bin/busybox
strip -g -o $image/bin/tests "$tests"
# The loader looks where the libraries were found here.
{ ldd "$tests" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p'; echo /lib64/ld-linux-x86-64.so.2; } | sort -u | while read -r library; do
  install -D "$library" "$image$library"
done
for module in $modules; do modprobe -d $vm/kernel -S "$version" --show-depends "$module"; done |
  sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' >$vm/modules
count=0
while read -r file; do
  count=$((count + 1))
  cp "$file" "$image/modules/$(printf %02d $count)-$(basename "$file")"
done <$vm/modules

cat >$image/init <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
for module in /modules/*; do insmod "$module"; done
mount -t configfs configfs /sys/kernel/config
ip link set lo up
ip link add vcan0 type vcan
ip link set vcan0 up
ip link add vcan1 type vcan
# A HID device with reports of 8 bytes each way: what `kernel_devices.c` describes, as a USB gadget.
gadget=/sys/kernel/config/usb_gadget/taxels
mkdir -p $gadget/strings/0x409 $gadget/configs/c.1 $gadget/functions/hid.usb0
echo 0x1209 >$gadget/idVendor
echo 0xe0e0 >$gadget/idProduct
echo T1 >$gadget/strings/0x409/serialnumber
echo Taxels >$gadget/strings/0x409/product
echo 8 >$gadget/functions/hid.usb0/report_length
printf '\006\000\377\011\001\241\001\025\000\046\377\000\165\010\225\010\011\001\201\002\225\010\011\001\221\002\300' >$gadget/functions/hid.usb0/report_desc
ln -s $gadget/functions/hid.usb0 $gadget/configs/c.1
EXOCAP_VM=1 /bin/tests --testing-library swift-testing --filter KernelDeviceTests 2>&1
echo "VM: tests ended with $?"
poweroff -f
INIT
chmod +x $image/init
(cd $image && find . | cpio -o -H newc --quiet) | gzip -1 >$vm/initrd.gz

timeout 900 qemu-system-x86_64 -accel tcg -m 3072 -smp 1 -nographic -no-reboot -kernel $vm/kernel/boot/vmlinuz-"$version" \
  -initrd $vm/initrd.gz -append "console=ttyS0 quiet panic=-1" </dev/null | tr -d '\r' | tee $vm/log
grep -q 'VM: tests ended with 0' $vm/log && grep -q 'Test run with [1-9]' $vm/log
