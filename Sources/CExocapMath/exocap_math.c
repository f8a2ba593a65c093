#include "exocap_math.h"
