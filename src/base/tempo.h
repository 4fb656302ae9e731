/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_TEMPO_H
#define LEAT_BASE_TEMPO_H

/** How slow and how fast music may be, in beats a minute, and how fast it is unasked.
 */
enum { TEMPO_LEAST = 20, TEMPO_MOST = 400, TEMPO_DEFAULT = 120 };

#endif
