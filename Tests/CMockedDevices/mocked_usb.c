#include "mocked_devices.h"

#include <errno.h>
#include <linux/types.h>
#include <linux/ioctl.h>
#include <linux/usbdevice_fs.h>
#include <string.h>

// linux/usbdevice_fs.h: bit 7 of an endpoint says that it sends to the host.
#define TO_HOST 0x80

static struct usbdevfs_urb *urb_of(struct mocked_transfer *transfer) { return (struct usbdevfs_urb *)transfer->urb->data; }

static void finish(struct mocked_devices *devices, struct mocked_transfer transfer, int status, const void *bytes, int count) {
  struct usbdevfs_urb *urb = urb_of(&transfer);
  if (bytes != NULL) {
    if (count > urb->buffer_length) count = urb->buffer_length;
    memcpy(transfer.buffer->data, bytes, count);
  }
  urb->status = status;
  urb->actual_length = count;
  if (devices->done_count < MOCKED_MOST) devices->done[devices->done_count++] = transfer;
}

static struct mocked_transfer take_waiting(struct mocked_devices *devices, int index) {
  struct mocked_transfer taken = devices->waiting[index];
  devices->waiting_count--;
  memmove(&devices->waiting[index], &devices->waiting[index + 1], (devices->waiting_count - index) * sizeof taken);
  return taken;
}

// Reads that wait get what the device has to say.
static void serve(struct mocked_devices *devices) {
  while (devices->waiting_count > 0 && devices->stalls > 0) {
    devices->stalls--;
    finish(devices, take_waiting(devices, 0), -EPIPE, NULL, 0);
  }
  while (devices->waiting_count > 0 && !g_queue_is_empty(&devices->reports)) {
    GBytes *report = g_queue_pop_head(&devices->reports);
    gsize size = 0;
    const void *bytes = g_bytes_get_data(report, &size);
    finish(devices, take_waiting(devices, 0), 0, bytes, (int)size);
    g_bytes_unref(report);
  }
}

static int submit(struct mocked_devices *devices, UMockdevIoctlClient *client) {
  if (devices->is_gone) return ENODEV;
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);
  struct mocked_transfer transfer = {.urb = umockdev_ioctl_data_resolve(arg, 0, sizeof(struct usbdevfs_urb), NULL)};
  if (transfer.urb == NULL) return EFAULT;
  struct usbdevfs_urb *urb = urb_of(&transfer);
  transfer.buffer = umockdev_ioctl_data_resolve(transfer.urb, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer), urb->buffer_length, NULL);
  if (transfer.buffer == NULL || devices->waiting_count >= MOCKED_MOST) return EFAULT;
  if ((urb->endpoint & TO_HOST) == 0) {
    g_queue_push_tail(&devices->written, g_bytes_new(transfer.buffer->data, urb->buffer_length));
    finish(devices, transfer, 0, NULL, urb->buffer_length);
    return 0;
  }
  devices->waiting[devices->waiting_count++] = transfer;
  serve(devices);
  return 0;
}

static int reap(struct mocked_devices *devices, UMockdevIoctlClient *client) {
  if (devices->done_count == 0) return devices->is_gone ? ENODEV : EAGAIN;
  struct mocked_transfer transfer = devices->done[0];
  devices->done_count--;
  memmove(&devices->done[0], &devices->done[1], devices->done_count * sizeof transfer);
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);
  UMockdevIoctlData *place = umockdev_ioctl_data_resolve(arg, 0, sizeof(gpointer), NULL);
  if (place == NULL) return EFAULT;
  // The urb and its buffer become part of what is written back to the host.
  umockdev_ioctl_data_set_ptr(place, 0, transfer.urb);
  g_object_unref(place);
  g_object_unref(transfer.urb);
  g_object_unref(transfer.buffer);
  return 0;
}

static int discard(struct mocked_devices *devices, UMockdevIoctlClient *client) {
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);
  gulong address = *(gulong *)arg->data;
  for (int index = 0; index < devices->waiting_count; index++) {
    if (devices->waiting[index].urb->client_addr != address) continue;
    finish(devices, take_waiting(devices, index), -ENOENT, NULL, 0);
    return 0;
  }
  return EINVAL;
}

static int answer(struct mocked_devices *devices, UMockdevIoctlClient *client) {
  switch (umockdev_ioctl_client_get_request(client)) {
  case USBDEVFS_GET_CAPABILITIES: {
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);
    UMockdevIoctlData *place = umockdev_ioctl_data_resolve(arg, 0, sizeof(guint32), NULL);
    if (place != NULL) *(guint32 *)place->data = USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_BULK_CONTINUATION;
    g_clear_object(&place);
    return 0;
  }
  case USBDEVFS_CLAIMINTERFACE: return devices->is_gone ? ENODEV : (devices->claimed = 1, 0);
  case USBDEVFS_RELEASEINTERFACE: return devices->claimed = 0;
  // No kernel driver has the interface.
  case USBDEVFS_GETDRIVER: return ENODATA;
  case USBDEVFS_CLEAR_HALT: return devices->cleared++, 0;
  case USBDEVFS_SUBMITURB: return submit(devices, client);
  case USBDEVFS_REAPURB:
  case USBDEVFS_REAPURBNDELAY: return reap(devices, client);
  case USBDEVFS_DISCARDURB: return discard(devices, client);
  case USBDEVFS_DISCONNECT_CLAIM: return devices->claimed = 1, 0;
  default: return ENOTTY;
  }
}

static gboolean handle(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer user) {
  (void)base;
  struct mocked_devices *devices = user;
  g_mutex_lock(&devices->lock);
  int error = answer(devices, client);
  g_mutex_unlock(&devices->lock);
  umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error);
  return TRUE;
}

int mocked_usb_attach(struct mocked_devices *devices, const char *node) {
  devices->usb = umockdev_ioctl_base_new();
  g_signal_connect(devices->usb, "handle-ioctl", G_CALLBACK(handle), devices);
  return umockdev_testbed_attach_ioctl(devices->bed, node, devices->usb, NULL);
}

void mocked_usb_send(struct mocked_devices *devices, const uint8_t *bytes, size_t count) {
  g_mutex_lock(&devices->lock);
  g_queue_push_tail(&devices->reports, g_bytes_new(bytes, count));
  serve(devices);
  g_mutex_unlock(&devices->lock);
}

void mocked_usb_stall(struct mocked_devices *devices) {
  g_mutex_lock(&devices->lock);
  devices->stalls++;
  serve(devices);
  g_mutex_unlock(&devices->lock);
}

long mocked_usb_take(struct mocked_devices *devices, uint8_t *bytes, size_t room) {
  g_mutex_lock(&devices->lock);
  GBytes *written = g_queue_pop_head(&devices->written);
  g_mutex_unlock(&devices->lock);
  if (written == NULL) return -1;
  gsize size = 0;
  const void *content = g_bytes_get_data(written, &size);
  if (size > room) size = room;
  memcpy(bytes, content, size);
  g_bytes_unref(written);
  return (long)size;
}

void mocked_usb_unplug(struct mocked_devices *devices) {
  g_mutex_lock(&devices->lock);
  devices->is_gone = 1;
  while (devices->waiting_count > 0) finish(devices, take_waiting(devices, 0), -ESHUTDOWN, NULL, 0);
  g_mutex_unlock(&devices->lock);
}

static int looked(struct mocked_devices *devices, const int *value) {
  g_mutex_lock(&devices->lock);
  int found = *value;
  g_mutex_unlock(&devices->lock);
  return found;
}

int mocked_usb_waiting(struct mocked_devices *devices) { return looked(devices, &devices->waiting_count); }
int mocked_usb_cleared(struct mocked_devices *devices) { return looked(devices, &devices->cleared); }
int mocked_usb_claimed(struct mocked_devices *devices) { return looked(devices, &devices->claimed); }
