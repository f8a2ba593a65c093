// What the parts of this target share.
#ifndef MOCKED_DEVICES_PRIVATE_H
#define MOCKED_DEVICES_PRIVATE_H

#include "include/mocked_devices.h"

#include <umockdev.h>

#define MOCKED_MOST 64

struct mocked_transfer {
  UMockdevIoctlData *urb;
  UMockdevIoctlData *buffer;
};

struct mocked_devices {
  UMockdevTestbed *bed;
  UMockdevIoctlBase *usb;
  UMockdevIoctlBase *input;
  UMockdevIoctlBase *terminal;
  GMutex lock;
  // Reads that wait for the device, and transfers that are done and wait for the host, oldest first.
  struct mocked_transfer waiting[MOCKED_MOST], done[MOCKED_MOST];
  int waiting_count, done_count;
  // Reports that no read waited for, and what the host wrote, oldest first.
  GQueue reports, written;
  int is_gone, stalls, cleared, claimed, grabbed;
  uint8_t keys[96];
};

#endif
