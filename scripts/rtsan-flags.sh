#!/bin/sh
# Prints what links RealtimeSanitizer, which comes with the Swift toolchain, into tests; nothing where it is absent.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
library=$(find "$root/lib/clang" -name "libclang_rt.rtsan-$(uname -m).a" 2>/dev/null | head -n 1)
[ -n "$library" ] || exit 0
echo "-Xlinker --whole-archive -Xlinker $library -Xlinker --no-whole-archive -Xlinker -lstdc++"
