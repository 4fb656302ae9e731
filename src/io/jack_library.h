/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_JACK_LIBRARY_H
#define LEAT_IO_JACK_LIBRARY_H

/**
 * The library of JACK, loaded when it is first asked: its functions under their own
 * names.  No server is ever started.  Only for files of builds that have its headers.
 */

#include <stdbool.h>

#include <jack/jack.h>
#include <jack/midiport.h>

#define JACK_LIST(X)                                                                   \
    X(jack_activate)                                                                   \
    X(jack_client_close)                                                               \
    X(jack_client_open)                                                                \
    X(jack_connect)                                                                    \
    X(jack_deactivate)                                                                 \
    X(jack_free)                                                                       \
    X(jack_get_buffer_size)                                                            \
    X(jack_get_ports)                                                                  \
    X(jack_get_sample_rate)                                                            \
    X(jack_is_realtime)                                                                \
    X(jack_last_frame_time)                                                            \
    X(jack_midi_clear_buffer)                                                          \
    X(jack_midi_event_get)                                                             \
    X(jack_midi_event_write)                                                           \
    X(jack_midi_get_event_count)                                                       \
    X(jack_on_info_shutdown)                                                           \
    X(jack_port_by_name)                                                               \
    X(jack_port_get_buffer)                                                            \
    X(jack_port_get_latency_range)                                                     \
    X(jack_port_name)                                                                  \
    X(jack_port_register)                                                              \
    X(jack_set_error_function)                                                         \
    X(jack_set_info_function)                                                          \
    X(jack_set_process_callback)                                                       \
    X(jack_set_xrun_callback)

struct jack_library {
#define X(name) __typeof__(&name) name;
    JACK_LIST(X)
#undef X
};

/**
 * Load it, and keep it quiet.  It stays loaded until the program ends: it leaves
 * threads behind.  False where it is not installed.  Thread: control.
 */
bool jack_library_load(struct jack_library *lib);

/** A client of the server that runs, or NULL.  Thread: control. */
jack_client_t *jack_library_connect(const struct jack_library *lib, const char *name);

/**
 * Let `run` ask the server something, and wait for that at most 600 ms: one that stands
 * still (SIGSTOP) never answers.
 *
 * Owns:    when it returns false `run` is still under way, on a thread of its own, and
 *          has `user` for good: what that is must stay until the program ends.
 * Thread:  control.
 */
bool jack_library_ask(void (*run)(void *user), void *user);

#endif
