/* SPDX-License-Identifier: MIT */
/* admission: who may send messages. */
#include "control/admission.h"

#include <string.h>

bool admission_has(const struct admission *admission, const struct osc_peer *peer)
{
    bool found = peer->is_near;

    for (uint32_t i = 0; i < ADMISSION_MAX && i < admission->n && !found; i++)
        found = osc_peer_equal(&admission->peer[i], peer);
    return found;
}

void admission_add(struct admission *admission, const struct osc_peer *peer)
{
    admission->peer[admission->n++ % ADMISSION_MAX] = *peer;
}

bool admission_is_token(const char *token, const char *text)
{
    const size_t size = strlen(token);
    unsigned differs = strlen(text) != size;

    for (size_t i = 0; i < size && i < strlen(text); i++)
        differs |= (unsigned)(token[i] ^ text[i]);
    return !differs;
}
