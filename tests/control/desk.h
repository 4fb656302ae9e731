/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_CONTROL_DESK_H
#define LEAT_TESTS_CONTROL_DESK_H

/**
 * desk: a program under a manual clock with a control that acts at once, and the last
 * of its answers as text.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "control/control.h"
#include "sequence/conduct.h"

struct desk {
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct control *control;
    struct monitor *monitor;
    struct recorder *recorder; /* the wish's, which hears the master; or NULL */
    struct osc_peer peer;
    float heard[2 * 8192]; /* of the last crank, channel fastest */
    uint32_t n_heard, channels;
    char answer[8192]; /* "/reply 1 /lead/cutoff 900" */
    uint32_t n_answers;
};

static inline int desk_write(void *user, const float *samples, uint32_t nframes,
                             uint32_t lanes)
{
    struct desk *d = user;

    for (uint32_t i = 0; i < nframes * lanes; i++)
        if (d->n_heard < sizeof(d->heard) / sizeof(d->heard[0]))
            d->heard[d->n_heard++] = samples[i];
    d->channels = lanes;
    return 0;
}

static inline int desk_send(void *user, const struct osc_peer *peer,
                            const uint8_t *bytes, size_t size)
{
    struct desk *d = user;
    struct osc_reader reader;
    struct osc_message m;
    struct osc_args args;
    struct osc_arg arg;
    double number;

    assert_true(osc_peer_equal(peer, &d->peer));
    assert_int_equal(osc_reader_init(&reader, bytes, size), 0);
    assert_int_equal(osc_reader_next(&reader, &m), 1);
    size_t used = (size_t)snprintf(d->answer, sizeof(d->answer), "%s", m.address);
    osc_args_init(&args, &m);
    while (osc_args_next(&args, &arg) && used < sizeof(d->answer)) {
        char *at = d->answer + used;
        const size_t room = sizeof(d->answer) - used;
        if (arg.tag == 's')
            used += (size_t)snprintf(at, room, " %s", arg.s);
        else if (osc_arg_number(&arg, &number))
            used += (size_t)snprintf(at, room, " %.6g", number);
    }
    d->n_answers++;
    return 0;
}

static inline void desk_listen(void *user, int64_t frame, const float *samples,
                               uint32_t nframes, uint32_t lanes)
{
    struct desk *d = user;

    rt_monitor_listen(d->monitor, frame, samples, nframes, lanes);
    if (d->recorder)
        rt_recorder_listen(d->recorder, frame, samples, nframes, lanes);
}

typedef void desk_conduct(void *user, struct leat_engine *engine, int64_t frame,
                          uint32_t nframes);

/** Open a desk for a graph that is there; `wish` has what differs from a plain one.
 * With a player `conduct` is rt_conduct, with a hub of MIDI what conducts it. */
static inline void desk_open_conducted(struct desk *d, struct leat_graph *graph,
                                       struct control_config wish,
                                       desk_conduct *conduct)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_diag diag = {0};

    *d = (struct desk){.graph = graph,
                       .recorder = wish.recorder,
                       .peer = {.serial = 1, .is_near = true}};
    config.clock = LEAT_CLOCK_MANUAL;
    config.rate_hz = 48000.0;
    config.channels = 1;
    config.endless = true;
    config.sink = (struct leat_sink){desk_write, d};
    config.listen = desk_listen;
    config.listen_user = d;
    config.log = wish.midi != NULL;
    config.conduct = conduct;
    config.conduct_user = conduct == rt_conduct ? (void *)wish.player : wish.midi;
    assert_int_equal(leat_engine_create(d->graph, &config, &d->engine, &diag), 0);
    assert_int_equal(monitor_create(48000.0, &d->monitor), 0);
    wish.graph = d->graph;
    wish.engine = d->engine;
    wish.monitor = d->monitor;
    wish.direct = true;
    wish.token = "open sesame";
    wish.send = desk_send;
    wish.user = d;
    assert_int_equal(control_create(&wish, &d->control), 0);
}

static inline void desk_open(struct desk *d, struct leat_graph *graph,
                             struct control_config wish)
{
    desk_open_conducted(d, graph, wish, wish.player ? rt_conduct : NULL);
}

/** The graph of a program. */
static inline struct leat_graph *desk_graph(const char *program)
{
    struct leat_diag diag = {0};
    struct leat_graph *graph;

    assert_int_equal(leat_graph_create(&graph), 0);
    if (*program && leat_program_apply(program, graph, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return graph;
}

static inline void desk_begin(struct desk *d, const char *program)
{
    desk_open(d, desk_graph(program), (struct control_config){0});
}

static inline void desk_end(struct desk *d)
{
    control_destroy(&d->control);
    assert_int_equal(leat_engine_destroy(&d->engine, NULL), 0);
    leat_graph_destroy(&d->graph);
    monitor_destroy(&d->monitor);
}

static inline void desk_crank(struct desk *d, uint32_t nframes)
{
    d->n_heard = 0;
    assert_int_equal(leat_engine_crank(d->engine, nframes), 0);
}

/* Send a message whose arguments are texts, and numbers where they look so. */
static inline const char *desk_say(struct desk *d, const char *address,
                                   const char *arguments)
{
    struct osc_arg args[16];
    uint8_t packet[4096];
    struct osc_writer w;
    char copy[1024];
    uint32_t n = 0;

    snprintf(copy, sizeof(copy), "%s", arguments);
    for (char *word = strtok(copy, " "); word && n < 16; word = strtok(NULL, " ")) {
        char *end;
        const float number = strtof(word, &end);
        args[n++] = *end ? osc_text(word) : osc_float(number);
    }
    d->answer[0] = '\0';
    osc_writer_init(&w, packet, sizeof(packet));
    assert_int_equal(osc_write_message(&w, address, args, n), 0);
    control_packet(d->control, &d->peer, packet, w.used);
    return d->answer;
}

/** Alike; the answer has `want` in it. */
static inline void desk_expect(struct desk *d, const char *address,
                               const char *arguments, const char *want)
{
    const char *answer = desk_say(d, address, arguments);

    if (!strstr(answer, want))
        fail_msg("%s %s: %s, not %s", address, arguments, answer, want);
}

/* Alike, for one text with blanks in it. */
static inline const char *desk_tell(struct desk *d, const char *address,
                                    const char *text)
{
    const struct osc_arg args[] = {osc_text(text), osc_text("id:7")};
    uint8_t packet[4096];
    struct osc_writer w;

    d->answer[0] = '\0';
    osc_writer_init(&w, packet, sizeof(packet));
    assert_int_equal(osc_write_message(&w, address, args, 2), 0);
    control_packet(d->control, &d->peer, packet, w.used);
    return d->answer;
}

#endif
