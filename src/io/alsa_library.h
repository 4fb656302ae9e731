/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_ALSA_LIBRARY_H
#define LEAT_IO_ALSA_LIBRARY_H

/**
 * The library of ALSA, loaded when it is first asked: what leat uses of its sequencer,
 * under its own names.  Only for files of builds that have its headers.
 */

#include <stdbool.h>

#include <alsa/asoundlib.h>

#define ALSA_LIST(X)                                                                   \
    X(snd_lib_error_set_handler)                                                       \
    X(snd_midi_event_decode)                                                           \
    X(snd_midi_event_encode)                                                           \
    X(snd_midi_event_free)                                                             \
    X(snd_midi_event_new)                                                              \
    X(snd_midi_event_no_status)                                                        \
    X(snd_seq_alloc_queue)                                                             \
    X(snd_seq_client_id)                                                               \
    X(snd_seq_client_info_free)                                                        \
    X(snd_seq_client_info_get_client)                                                  \
    X(snd_seq_client_info_get_name)                                                    \
    X(snd_seq_client_info_malloc)                                                      \
    X(snd_seq_client_info_set_client)                                                  \
    X(snd_seq_close)                                                                   \
    X(snd_seq_connect_from)                                                            \
    X(snd_seq_connect_to)                                                              \
    X(snd_seq_control_queue)                                                           \
    X(snd_seq_create_simple_port)                                                      \
    X(snd_seq_drain_output)                                                            \
    X(snd_seq_event_input)                                                             \
    X(snd_seq_event_output_direct)                                                     \
    X(snd_seq_get_any_client_info)                                                     \
    X(snd_seq_get_any_port_info)                                                       \
    X(snd_seq_get_port_info)                                                           \
    X(snd_seq_get_queue_status)                                                        \
    X(snd_seq_open)                                                                    \
    X(snd_seq_poll_descriptors)                                                        \
    X(snd_seq_port_info_free)                                                          \
    X(snd_seq_port_info_get_addr)                                                      \
    X(snd_seq_port_info_get_capability)                                                \
    X(snd_seq_port_info_get_name)                                                      \
    X(snd_seq_port_info_get_type)                                                      \
    X(snd_seq_port_info_malloc)                                                        \
    X(snd_seq_port_info_set_client)                                                    \
    X(snd_seq_port_info_set_port)                                                      \
    X(snd_seq_port_info_set_timestamp_queue)                                           \
    X(snd_seq_port_info_set_timestamp_real)                                            \
    X(snd_seq_port_info_set_timestamping)                                              \
    X(snd_seq_query_next_client)                                                       \
    X(snd_seq_query_next_port)                                                         \
    X(snd_seq_queue_status_free)                                                       \
    X(snd_seq_queue_status_get_events)                                                 \
    X(snd_seq_queue_status_get_real_time)                                              \
    X(snd_seq_queue_status_malloc)                                                     \
    X(snd_seq_set_client_name)                                                         \
    X(snd_seq_set_client_pool_input)                                                   \
    X(snd_seq_set_client_pool_output)                                                  \
    X(snd_seq_set_port_info)                                                           \
    X(snd_strerror)

struct alsa_library {
#define X(name) __typeof__(&name) name;
    ALSA_LIST(X)
#undef X
};

/** Load it, and keep it quiet.  It stays loaded until the program ends.  False where it
 * is not installed.  Thread: control. */
bool alsa_library_load(struct alsa_library *lib);

#endif
