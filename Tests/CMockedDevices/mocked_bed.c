#include "mocked_devices.h"

#include <string.h>
#include <unistd.h>

struct mocked_devices *mocked_devices_new(void) {
  UMockdevTestbed *bed = umockdev_testbed_new();
  // Its answer is kept from the first call on, so a test bed has to be there before.
  if (!umockdev_in_mock_environment()) {
    g_object_unref(bed);
    return NULL;
  }
  struct mocked_devices *devices = g_new0(struct mocked_devices, 1);
  devices->bed = bed;
  g_mutex_init(&devices->lock);
  g_queue_init(&devices->reports);
  g_queue_init(&devices->written);
  return devices;
}

void mocked_devices_free(struct mocked_devices *devices) {
  if (devices->usb != NULL) g_object_unref(devices->usb);
  if (devices->input != NULL) g_object_unref(devices->input);
  if (devices->terminal != NULL) g_object_unref(devices->terminal);
  g_object_unref(devices->bed);
  g_queue_clear_full(&devices->reports, (GDestroyNotify)g_bytes_unref);
  g_queue_clear_full(&devices->written, (GDestroyNotify)g_bytes_unref);
  g_free(devices);
}

static int reported(gboolean ok, GError *error) {
  if (error != NULL) {
    g_printerr("umockdev: %s\n", error->message);
    g_error_free(error);
  }
  return ok ? 1 : 0;
}

int mocked_devices_add(struct mocked_devices *devices, const char *description) {
  GError *error = NULL;
  return reported(umockdev_testbed_add_from_string(devices->bed, description, &error), error);
}

void mocked_devices_uevent(struct mocked_devices *devices, const char *sysfs_path, const char *action) {
  umockdev_testbed_uevent(devices->bed, sysfs_path, action);
}

void mocked_devices_remove(struct mocked_devices *devices, const char *sysfs_path) {
  umockdev_testbed_remove_device(devices->bed, sysfs_path);
}

int mocked_devices_play(struct mocked_devices *devices, const char *node, const char *script) {
  GError *error = NULL;
  return reported(umockdev_testbed_load_script(devices->bed, node, script, &error), error);
}

// The terminal behind the node is a real one: it answers by itself. Without a handler umockdev lets only some of its requests pass.
static gboolean handle_terminal(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer user) {
  (void)base;
  (void)user;
  int error = 0;
  int result = umockdev_ioctl_client_execute(client, &error, NULL);
  umockdev_ioctl_client_complete(client, result, error);
  return TRUE;
}

int mocked_terminal_attach(struct mocked_devices *devices, const char *node) {
  devices->terminal = umockdev_ioctl_base_new();
  g_signal_connect(devices->terminal, "handle-ioctl", G_CALLBACK(handle_terminal), devices);
  return umockdev_testbed_attach_ioctl(devices->bed, node, devices->terminal, NULL);
}
