/* SPDX-License-Identifier: MIT */
/* method_map: what ... can be asked. */
#include "lang/method.h"

const struct method_word method_map[] = {
    {0},
};
