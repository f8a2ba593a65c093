#include "mocked_devices.h"

#include <errno.h>
#include <linux/input.h>
#include <string.h>
#include <unistd.h>

static int answer(struct mocked_devices *devices, UMockdevIoctlClient *client) {
  gulong request = umockdev_ioctl_client_get_request(client);
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(client);
  int error = 0;
  if (request == EVIOCGRAB) {
    int grabs = *(gulong *)arg->data != 0;
    error = grabs && devices->grabbed ? EBUSY : 0;
    if (error == 0) devices->grabbed = grabs;
  } else if (request == EVIOCSCLOCKID) {
    error = 0;
  } else if (request == EVIOCGKEY(sizeof devices->keys)) {
    UMockdevIoctlData *place = umockdev_ioctl_data_resolve(arg, 0, sizeof devices->keys, NULL);
    if (place != NULL) memcpy(place->data, devices->keys, sizeof devices->keys);
    error = place == NULL ? EFAULT : 0;
    g_clear_object(&place);
  } else {
    error = ENOTTY;
  }
  return error;
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

int mocked_input_attach(struct mocked_devices *devices, const char *node, const uint8_t *keys) {
  memcpy(devices->keys, keys, sizeof devices->keys);
  devices->input = umockdev_ioctl_base_new();
  g_signal_connect(devices->input, "handle-ioctl", G_CALLBACK(handle), devices);
  return umockdev_testbed_attach_ioctl(devices->bed, node, devices->input, NULL);
}

int mocked_input_grabbed(struct mocked_devices *devices) {
  g_mutex_lock(&devices->lock);
  int grabbed = devices->grabbed;
  g_mutex_unlock(&devices->lock);
  return grabbed;
}

int mocked_input_send(struct mocked_devices *devices, const char *node, const uint8_t *bytes, size_t count) {
  int end = umockdev_testbed_get_dev_fd(devices->bed, node);
  return end >= 0 && write(end, bytes, count) == (ssize_t)count;
}
