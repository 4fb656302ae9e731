/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_ABSENT_H
#define LEAT_IO_MIDI_ABSENT_H

/** What stands for a system of MIDI in a build without its headers: it says so, and no
 * more. */

#include "io/midi_backend.h"

int midi_absent_begin(struct midi_port *port, struct leat_diag *diag);
uint32_t midi_absent_list(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                          uint32_t room);

/* Without the rest: nothing calls it where nothing begins. */
#define MIDI_ABSENT(text)                                                              \
    {                                                                                  \
        .name = text, .size = sizeof(struct midi_port), .begin = midi_absent_begin,    \
        .list = midi_absent_list                                                       \
    }

#endif
