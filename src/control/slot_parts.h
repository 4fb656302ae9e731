/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_SLOT_PARTS_H
#define LEAT_CONTROL_SLOT_PARTS_H

/** What the readers of a slot's parts share.  Inside of slot_*.c only. */

#include "base/json_read.h"
#include "control/slot.h"

struct slot_reading {
    struct slot *slot;
    const struct address_book *book;
    const struct value_scale *scale;
    bool is_chronus;
    int err;
};

/** Note that something has no place here. */
void slot_skip(struct slot_reading *r, const char *name);

/** A text of JSON into a field; false when there is none or no room. */
bool slot_copy_text(char *to, size_t size, const struct json_value *v);

/** Tempo, swing and tracks; `v` may be NULL. */
void slot_read_sequencer(struct slot_reading *r, const struct json_value *v);

#endif
