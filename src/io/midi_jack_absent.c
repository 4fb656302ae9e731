/* SPDX-License-Identifier: MIT */
/* midi_jack_absent: no port of MIDI, in a build without the headers of JACK. */
#include <leat/err.h>

#include "io/midi_port.h"

int midi_port_open(enum midi_direction direction, const char *device,
                   struct midi_port **out, struct leat_diag *diag)
{
    (void)direction;
    (void)device;
    *out = NULL;
    leat_diag_add(diag, LEAT_ERROR, 701,
                  "There is no MIDI: this leat was built without JACK.");
    leat_diag_hint(diag, "Build it with the headers of JACK.");
    return LEAT_ERR_NO_DEVICE;
}

void midi_port_close(struct midi_port **port)
{
    *port = NULL;
}

LEAT_RT uint32_t midi_port_now(struct midi_port *port, uint32_t *nframes)
{
    (void)port;
    *nframes = 0;
    return 0;
}

LEAT_RT uint32_t midi_port_era(const struct midi_port *port)
{
    (void)port;
    return 0;
}

LEAT_RT bool midi_port_read(struct midi_port *port, struct midi_timed *message)
{
    (void)port;
    (void)message;
    return false;
}

LEAT_RT void midi_port_write(struct midi_port *port, const struct midi_timed *message)
{
    (void)port;
    (void)message;
}

void midi_port_count(const struct midi_port *port, struct midi_port_counts *counts)
{
    (void)port;
    *counts = (struct midi_port_counts){0};
}
