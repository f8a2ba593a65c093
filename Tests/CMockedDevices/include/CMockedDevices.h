// Devices for tests: mocked ones, and ones that a real kernel makes.
#include "kernel_devices.h"
#include "mocked_devices.h"
