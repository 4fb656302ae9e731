/* SPDX-License-Identifier: MIT */
/* method_number: what ... can be asked. */
#include "lang/method.h"

const struct method_word method_number[] = {
    {0},
};
