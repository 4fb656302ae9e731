/* SPDX-License-Identifier: MIT */
/* roots: the table of roots of unity. */
#include "base/roots.h"

_Alignas(64) const float math_roots[ROOTS_TABLE] = {
#include "base/roots_table.h"
};
