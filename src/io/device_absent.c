/* SPDX-License-Identifier: MIT */
/* device_absent: a back end that was left out of the build. */
#include "io/device_absent.h"

#include "base/str.h"

bool device_absent_available(char *why, size_t size)
{
    str_format(why, size, "this leat was built without a back end");
    return false;
}

uint32_t device_absent_list(struct leat_device_info *infos, uint32_t n)
{
    (void)infos;
    (void)n;
    return 0;
}
