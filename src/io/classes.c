/* SPDX-License-Identifier: MIT */
/* classes: the table of nodes that need a library or a device. */
#include "graph/classes.h"

#include "io/node_classes.h"

const struct leat_node_class *const io_node_classes[] = {
    &leat_node_canvas_in,     &leat_node_convolve,    &leat_node_file_in,
    &leat_node_file_out,      &leat_node_mic_input,   &leat_node_midi_file,
    &leat_node_midi_file_out, &leat_node_midi_in,     &leat_node_midi_out,
    &leat_node_mood_picture,  &leat_node_output,      &leat_node_png_out,
    &leat_node_probe,         &leat_node_probe_video, &leat_node_sampler,
    &leat_node_shots,         &leat_node_video_out,   &leat_node_wavetable,
    &leat_node_y4m_in,        &leat_node_y4m_out,
};
const size_t io_n_node_classes = sizeof(io_node_classes) / sizeof(io_node_classes[0]);
