// Devices that a real kernel makes for us: a keyboard through uinput, a HID device through uhid. For tests in a virtual machine.
#ifndef KERNEL_DEVICES_H
#define KERNEL_DEVICES_H

#include <stddef.h>
#include <stdint.h>

/// A keyboard with these keys, which repeat while they are held; a negative errno where the kernel makes none. Closing takes it away.
int kernel_keyboard_new(const char *name, uint16_t vendor, uint16_t product, const uint16_t *keys, size_t count);
/// One event of it; 0, or a negative errno.
int kernel_keyboard_send(int keyboard, uint16_t type, uint16_t code, int32_t value);

/// A HID device with reports of 8 bytes in both directions; a negative errno where the kernel makes none. Closing takes it away.
int kernel_hid_new(const char *name, const char *serial, uint16_t vendor, uint16_t product);
/// The device sends a report; 0, or a negative errno.
int kernel_hid_send(int device, const uint8_t *bytes, size_t count);
/// The next report that the host wrote, within 5 s; a negative errno else.
long kernel_hid_take(int device, uint8_t *bytes, size_t room);

#endif
