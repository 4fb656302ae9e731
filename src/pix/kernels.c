/* SPDX-License-Identifier: MIT */
/* kernels: the table of one CPU level. */
#include "pix/kernels.h"

const struct pix_kernels pix_kernels_of_level = {
#define X(name) .name = pix_##name,
    PIX_KERNEL_LIST(X)
#undef X
};
