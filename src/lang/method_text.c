/* SPDX-License-Identifier: MIT */
/* method_text: what ... can be asked. */
#include "lang/method.h"

const struct method_word method_text[] = {
    {0},
};
