#include "exocap_linux.h"
