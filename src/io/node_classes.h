/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_NODE_CLASSES_H
#define LEAT_IO_NODE_CLASSES_H

/** The classes that src/io defines, in the order of their names. */

#include <leat/node.h>

extern const struct leat_node_class leat_node_canvas_in;
extern const struct leat_node_class leat_node_convolve;
extern const struct leat_node_class leat_node_file_in;
extern const struct leat_node_class leat_node_file_out;
extern const struct leat_node_class leat_node_mic_input;
extern const struct leat_node_class leat_node_midi_file;
extern const struct leat_node_class leat_node_midi_file_out;
extern const struct leat_node_class leat_node_midi_in;
extern const struct leat_node_class leat_node_midi_out;
extern const struct leat_node_class leat_node_mood_picture;
extern const struct leat_node_class leat_node_output;
extern const struct leat_node_class leat_node_png_out;
extern const struct leat_node_class leat_node_probe;
extern const struct leat_node_class leat_node_probe_video;
extern const struct leat_node_class leat_node_sampler;
extern const struct leat_node_class leat_node_shots;
extern const struct leat_node_class leat_node_video_out;
extern const struct leat_node_class leat_node_wavetable;
extern const struct leat_node_class leat_node_y4m_in;
extern const struct leat_node_class leat_node_y4m_out;

#endif
