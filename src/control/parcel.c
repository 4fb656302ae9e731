/* SPDX-License-Identifier: MIT */
/* parcel: a message that waits. */
#include "control/parcel.h"

#include <stdlib.h>
#include <string.h>

struct parcel *parcel_create(const struct osc_peer *peer, const struct osc_message *m,
                             int64_t frame)
{
    const size_t address = m->address_size + 1, tags = m->n_tags + 1;
    struct parcel *p = malloc(sizeof(*p) + address + tags + m->data_size);

    if (!p)
        return NULL;
    *p = (struct parcel){.peer = *peer, .frame = frame, .message = *m};
    memcpy(p->bytes, m->address, m->address_size);
    p->bytes[m->address_size] = '\0';
    memcpy(p->bytes + address, m->tags, m->n_tags);
    p->bytes[address + m->n_tags] = '\0';
    if (m->data_size)
        memcpy(p->bytes + address + tags, m->data, m->data_size);
    p->message.address = p->bytes;
    p->message.tags = p->bytes + address;
    p->message.data = (const uint8_t *)p->bytes + address + tags;
    return p;
}

void parcel_destroy(struct parcel **parcel)
{
    free(*parcel);
    *parcel = NULL;
}

void parcel_insert(struct parcel **list, struct parcel *parcel)
{
    while (*list && (*list)->due <= parcel->due)
        list = &(*list)->next;
    parcel->next = *list;
    *list = parcel;
}
