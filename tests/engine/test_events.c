/* SPDX-License-Identifier: MIT */
/* Events from node to node, to the frame, and the musical clock. */
#include "engine/take.h"

enum { RATE = 48000, QUANTUM = 64 };

/* A source of events: one each `period` frames, its key counting 1, 2, ... 9, 1; and a
 * sound that is the key at those frames. */
enum { PERIOD, BURST, LATENCY, FIRST, N_PARAMS };

static const struct leat_port ticker_ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Sound.", NULL},
    {"events", LEAT_OUT, LEAT_EVENTS, 0, "Events.", NULL},
};

static const struct leat_param ticker_params[N_PARAMS] = {
    [PERIOD] = {.name = "period", .min = 1.0f, .def = 10.0f, .max = 1e6f, .help = "P."},
    [BURST] = {.name = "burst", .min = 1.0f, .def = 1.0f, .max = 1e4f, .help = "B."},
    [LATENCY] = {.name = "latency",
                 .max = 1e4f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "L."},
    [FIRST] = {.name = "first", .def = 0.0f, .max = 9.0f, .help = "F."},
};

static uint32_t ticker_latency(const struct leat_env *env,
                               const struct leat_settings *settings)
{
    (void)env;
    return (uint32_t)settings->number[LATENCY];
}

static void tick(void *state, const struct leat_block *block)
{
    const int64_t period = (int64_t)block->param[PERIOD].at[0];

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++) {
        const int64_t frame = block->frame + i;
        struct leat_event event = {.type = LEAT_EVENT_NOTE_ON, .value = 1.0f};
        event.key = block->param[FIRST].at[0] > 0.0f ? block->param[FIRST].at[0]
                                                     : (float)(1 + frame / period % 9);
        block->out[0][i] = frame % period ? 0.0f : event.key;
        for (int k = 0; frame % period == 0 && k < (int)block->param[BURST].at[0]; k++)
            leat_block_emit(block, 1, i, &event);
    }
}

static const struct leat_node_class ticker = {
    .size = sizeof(struct leat_node_class),
    .name = "ticker",
    .summary = "Ticks.",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ticker_ports,
    .n_ports = 2,
    .params = ticker_params,
    .n_params = N_PARAMS,
    .latency = ticker_latency,
    .process = tick,
};

/* What it hears at a frame, written one digit after the other. */
static const struct leat_port hearer_ports[] = {
    {"events", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Events.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Digits.", NULL},
};

static void hear(void *state, const struct leat_block *block)
{
    (void)state;
    memset(block->out[0], 0, block->nframes * sizeof(float));
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct leat_event *e = &block->events[k];
        const float digit = e->type == LEAT_EVENT_ALL_OFF ? 7.0f : e->key;
        block->out[0][0] = 10.0f * block->out[0][0] + digit;
        if (e->frame != block->frame)
            block->out[0][0] = -1.0f;
    }
}

static const struct leat_node_class hearer = {
    .size = sizeof(struct leat_node_class),
    .name = "hearer",
    .summary = "Hears.",
    .ports = hearer_ports,
    .n_ports = 2,
    .process = hear,
};

/* The number of events heard so far. */
static size_t count_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(uint32_t);
}

static void count(void *state, const struct leat_block *block)
{
    uint32_t *n = state;

    *n += block->n_events;
    for (uint32_t i = 0; i < block->nframes; i++)
        block->out[0][i] = (float)*n;
}

static const struct leat_node_class counter = {
    .size = sizeof(struct leat_node_class),
    .name = "event_counter",
    .summary = "Counts.",
    .ports = hearer_ports,
    .n_ports = 2,
    .state_size = count_size,
    .process = count,
};

/* Hands events on; its sound input says at which rate. */
static const struct leat_port relay_ports[] = {
    {"events", LEAT_IN, LEAT_EVENTS, 0, "Events.", NULL},
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Silence.", NULL},
    {"events", LEAT_OUT, LEAT_EVENTS, 0, "Events again.", NULL},
};

static void relay_events(void *state, const struct leat_block *block)
{
    (void)state;
    memset(block->out[0], 0, block->nframes * sizeof(float));
    for (uint32_t k = 0; k < block->n_events; k++)
        leat_block_emit(block, 1, 0, &block->events[k]);
}

static const struct leat_node_class relay = {
    .size = sizeof(struct leat_node_class),
    .name = "relay",
    .summary = "Relays.",
    .ports = relay_ports,
    .n_ports = 4,
    .process = relay_events,
};

/* The position of the musical clock at each frame. */
static void tell_beat(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++)
        block->out[0][i] = (float)leat_tempo_beat(block->tempo, block->frame + i);
}

static const struct leat_node_class beat_teller = {
    .size = sizeof(struct leat_node_class),
    .name = "beat_teller",
    .summary = "Tells.",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ticker_ports,
    .n_ports = 1,
    .process = tell_beat,
};

static void begin(struct take *t)
{
    take_begin(t);
    assert_int_equal(leat_graph_add_class(t->graph, &ticker), 0);
    assert_int_equal(leat_graph_add_class(t->graph, &hearer), 0);
    assert_int_equal(leat_graph_add_class(t->graph, &counter), 0);
    assert_int_equal(leat_graph_add_class(t->graph, &beat_teller), 0);
    assert_int_equal(leat_graph_add_class(t->graph, &relay), 0);
    t->config.rate_hz = RATE;
    t->config.channels = 1;
    t->config.duration = 1000;
}

static void set(struct take *t, uint32_t node, uint32_t param, float value)
{
    assert_int_equal(leat_edit_set(t->edit, node, param, &value, 1, &t->diag), 0);
}

static uint32_t link_events(struct take *t, uint32_t from, uint32_t to, uint32_t delay)
{
    struct leat_link link = leat_link_between(from, 1, to, 0);
    uint32_t id;

    link.delay_frames = delay;
    assert_int_equal(leat_edit_link(t->edit, &link, &id, &t->diag), 0);
    return id;
}

static uint32_t add_ticker(struct take *t, const char *name, float period)
{
    const uint32_t node = take_add(t, "ticker", name);

    set(t, node, PERIOD, period);
    return node;
}

static void events_fall_on_their_frames_however_blocks_are_cut(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 100, 256};

    (void)state;
    for (int b = 0; b < 5; b++) {
        struct take t;
        begin(&t);
        t.config.block = blocks[b];
        const uint32_t a = add_ticker(&t, "a", 10), h = take_add(&t, "hearer", "h");
        link_events(&t, a, h, 0);
        take_link(&t, h, take_add(&t, "output", NULL));
        assert_int_equal(take_run(&t), 0);
        assert_int_equal(t.n, 1000);
        for (size_t i = 0; i < t.n; i++)
            assert_true(t.samples[i] == (i % 10 ? 0.0f : (float)(1 + i / 10 % 9)));
        take_end(&t);
    }
}

/* a ticks each 10 frames, 3 frames late by its link, b each 13; both meet at frames
 * such as 13: there a, whose link came first, is heard first. */
static void links_merge_by_frame_and_then_by_their_order(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 100};

    (void)state;
    for (int b = 0; b < 4; b++) {
        struct take t;
        begin(&t);
        t.config.block = blocks[b];
        t.config.threads = b == 3 ? 3 : 1;
        const uint32_t x = add_ticker(&t, "x", 10), y = add_ticker(&t, "y", 13);
        const uint32_t h = take_add(&t, "hearer", "h");
        link_events(&t, x, h, b % 2 ? 0 : 3);
        link_events(&t, y, h, b % 2 ? 3 : 0);
        take_link(&t, h, take_add(&t, "output", NULL));
        assert_int_equal(take_run(&t), 0);
        const size_t dx = b % 2 ? 0 : 3, dy = b % 2 ? 3 : 0;
        for (size_t i = 0; i < t.n; i++) {
            float digits = 0.0f;
            if (i >= dx && (i - dx) % 10 == 0)
                digits = (float)(1 + (i - dx) / 10 % 9);
            if (i >= dy && (i - dy) % 13 == 0)
                digits = 10.0f * digits + (float)(1 + (i - dy) / 13 % 9);
            assert_true(t.samples[i] == digits);
        }
        take_end(&t);
    }
}

static void events_of_people_come_before_those_of_links(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    const uint32_t a = add_ticker(&t, "a", 10), h = take_add(&t, "hearer", "h");
    link_events(&t, a, h, 0);
    take_link(&t, h, take_add(&t, "output", NULL));
    take_engine(&t);
    for (int64_t frame = 15; frame <= 20; frame += 5) {
        const struct leat_event event = {.frame = frame, .key = 5.0f};
        assert_int_equal(leat_engine_send(t.engine, h, &event), 0);
    }
    assert_int_equal(leat_engine_run(t.engine, &t.diag), 0);
    assert_true(t.samples[15] == 5.0f);
    assert_true(t.samples[20] == 53.0f);
    assert_true(t.samples[30] == 4.0f);
    take_end(&t);
}

/* Sound and events of two sources, one 100 frames late: at the sum, and at what hears
 * both, they meet. */
static void events_wait_for_what_is_late(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    const uint32_t a = add_ticker(&t, "a", 10), b = add_ticker(&t, "b", 1000);
    const uint32_t h = take_add(&t, "hearer", "h");
    set(&t, b, LATENCY, 100.0f);
    link_events(&t, a, h, 0);
    link_events(&t, b, h, 0);
    take_link(&t, h, take_add(&t, "output", NULL));
    take_engine(&t);
    assert_int_equal(leat_engine_latency(t.engine), 100);
    leat_engine_crank(t.engine, 300);
    /* a manual run leaves the latency out as an offline one does */
    assert_true(t.samples[0] == 1.0f);
    assert_true(t.samples[10] == 2.0f);
    take_end(&t);
}

static void a_quantum_has_room_for_256_and_the_rest_waits(void **state)
{
    struct take t;
    struct leat_node_stats stats;

    (void)state;
    begin(&t);
    const uint32_t a = add_ticker(&t, "a", 500);
    const uint32_t n = take_add(&t, "event_counter", "n");
    set(&t, a, BURST, 300.0f);
    link_events(&t, a, n, 0);
    take_link(&t, n, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_true(t.samples[63] == 256.0f);
    assert_true(t.samples[64] == 300.0f);
    assert_true(t.samples[499] == 300.0f);
    assert_true(t.samples[500] == 556.0f);
    assert_true(t.samples[512] == 600.0f);
    assert_int_equal(leat_engine_node_stats(t.engine, a, &stats), 0);
    assert_int_equal(stats.late_events, 88);
    take_end(&t);
}

/* Three sources of 200 each: 600 events want into one quantum of one input. */
static void an_input_takes_256_in_a_quantum(void **state)
{
    struct take t;
    struct leat_node_stats stats;

    (void)state;
    begin(&t);
    const uint32_t n = take_add(&t, "event_counter", "n");
    for (int k = 0; k < 3; k++) {
        const uint32_t a = add_ticker(&t, NULL, 5000);
        set(&t, a, BURST, 200.0f);
        link_events(&t, a, n, 0);
    }
    take_link(&t, n, take_add(&t, "output", NULL));
    assert_int_equal(take_run(&t), 0);
    assert_true(t.samples[0] == 256.0f);
    assert_true(t.samples[64] == 512.0f);
    assert_true(t.samples[128] == 600.0f);
    assert_int_equal(leat_engine_node_stats(t.engine, n, &stats), 0);
    assert_int_equal(stats.late_events, 344);
    take_end(&t);
}

static void a_link_that_goes_ends_its_notes(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    const uint32_t a = add_ticker(&t, "a", 10), h = take_add(&t, "hearer", "h");
    const uint32_t link = link_events(&t, a, h, 0);
    take_link(&t, h, take_add(&t, "output", NULL));
    take_engine(&t);
    leat_engine_crank(t.engine, 128);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    leat_edit_unlink(t.edit, link);
    take_commit(&t);
    leat_engine_crank(t.engine, 1000);
    assert_true(t.samples[120] == 4.0f);
    assert_true(t.samples[128] == 7.0f); /* ALL_OFF */
    for (size_t i = 129; i < t.n; i++)
        assert_true(t.samples[i] == 0.0f);
    take_end(&t);
}

static void what_events_cannot_do_is_refused(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    const uint32_t a = add_ticker(&t, "a", 10), h = take_add(&t, "hearer", "h");
    const uint32_t gain = take_add(&t, "gain", NULL);
    struct leat_link link = leat_link_between(a, 1, gain, 0);
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), LEAT_ERR_TYPE);
    assert_non_null(strstr(t.diag.finding[0].message, "gives events"));
    leat_edit_abort(&t.edit);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    const uint32_t b = add_ticker(&t, "b", 10), k = take_add(&t, "hearer", "k");
    link = leat_link_between(b, 1, k, 0);
    link.feedback = true;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), LEAT_ERR_TYPE);
    assert_non_null(strstr(t.diag.finding[1].message, "fed back"));
    (void)h;
    leat_edit_abort(&t.edit);
    leat_graph_destroy(&t.graph);
    leat_diag_clear(&t.diag);
}

/* A resampler makes a timeline of 44100 Hz.  An event is heard there at the first frame
 * that begins then or later, and so on the way back: at most one frame late each time,
 * and two roundings of the latency, which is left out at the end. */
static void frames_are_converted_between_rates(void **state)
{
    static const uint32_t blocks[] = {64, 7, 100};
    float first[1000];

    (void)state;
    for (int b = 0; b < 3; b++) {
        struct take t;
        begin(&t);
        t.config.block = blocks[b];
        const uint32_t a = add_ticker(&t, "a", 64), sine = take_add(&t, "sine", NULL);
        const uint32_t low = take_add(&t, "resample", NULL);
        const uint32_t r = take_add(&t, "relay", "r"), h = take_add(&t, "hearer", "h");
        take_set(&t, low, "resample", "rate", 44100.0f);
        take_link(&t, sine, low);
        const struct leat_link link = leat_link_between(low, 0, r, 1);
        assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), 0);
        link_events(&t, a, r, 0);
        link_events(&t, r, h, 0);
        take_link(&t, h, take_add(&t, "output", NULL));
        assert_int_equal(take_run(&t), 0);
        assert_int_equal(t.n, 1000);
        for (size_t tick = 1; tick < 15; tick++) {
            float sum = 0.0f;
            for (size_t i = 64 * tick - 2; i <= 64 * tick + 3; i++)
                sum += t.samples[i];
            assert_true(sum == (float)(1 + tick % 9));
        }
        if (b == 0)
            memcpy(first, t.samples, sizeof(first));
        assert_memory_equal(first, t.samples, sizeof(first));
        take_end(&t);
    }
}

static void the_clock_is_a_straight_line_that_bends_at_the_frame(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 100};

    (void)state;
    for (int b = 0; b < 4; b++) {
        struct take t;
        begin(&t);
        t.config.block = blocks[b];
        t.config.bpm = 90.0;
        t.config.log = true;
        take_link(&t, take_add(&t, "beat_teller", NULL), take_add(&t, "output", NULL));
        take_engine(&t);
        const struct leat_event event = {
            .frame = 301, .type = LEAT_EVENT_TEMPO, .value = 200.0f};
        assert_int_equal(leat_engine_send(t.engine, 0, &event), 0);
        assert_int_equal(leat_engine_run(t.engine, &t.diag), 0);
        const double turn = 301 * 90.0 / (60.0 * RATE);
        for (size_t i = 0; i < t.n; i++) {
            const double beat = i < 301
                                    ? (double)i * 90.0 / (60.0 * RATE)
                                    : turn + (double)(i - 301) * 200.0 / (60.0 * RATE);
            assert_true(t.samples[i] == (float)beat);
        }
        struct leat_log_line line;
        assert_int_equal(leat_engine_log_next(t.engine, &line), 1);
        assert_int_equal(line.frame, 301);
        assert_int_equal(line.node, 0);
        assert_int_equal(line.event.type, LEAT_EVENT_TEMPO);
        take_end(&t);
    }
}

/* A tempo of 0: the position is the same number until the next, and nothing waits. */
static void the_clock_stands_and_goes_on(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 100};

    (void)state;
    for (int b = 0; b < 4; b++) {
        static const struct leat_event events[] = {
            {.frame = 301, .type = LEAT_EVENT_TEMPO, .value = 0.0f},
            {.frame = 500, .type = LEAT_EVENT_TEMPO, .value = 200.0f}};
        struct take t;
        begin(&t);
        t.config.block = blocks[b];
        t.config.bpm = 90.0;
        take_link(&t, take_add(&t, "beat_teller", NULL), take_add(&t, "output", NULL));
        take_engine(&t);
        for (int i = 0; i < 2; i++)
            assert_int_equal(leat_engine_send(t.engine, 0, &events[i]), 0);
        assert_int_equal(leat_engine_run(t.engine, &t.diag), 0);
        const double turn = 301 * 90.0 / (60.0 * RATE);
        assert_true(t.n > 500);
        for (size_t i = 301; i < t.n; i++) {
            const double on = i < 500 ? 0.0 : (double)(i - 500) * 200.0 / (60.0 * RATE);
            assert_true(t.samples[i] == (float)(turn + on));
        }
        take_end(&t);
    }
}

/* An edit that waits for a beat is heard at the first grid frame at or after it: at
 * 375 bpm a beat has 7680 frames, a multiple of 64; 200 bpm makes it 14400. */
static void an_edit_waits_for_the_beat_of_the_tempo(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    t.config.bpm = 375.0;
    t.config.log = true;
    const uint32_t a = add_ticker(&t, "a", 1);
    take_link(&t, a, take_add(&t, "output", NULL));
    take_engine(&t);
    leat_engine_crank(t.engine, 100);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    take_add(&t, "gain", NULL);
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_BEAT, &t.diag), 0);
    leat_engine_crank(t.engine, 9000);
    struct leat_log_line line;
    assert_int_equal(leat_engine_log_next(t.engine, &line), 1);
    assert_int_equal(line.kind, LEAT_LOG_ADOPT);
    assert_int_equal(line.frame, 7680);
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_fall_on_their_frames_however_blocks_are_cut),
        cmocka_unit_test(links_merge_by_frame_and_then_by_their_order),
        cmocka_unit_test(events_of_people_come_before_those_of_links),
        cmocka_unit_test(events_wait_for_what_is_late),
        cmocka_unit_test(a_quantum_has_room_for_256_and_the_rest_waits),
        cmocka_unit_test(an_input_takes_256_in_a_quantum),
        cmocka_unit_test(a_link_that_goes_ends_its_notes),
        cmocka_unit_test(what_events_cannot_do_is_refused),
        cmocka_unit_test(frames_are_converted_between_rates),
        cmocka_unit_test(the_clock_is_a_straight_line_that_bends_at_the_frame),
        cmocka_unit_test(the_clock_stands_and_goes_on),
        cmocka_unit_test(an_edit_waits_for_the_beat_of_the_tempo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
