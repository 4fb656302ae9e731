/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_ADMISSION_H
#define LEAT_CONTROL_ADMISSION_H

/** admission: who may send messages: whoever is near, and who has told the token. */

#include <stdbool.h>
#include <stdint.h>

#include "net/osc_server.h"

enum { ADMISSION_MAX = 64 }; /* from elsewhere; the oldest goes */

struct admission {
    struct osc_peer peer[ADMISSION_MAX];
    uint32_t n; /* that were ever admitted */
};

bool admission_has(const struct admission *admission, const struct osc_peer *peer);
void admission_add(struct admission *admission, const struct osc_peer *peer);

/** Whether a text is the token: compared in the same time wherever it differs. */
bool admission_is_token(const char *token, const char *text);

#endif
