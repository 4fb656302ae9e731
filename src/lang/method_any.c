/* SPDX-License-Identifier: MIT */
/* method_any: what ... can be asked. */
#include "lang/method.h"

const struct method_word method_any[] = {
    {0},
};
