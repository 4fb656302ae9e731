/* SPDX-License-Identifier: MIT */
/* midi_absent: a system of MIDI that was left out of the build. */
#include "io/midi_absent.h"

#include <leat/err.h>

int midi_absent_begin(struct midi_port *port, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 701, "this leat was built without %s",
                  port->backend->name);
    leat_diag_hint(diag, "A build that has its headers can.");
    return LEAT_ERR_NO_DEVICE;
}

uint32_t midi_absent_list(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                          uint32_t room)
{
    (void)direction;
    (void)names;
    (void)room;
    return 0;
}
