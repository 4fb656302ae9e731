/* SPDX-License-Identifier: MIT */
/* More events at once than a quantum has room for: they wait, all of them, in order. */
#include "engine/take.h"

enum { QUANTUM = 64, FIRST_FRAME = 37, BURST_ROOM = 256, MANY = 5000 };

/* `count` events at frame 37, numbered from 1 in note_id, of channel `channel`: notes
 * that begin, or begin and end in turn, or a half of each.  Its sound ends at frame
 * 100.
 */
enum { COUNT, CHANNEL, KIND, N_PARAMS };
enum { ONS, TURNS, HALVES };

static const struct leat_port burst_ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Silence.", NULL},
    {"events", LEAT_OUT, LEAT_EVENTS, 0, "Events.", NULL},
};

static const struct leat_param burst_params[N_PARAMS] = {
    [COUNT] = {.name = "count", .max = 1e6f, .help = "C."},
    [CHANNEL] = {.name = "channel", .max = 7.0f, .help = "C."},
    [KIND] = {.name = "kind", .max = 2.0f, .help = "K."},
};

static bool is_off(int kind, int k, int count)
{
    return kind == TURNS ? k % 2 == 1 : kind == HALVES && k >= count / 2;
}

static void burst(void *state, const struct leat_block *block)
{
    const int count = (int)block->param[COUNT].at[0];
    const int64_t at = FIRST_FRAME - block->frame;

    (void)state;
    memset(block->out[0], 0, block->nframes * sizeof(float));
    if (block->frame + block->nframes > 100)
        block->out_live[0] = block->out_live[1] =
            block->frame < 100 ? (uint32_t)(100 - block->frame) : 0;
    for (int k = 0; at >= 0 && at < block->nframes && k < count; k++)
        leat_block_emit(
            block, 1, (uint32_t)at,
            &(struct leat_event){.type = is_off((int)block->param[KIND].at[0], k, count)
                                             ? LEAT_EVENT_NOTE_OFF
                                             : LEAT_EVENT_NOTE_ON,
                                 .channel = (uint16_t)block->param[CHANNEL].at[0],
                                 .note_id = k + 1});
}

static const struct leat_node_class burster = {
    .size = sizeof(struct leat_node_class),
    .name = "burster",
    .summary = "Bursts.",
    .flags = LEAT_CLASS_ENDS,
    .ports = burst_ports,
    .n_ports = 2,
    .params = burst_params,
    .n_params = N_PARAMS,
    .process = burst,
};

/* Writes down what it hears: at even frames how many, at odd ones a hash of them in
 * their order; -1 from the first on that does not follow the one before it. */
struct scribe {
    uint32_t n, hash, n_off;
    int32_t last[8];
    bool disorder;
};

static const struct leat_port scribe_ports[] = {
    {"events", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Events.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What it heard.", NULL},
};

static size_t scribe_size(const struct leat_env *env,
                          const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct scribe);
}

static void scribble(void *state, const struct leat_block *block)
{
    struct scribe *s = state;

    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct leat_event *e = &block->events[k];
        s->disorder = s->disorder || (e->type != LEAT_EVENT_ALL_OFF &&
                                      e->note_id <= s->last[e->channel]);
        s->last[e->channel] = e->note_id;
        s->hash = (s->hash ^ ((uint32_t)e->note_id * 8 + e->channel)) * 16777619u;
        s->n++;
        s->n_off += e->type == LEAT_EVENT_NOTE_OFF  ? 1u
                    : e->type == LEAT_EVENT_ALL_OFF ? 1000u
                                                    : 0u;
    }
    for (uint32_t i = 0; i < block->nframes; i++) {
        const bool odd = (block->frame + i) % 2;
        block->out[0][i] = s->disorder ? -1.0f
                           : odd       ? (float)(s->hash & 0xffffff)
                                       : (float)s->n;
    }
    block->mailbox[0] = (float)s->n_off;
}

static const struct leat_node_class scribe = {
    .size = sizeof(struct leat_node_class),
    .name = "scribe",
    .summary = "Writes down.",
    .ports = scribe_ports,
    .n_ports = 2,
    .mailbox = "off",
    .n_mailbox = 1,
    .state_size = scribe_size,
    .process = scribble,
};

struct source {
    int count, kind;
    uint32_t delay; /* of its link, frames */
};

/* Sources, each with a link to one scribe, its sound to the master. */
static uint32_t begin(struct take *t, const struct source *source, int n,
                      uint32_t *nodes)
{
    take_begin(t);
    assert_int_equal(leat_graph_add_class(t->graph, &burster), 0);
    assert_int_equal(leat_graph_add_class(t->graph, &scribe), 0);
    t->config.rate_hz = 48000;
    t->config.channels = 1;
    t->config.duration = 20000;
    const uint32_t to = take_add(t, "scribe", "scribe");
    take_link(t, to, take_add(t, "output", NULL));
    for (int k = 0; k < n; k++) {
        const float value[N_PARAMS] = {[COUNT] = (float)source[k].count,
                                       [CHANNEL] = (float)k,
                                       [KIND] = (float)source[k].kind};
        nodes[k] = take_add(t, "burster", NULL);
        for (uint32_t p = 0; p < N_PARAMS; p++)
            assert_int_equal(
                leat_edit_set(t->edit, nodes[k], p, &value[p], 1, &t->diag), 0);
        struct leat_link link = leat_link_between(nodes[k], 1, to, 0);
        link.delay_frames = source[k].delay;
        assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
    }
    return to;
}

static struct leat_node_stats stats_of(const struct take *t, uint32_t node)
{
    struct leat_node_stats stats;

    assert_int_equal(leat_engine_node_stats(t->engine, node, &stats), 0);
    return stats;
}

/* Run alike at every block size and number of threads: the samples of the first. */
static void run_all_ways(const struct source *source, int n, int64_t late_in,
                         struct take *first)
{
    static const uint32_t blocks[] = {64, 1, 7, 1024}, threads[] = {1, 2, 4};
    uint32_t nodes[8];

    for (int way = 0; way < 12; way++) {
        struct take other, *t = way ? &other : first;
        const uint32_t to = begin(t, source, n, nodes);
        t->config.block = blocks[way / 3];
        t->config.threads = threads[way % 3];
        assert_int_equal(take_run(t), 0);
        for (int k = 0; k < n; k++) {
            const struct leat_node_stats of = stats_of(t, nodes[k]);
            assert_int_equal(of.late_events, source[k].count - BURST_ROOM);
            assert_int_equal(of.lost_events, 0);
        }
        assert_int_equal(stats_of(t, to).late_events, late_in);
        assert_int_equal(stats_of(t, to).lost_events, 0);
        assert_int_equal(t->n, first->n);
        assert_memory_equal(t->samples, first->samples, t->n * sizeof(float));
        if (way)
            take_end(t);
    }
}

/* 256 at frame 37, 256 more at each grid frame, until all are there; then, its source
 * having ended long ago, the scribe ends too. */
static void assert_256_a_quantum(const struct take *t, int total)
{
    const int last = (total - 1) / BURST_ROOM * QUANTUM; /* grid frame of the last */

    for (size_t i = 0; i < t->n; i += 2) {
        const int due = i <= FIRST_FRAME ? 0 : (int)(i / QUANTUM + 1) * BURST_ROOM;
        assert_true(t->samples[i] == (float)(due < total ? due : total));
    }
    assert_int_equal(t->n, last + 1);
}

static void a_burst_from_one_port_arrives_whole(void **state)
{
    static const struct source source = {MANY, ONS, 0};
    struct take t;

    (void)state;
    run_all_ways(&source, 1, 0, &t);
    assert_256_a_quantum(&t, MANY);
    take_end(&t);
}

/* What three ports give in a quantum is three times what the input takes: but for the
 * first 256, all are late there. */
static void bursts_from_several_ports_arrive_whole(void **state)
{
    static const struct source source[] = {
        {MANY, TURNS, 0}, {MANY, TURNS, 0}, {MANY, TURNS, 0}};
    struct take t;

    (void)state;
    run_all_ways(source, 3, 3 * MANY - BURST_ROOM, &t);
    assert_256_a_quantum(&t, 3 * MANY);
    take_end(&t);
}

/* The later link brings its events first, and all of them before those of the other. */
static void bursts_with_delays_arrive_whole(void **state)
{
    static const struct source source[] = {{3000, TURNS, 2048}, {3000, TURNS, 0}};
    struct take t;

    (void)state;
    run_all_ways(source, 2, 0, &t);
    assert_true(t.samples[2048] == 3000.0f);
    assert_true(t.samples[t.n - 1 - (t.n - 1) % 2] == 6000.0f);
    take_end(&t);
}

/* Beyond what may wait, events are lost and counted.  Half of the places are for ends;
 * where one of these is lost all the same, an ALL_OFF comes last. */
static void what_is_too_much_is_counted_and_no_note_hangs(void **state)
{
    static const struct source source = {20000, HALVES, 0};
    uint32_t nodes[1];
    struct take t;
    float ends;

    (void)state;
    const uint32_t to = begin(&t, &source, 1, nodes);
    t.config.duration = 100 * QUANTUM;
    assert_int_equal(take_run(&t), 0);
    const int lost = 20000 - BURST_ROOM - LEAT_EVENTS_WAITING;
    assert_int_equal(stats_of(&t, nodes[0]).lost_events, lost);
    assert_int_equal(stats_of(&t, nodes[0]).late_events, LEAT_EVENTS_WAITING);
    assert_true(t.samples[t.n - 1 - (t.n - 1) % 2] == (float)(20000 - lost + 1));
    assert_int_equal(leat_engine_mailbox(t.engine, to, &ends, 1), 1);
    assert_true(ends == (float)(LEAT_EVENTS_WAITING / 2 + 1000));
    take_end(&t);
}

/* More than 256 sent to one frame: the rest wait as well, and what is sent for later
 * comes after them. */
static void what_people_send_waits_too(void **state)
{
    static const uint32_t blocks[] = {64, 1, 7, 1024};

    (void)state;
    for (int b = 0; b < 4; b++) {
        struct take t;
        const uint32_t to = begin(&t, NULL, 0, NULL);
        t.config.block = blocks[b];
        t.config.duration = 1000;
        take_engine(&t);
        for (int k = 1; k <= 1100; k++) { /* 100 for frame 70, the first of all sent */
            const struct leat_event event = {.frame = k <= 100 ? 70 : FIRST_FRAME,
                                             .note_id = k <= 100 ? 1000 + k : k - 100};
            assert_int_equal(leat_engine_send(t.engine, to, &event), 0);
        }
        assert_int_equal(leat_engine_run(t.engine, &t.diag), 0);
        for (size_t i = 0; i < t.n; i += 2) {
            const int due = i <= FIRST_FRAME ? 0 : (int)(i / QUANTUM + 1) * BURST_ROOM;
            assert_true(t.samples[i] == (float)(due < 1100 ? due : 1100));
        }
        assert_int_equal(stats_of(&t, to).late_events, 1100 - BURST_ROOM);
        assert_int_equal(stats_of(&t, to).lost_events, 0);
        take_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_from_one_port_arrives_whole),
        cmocka_unit_test(bursts_from_several_ports_arrive_whole),
        cmocka_unit_test(bursts_with_delays_arrive_whole),
        cmocka_unit_test(what_is_too_much_is_counted_and_no_note_hangs),
        cmocka_unit_test(what_people_send_waits_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
