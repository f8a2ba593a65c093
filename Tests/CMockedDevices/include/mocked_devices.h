// Devices that are not there, for tests that run under umockdev-wrapper: sysfs and udev through umockdev, and a USB device with an
// interrupt endpoint in each direction, whose kernel is the handler here.
#ifndef MOCKED_DEVICES_H
#define MOCKED_DEVICES_H

#include <stddef.h>
#include <stdint.h>

struct mocked_devices;

/// NULL where this process does not run under umockdev-wrapper.
struct mocked_devices *mocked_devices_new(void);
void mocked_devices_free(struct mocked_devices *devices);
/// Adds devices in umockdev's own format; 0 where it cannot be read.
int mocked_devices_add(struct mocked_devices *devices, const char *description);
void mocked_devices_uevent(struct mocked_devices *devices, const char *sysfs_path, const char *action);
void mocked_devices_remove(struct mocked_devices *devices, const char *sysfs_path);
/// Lets the terminal that umockdev has behind a node answer every request; 0 on failure.
int mocked_terminal_attach(struct mocked_devices *devices, const char *node);
/// Plays a script of umockdev's format on a tty; 0 on failure.
int mocked_devices_play(struct mocked_devices *devices, const char *node, const char *script);

/// Answers for the node as the kernel does for usbfs; 0 on failure. One device at a time.
int mocked_usb_attach(struct mocked_devices *devices, const char *node);
/// The device sends a report; it waits for a read of the host where none is under way.
void mocked_usb_send(struct mocked_devices *devices, const uint8_t *bytes, size_t count);
/// The endpoint that sends says no to one read.
void mocked_usb_stall(struct mocked_devices *devices);
/// What the host wrote next; -1 where there is nothing.
long mocked_usb_take(struct mocked_devices *devices, uint8_t *bytes, size_t room);
/// Everything under way comes back as the kernel gives it back at an unplug, and nothing is taken any more.
void mocked_usb_unplug(struct mocked_devices *devices);
/// How many reads of the host wait at the device.
int mocked_usb_waiting(struct mocked_devices *devices);
/// How often the host told the endpoint to go on.
int mocked_usb_cleared(struct mocked_devices *devices);
/// Whether the host has the interface.
int mocked_usb_claimed(struct mocked_devices *devices);

/// Answers for an input node as evdev does; 0 on failure. `keys`: 96 bytes, bit n is key n.
int mocked_input_attach(struct mocked_devices *devices, const char *node, const uint8_t *keys);
/// Whether the node is grabbed.
int mocked_input_grabbed(struct mocked_devices *devices);
/// Writes events to who reads the node; 0 on failure.
int mocked_input_send(struct mocked_devices *devices, const char *node, const uint8_t *bytes, size_t count);

#endif
