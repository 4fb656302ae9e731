/* SPDX-License-Identifier: MIT */
/* sound_resource: a sound file as the resource of a node. */
#include "io/sound_resource.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "io/sound_file.h"
#include "io/sound_pickup.h"

int sound_resource_probe(const char *node, const char *base, const char *path,
                         struct leat_source_info *info, struct leat_diag *diag)
{
    struct sound_reader *reader = NULL;
    struct sound_info of;
    int err;

    if (!path[0]) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`%s` needs a path.", node);
        leat_diag_hint(diag, "Name a sound file: %s(\"kick.wav\").", node);
        return LEAT_ERR_INVALID;
    }
    err = sound_reader_open(base, path, &reader, &of, diag);
    if (!err) {
        info->lanes = of.channels;
        info->mask = of.mask;
        info->length = -1;
        info->rate_hz = 0.0;
    }
    sound_reader_close(&reader);
    return err;
}

int sound_resource_close(void **resource, struct leat_diag *diag)
{
    (void)diag;
    if (*resource)
        sound_pickup_close(*resource);
    free(*resource);
    *resource = NULL;
    return 0;
}

int sound_resource_open(const char *base, const char *path, void **resource,
                        struct leat_diag *diag)
{
    struct sound_pickup *pickup = malloc(sizeof(*pickup));
    int err = LEAT_ERR_NOMEM;

    *resource = pickup;
    if (pickup)
        err = sound_pickup_open(pickup, base, path, diag);
    if (err)
        sound_resource_close(resource, diag);
    return err;
}

void sound_resource_status(void *resource, struct leat_resource_status *status)
{
    const struct held_sound *sound = ((const struct sound_pickup *)resource)->sound;

    memset(status, 0, sizeof(*status));
    status->frames = sound->length;
    status->non_finite = sound->faults.non_finite;
    status->denormal = sound->faults.denormal;
}
