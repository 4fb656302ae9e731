/* SPDX-License-Identifier: MIT */
/*
 * builtin_hardware: what a program hears from outside, and sends there.
 *
 * Source: language reference, sections 8.1 and 8.7.
 */
#include "creative/colour_space.h"
#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/thing_inert.h"
#include "lang/thing_midi.h"
#include "lang/thing_osc.h"
#include "lang/visual.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

WORD(osc_server)
{
    (void)self, (void)argument, (void)n;
    return osc_server_new(e, span);
}

WORD(osc_client)
{
    (void)self, (void)argument, (void)n;
    return osc_client_new(e, span);
}

WORD(midi_input)
{
    (void)argument, (void)n;
    /* the one of Hardware hears at once */
    return midi_input_new(e, self->name[0] == 'm', span);
}

WORD(midi_output)
{
    (void)self, (void)argument, (void)n;
    return midi_output_new(e, span);
}

WORD(inert)
{
    (void)argument, (void)n;
    if (!e->in_frame) {
        report_warning(e->report, span, 701,
                       "There is no device for `%s`; it is planned.", self->name);
        report_hint(e->report, "It measures 0 until then.");
    }
    return thing_new(e, &inert_class, sizeof(struct thing));
}

/* Degrees on the circle of colours; 0 for greys. */
WORD(color_to_hue)
{
    struct colour colour;
    double hsv[3];

    (void)n, (void)span;
    if (!visual_colour(&argument[0].value, &colour))
        return argument_refuse(e, self, &argument[0], "a colour, such as #ff8000");
    colour_to_hsv(&colour, hsv);
    return value_number(hsv[0], MEASURE_NONE);
}

#define PLANNED(name, what)                                                            \
    {                                                                                  \
        name, "", 0, BUILTIN_GATHERS, word_inert, NULL,                                \
            what "; planned, never there.",                                            \
            "d = Hardware." name "(); print(d.is_connected())", "Hardware"             \
    }

const struct builtin builtin_hardware[] = {
    {"osc_server", "", 0, 0, word_osc_server, NULL,
     "Messages of OSC that come to a port of this machine.",
     "s = Hardware.osc_server(); s.bind(\"127.0.0.1:9001\"); "
     "print(s.get_float(\"/volume\") ?? 0.5)",
     "Hardware"},
    {"osc_client", "", 0, 0, word_osc_client, NULL, "A sender of messages of OSC.",
     "c = Hardware.osc_client(); c.connect(\"127.0.0.1:9000\"); "
     "c.send_float(\"/volume\", 0.8)",
     "Hardware"},
    {"midi_input", "", 0, 0, word_midi_input, NULL,
     "MIDI that comes from all hardware.",
     "keys = Hardware.midi_input(); loop { if keys.note_on { print(keys.note) } }",
     "Hardware"},
    {"midi_output", "", 0, 0, word_midi_output, NULL, "MIDI that a program sends.",
     "out = Hardware.midi_output(); out.send_note_on(1, 60, 0.8)", "Hardware"},
    {"MIDIInput", "", 0, 0, word_midi_input, NULL,
     "MIDI that comes, from the devices that it opens.",
     "m = MIDIInput.new(); m.open_all_devices(); loop { m.get_messages() }",
     "Audio Hardware"},
    {"MIDIOutput", "", 0, 0, word_midi_output, NULL, "MIDI that a program sends.",
     "m = MIDIOutput.new(); m.send_cc(1, 74, 0.5)", "Audio Hardware"},
    PLANNED("controller_manager", "Gamepads"),
    PLANNED("Controllers", "Gamepads"),
    PLANNED("creative_controller_mapping", "Pads that turn settings"),
    PLANNED("arduino_manager", "Boards with sensors"),
    PLANNED("arduino_sensors", "Sensors of a board"),
    PLANNED("webcam", "A camera"),
    PLANNED("webcam_manager", "Cameras"),
    PLANNED("leap_motion", "Hands over a sensor"),
    {"color_to_hue", "color", 1, 0, word_color_to_hue, NULL,
     "The place of a colour on the circle of colours, in degrees.",
     "print(Hardware.color_to_hue(#00ff00))", "Hardware"},
    {0},
};
