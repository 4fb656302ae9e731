/* SPDX-License-Identifier: MIT */
/* What an engine lets a recorder hear, and what a node that is recorded gives. */
#include <unistd.h>

#include "folder.h"
#include "take_sound.h"

#include <leat/leat.h>

enum { MOST = 48000 };

struct heard {
    struct recorder *recorder; /* or NULL */
    int64_t frames;            /* heard in order, from frame 0 on */
    bool in_order;
    float samples[MOST * TAKE_CHANNELS];
};

static struct heard heard, offline;

/* Keep the beginning; the engine may run on for longer. */
static void hear(void *user, int64_t frame, const float *samples, uint32_t nframes,
                 uint32_t lanes)
{
    struct heard *h = user;

    h->in_order = (h->frames == 0 || h->in_order) && frame == h->frames &&
                  nframes <= LEAT_QUANTUM && lanes == TAKE_CHANNELS;
    if (frame + nframes <= MOST)
        memcpy(h->samples + frame * lanes, samples,
               (size_t)nframes * lanes * sizeof(*samples));
    h->frames = frame + nframes;
    if (h->recorder)
        rt_recorder_listen(h->recorder, frame, samples, nframes, lanes);
}

/* sine >> output, louder than full scale, in two channels */
static struct leat_graph *make_graph(uint32_t *sine)
{
    const float hz[TAKE_CHANNELS] = {1234.5f, 777.0f};
    const float loud_db = 6.0f;
    struct leat_graph *graph;
    struct leat_edit *edit;
    uint32_t node[2];

    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_graph_begin(graph, &edit), 0);
    assert_int_equal(leat_edit_add(edit, "sine", NULL, &node[0], NULL), 0);
    assert_int_equal(leat_edit_set(edit, node[0], 0, hz, TAKE_CHANNELS, NULL), 0);
    assert_int_equal(leat_edit_add(edit, "output", NULL, &node[1], NULL), 0);
    assert_int_equal(leat_edit_set(edit, node[1], 0, &loud_db, 1, NULL), 0);
    assert_int_equal(leat_edit_chain(edit, node, 2, NULL), 0);
    assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL), 0);
    if (sine)
        *sine = node[0];
    return graph;
}

static void begin(struct heard *h, struct leat_graph *graph, enum leat_clock clock,
                  uint32_t block, struct leat_engine **engine)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;

    h->frames = 0;
    h->in_order = false;
    config.clock = clock;
    config.rate_hz = 48000.0;
    config.channels = TAKE_CHANNELS;
    config.block = block;
    config.device = "null";
    config.duration = 10007;
    config.listen = hear;
    config.listen_user = h;
    assert_int_equal(leat_engine_create(graph, &config, engine, NULL), 0);
}

/* All clocks, in order, the same bits: before the safety limiter, for it is too loud.
 */
static void every_clock_is_heard_frame_by_frame(void **state)
{
    static const enum leat_clock clocks[] = {LEAT_CLOCK_OFFLINE, LEAT_CLOCK_MANUAL,
                                             LEAT_CLOCK_SOFTWARE, LEAT_CLOCK_DEVICE};
    float peak = 0.0f;

    (void)state;
    for (int c = 0; c < 4; c++) {
        struct heard *h = c ? &heard : &offline;
        struct leat_graph *graph = make_graph(NULL);
        struct leat_engine *engine;

        begin(h, graph, clocks[c], c == 0 ? 1000 : 256, &engine);
        if (clocks[c] == LEAT_CLOCK_MANUAL)
            for (int k = 0; k < 10007; k += 1429) /* 7 of them */
                assert_int_equal(leat_engine_crank(engine, 1429), 0);
        else
            assert_int_equal(leat_engine_run(engine, NULL), 0);
        leat_engine_destroy(&engine, NULL);
        leat_graph_destroy(&graph);
        assert_true(h->in_order);
        assert_in_range(h->frames, 10007, 10007 + 8192);
        assert_memory_equal(h->samples, offline.samples,
                            10007 * TAKE_CHANNELS * sizeof(float));
    }
    for (int s = 0; s < 10007 * TAKE_CHANNELS; s++)
        peak = offline.samples[s] > peak ? offline.samples[s] : peak;
    assert_true(peak > 1.4f); /* a lane comes 3 dB softer to its side */
}

static void a_recorder_writes_what_was_heard(void **state)
{
    const struct recorder_wish wish = {"master.wav", "wav32f", 0.0, -1, 0};
    struct leat_graph *graph = make_graph(NULL);
    struct leat_engine *engine;
    int64_t frames;
    float *samples;

    (void)state;
    heard.recorder = take_recorder(0.0, 0.0);
    assert_int_equal(recorder_start(heard.recorder, &wish, NULL), 0);
    begin(&heard, graph, LEAT_CLOCK_OFFLINE, 256, &engine);
    assert_int_equal(leat_engine_run(engine, NULL), 0);
    leat_engine_destroy(&engine, NULL);
    leat_graph_destroy(&graph);
    assert_int_equal(recorder_destroy(&heard.recorder, NULL), 0);
    samples = take_read("master.wav", &frames);
    assert_int_equal(frames, 10007);
    assert_memory_equal(samples, heard.samples, 10007 * TAKE_CHANNELS * sizeof(float));
    free(samples);
}

/* Link sinks to a node while it sounds; `node` gets them. */
static void tap(struct leat_graph *graph, uint32_t from, const char *const *path, int n,
                uint32_t *node)
{
    const int bits = leat_node_param_find(leat_node_class_find("file_out"), "bits");
    const float number = 32.0f;
    struct leat_edit *edit;
    uint32_t chain[2] = {from};

    assert_int_equal(leat_graph_begin(graph, &edit), 0);
    for (int i = 0; i < n; i++) {
        assert_int_equal(leat_edit_add(edit, "file_out", NULL, &node[i], NULL), 0);
        assert_int_equal(leat_edit_set_text(edit, node[i], 0, path[i], NULL), 0);
        assert_int_equal(leat_edit_set(edit, node[i], (uint32_t)bits, &number, 1, NULL),
                         0);
        chain[1] = node[i];
        assert_int_equal(leat_edit_chain(edit, chain, 2, NULL), 0);
    }
    assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL), 0);
}

/* A sink that is new hears the node from its first frame on without a fade, three of
 * one edit from the same, as one that was there from the beginning has it; when it goes
 * the last 10 ms fade. */
static void a_node_is_recorded_by_sinks_of_an_edit(void **state)
{
    static const char *const path[] = {"s0.wav", "s1.wav", "s2.wav", "s3.wav"};
    enum { ADOPTED = 1024, REMOVED = 6016, FADE = 480 };
    struct leat_engine *engine;
    uint32_t sine, node[4];
    struct leat_graph *graph = make_graph(&sine);
    struct leat_edit *edit;
    int64_t frames;
    float *all;

    (void)state;
    tap(graph, sine, path, 1, node);
    begin(&heard, graph, LEAT_CLOCK_MANUAL, 64, &engine);
    assert_int_equal(leat_engine_crank(engine, 1000), 0);
    tap(graph, sine, path + 1, 3, node + 1);
    assert_int_equal(leat_engine_crank(engine, 5000), 0);
    assert_int_equal(leat_graph_begin(graph, &edit), 0);
    for (int i = 1; i < 4; i++)
        assert_int_equal(leat_edit_remove(edit, node[i]), 0);
    assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, NULL), 0);
    assert_int_equal(leat_engine_crank(engine, 4000), 0);
    assert_int_equal(leat_engine_destroy(&engine, NULL), 0);
    leat_graph_destroy(&graph);
    all = take_read(path[0], &frames);
    assert_int_equal(frames, 10000);
    for (int i = 1; i < 4; i++) {
        float *samples = take_read(path[i], &frames);
        assert_int_equal(frames, REMOVED + FADE - ADOPTED);
        assert_memory_equal(samples, all + ADOPTED * TAKE_CHANNELS,
                            (REMOVED - ADOPTED) * TAKE_CHANNELS * sizeof(float));
        assert_true(samples[(frames - 1) * TAKE_CHANNELS] == 0.0f);
        free(samples);
    }
    free(all);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_clock_is_heard_frame_by_frame),
        cmocka_unit_test(a_recorder_writes_what_was_heard),
        cmocka_unit_test(a_node_is_recorded_by_sinks_of_an_edit),
    };
    return cmocka_run_group_tests_name("listen", tests, folder_enter, folder_leave);
}
