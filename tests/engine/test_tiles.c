/* SPDX-License-Identifier: MIT */
/* Tiles: a wide node computed 16 lanes at a time gives the bits that it gives whole. */
#include "engine/take.h"

/* What is tried: lanes, blocks, and how many threads compute. */
struct trial {
    uint32_t lanes, cut, threads;
    bool untiled;
};

static void set_lanes(struct take *t, uint32_t node, const char *class_name,
                      const char *param, uint32_t lanes, float first, float step)
{
    float values[1000];

    for (uint32_t l = 0; l < lanes; l++)
        values[l] = first + step * (float)l;
    assert_int_equal(leat_edit_set(t->edit, node, take_param(t, class_name, param),
                                   values, lanes, &t->diag),
                     0);
}

static void move(struct take *t, uint32_t from, uint32_t to, const char *class_name,
                 const char *param, float gain, uint32_t delay)
{
    struct leat_link link =
        leat_link_between(from, 0, to, take_param(t, class_name, param));

    link.to_param = true;
    link.mode = LEAT_MODE_ADD;
    link.gain = gain;
    link.delay_frames = delay;
    assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
}

struct voice {
    uint32_t saw, hiss, mover, slow, filter, level, pan, out;
};

/* Oscillators and noise into a filter that one wide and one narrow stream move, a sum
 * of two, a delayed link, and a matrix class that gathers all lanes. */
static void build(struct take *t, const struct trial *trial, struct voice *v)
{
    const uint32_t n = trial->lanes;

    v->saw = take_add(t, "saw", NULL);
    v->hiss = take_add(t, "noise", NULL);
    v->mover = take_add(t, "sine", NULL);
    v->slow = take_add(t, "sine", NULL);
    v->filter = take_add(t, "lowpass", NULL);
    v->level = take_add(t, "gain", NULL);
    v->pan = take_add(t, "pan", NULL);
    v->out = take_add(t, "output", NULL);
    set_lanes(t, v->saw, "saw", "frequency", n, 60.0f, 7.3f);
    set_lanes(t, v->hiss, "noise", "amplitude", n, 0.1f, 0.001f);
    set_lanes(t, v->mover, "sine", "frequency", n, 3.0f, 0.5f);
    set_lanes(t, v->level, "gain", "gain", n, -20.0f, 0.02f);
    set_lanes(t, v->pan, "pan", "position", n, -1.0f, 2.0f / (float)n);
    take_set(t, v->slow, "sine", "frequency", 2.0f);
    move(t, v->mover, v->filter, "lowpass", "cutoff", 600.0f, 0);
    move(t, v->slow, v->filter, "lowpass", "cutoff", 200.0f, 100);
    take_link(t, v->saw, v->filter);
    take_link(t, v->hiss, v->filter);
    take_link(t, v->filter, v->level);
    take_link(t, v->level, v->pan);
    take_link(t, v->pan, v->out);
}

static void crank(struct take *t, uint32_t cut, uint32_t nframes)
{
    for (uint32_t n; nframes; nframes -= n) {
        n = cut < nframes ? cut : nframes;
        leat_engine_crank(t->engine, n);
    }
}

/* Commands on single frames, a ramp, an edit that changes values, one that adds a node
 * and takes it away again. */
static void perform(struct take *t, const struct trial *trial)
{
    struct voice v;
    const uint32_t q = take_param(t, "lowpass", "q");

    take_begin(t);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = 48000.0;
    t->config.threads = trial->threads;
    t->config.untiled = trial->untiled;
    build(t, trial, &v);
    take_engine(t);
    leat_engine_set(t->engine, v.filter, q, 5.0f, 77, 3.0f);
    leat_engine_set(t->engine, v.filter, q, 2.0f, 78, 0.0f);
    leat_engine_set(t->engine, v.saw, take_param(t, "saw", "amplitude"), 0.5f, 300,
                    -1.0f);
    crank(t, trial->cut, 1000);
    assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
    set_lanes(t, v.level, "gain", "gain", trial->lanes, -15.0f, 0.01f);
    const uint32_t more = take_add(t, "highpass", NULL);
    take_link(t, v.level, more);
    take_link(t, more, v.pan);
    take_commit(t);
    crank(t, trial->cut, 1000);
    assert_int_equal(leat_graph_begin(t->graph, &t->edit), 0);
    assert_int_equal(leat_edit_remove(t->edit, more), 0);
    take_commit(t);
    crank(t, trial->cut, 1000);
    assert_int_equal(t->n, 3000);
}

static void tiles_change_no_bit(void **state)
{
    static const struct trial trials[] = {
        {37, 3000, 1, false},          {37, 1, 1, false},
        {512, 100, 1, false},          {80, 7, 1, false},
        {80, 64, TAKE_THREADS, false}, {33, 3000, 1, false},
    };

    (void)state;
    for (size_t k = 0; k < sizeof(trials) / sizeof(trials[0]); k++) {
        const struct trial whole = {trials[k].lanes, 3000, 1, true};
        struct take a, b;
        float loudest = 0.0f;
        perform(&a, &whole);
        perform(&b, &trials[k]);
        assert_int_equal(a.lanes, 2);
        for (size_t i = 0; i < a.n * 2; i++)
            loudest = a.samples[i] > loudest ? a.samples[i] : loudest;
        assert_true(loudest > 0.01f);
        assert_memory_equal(a.samples, b.samples, sizeof(float) * a.n * 2);
        take_end(&a);
        take_end(&b);
    }
}

/* A parameter that lanes may have values of their own of; -1 for none. */
static int lane_param(const struct leat_node_class *class)
{
    for (size_t p = 0; p < class->n_params; p++)
        if (class->params[p].kind == LEAT_NUMBER &&
            !(class->params[p].flags & LEAT_PARAM_STRUCTURAL))
            return (int)p;
    return -1;
}

/* A class whose lanes are alone, 40 of them between noise and a sum. */
static bool render_class(struct take *t, const struct leat_node_class *class,
                         bool untiled)
{
    const int param = lane_param(class);
    const struct leat_port *port;
    float values[40];

    take_begin(t);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = 48000.0;
    t->config.untiled = untiled;
    const uint32_t hiss = take_add(t, "noise", "hiss");
    const uint32_t node = take_add(t, class->name, "node");
    const uint32_t pan = take_add(t, "pan", "sum");
    set_lanes(t, hiss, "noise", "amplitude", 40, 0.1f, 0.01f);
    for (uint32_t l = 0; param >= 0 && l < 40; l++) {
        const struct leat_param *p = &class->params[param];
        values[l] = p->def + (p->max - p->def) * (float)l * 0.001f;
    }
    if (param >= 0)
        leat_edit_set(t->edit, node, (uint32_t)param, values, 40, &t->diag);
    for (uint32_t p = 0; (port = leat_node_port(class, LEAT_IN, p)); p++) {
        const struct leat_link link = leat_link_between(hiss, 0, node, p);
        if (port->stream == LEAT_AUDIO)
            assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
    }
    take_link(t, node, pan);
    take_link(t, pan, take_add(t, "output", "out"));
    if (leat_edit_commit(&t->edit, LEAT_AT_QUANTUM, &t->diag) < 0 ||
        leat_engine_create(t->graph, &t->config, &t->engine, &t->diag) < 0)
        return false;
    take_guard(t);
    crank(t, 64, 2000);
    return true;
}

static void every_class_gives_the_same_in_tiles(void **state)
{
    const struct leat_node_class *class;

    (void)state;
    for (size_t i = 0; (class = leat_node_class_at(i)); i++) {
        const struct leat_port *out = leat_node_port(class, LEAT_OUT, 0);
        struct take a, b;
        if (!class->process || class->open || !out || out->stream != LEAT_AUDIO ||
            class->flags &
                (LEAT_CLASS_MATRIX | LEAT_CLASS_RESAMPLE | LEAT_CLASS_SERIES))
            continue;
        const bool runs = render_class(&a, class, true);
        assert_int_equal(render_class(&b, class, false), runs);
        assert_int_equal(a.n, b.n);
        if (runs && a.n &&
            memcmp(a.samples, b.samples, sizeof(float) * a.n * a.lanes) != 0)
            fail_msg("%s: tiles change its sound", class->name);
        take_end(&a);
        take_end(&b);
    }
}

/* What ends, ends on the same frame; a decay is judged by all lanes at once. */
static void ends_are_the_same(void **state)
{
    size_t length[2];

    (void)state;
    for (int untiled = 0; untiled < 2; untiled++) {
        struct take t;
        take_begin(&t);
        t.config.rate_hz = 48000.0;
        t.config.untiled = untiled;
        const uint32_t saw = take_add(&t, "saw", NULL);
        const uint32_t echo = take_add(&t, "delay", NULL);
        const uint32_t pan = take_add(&t, "pan", NULL);
        set_lanes(&t, saw, "saw", "amplitude", 40, 0.001f, 0.001f);
        take_set(&t, saw, "saw", "duration", 0.01f);
        take_set(&t, echo, "delay", "time", 0.01f);
        take_link(&t, saw, echo);
        take_link(&t, echo, pan);
        take_link(&t, pan, take_add(&t, "output", NULL));
        assert_int_equal(take_run(&t), 0);
        length[untiled] = t.n;
        take_end(&t);
    }
    assert_int_equal(length[0], length[1]);
    assert_true(length[0] > 480);
}

/* A command that all tiles hear is counted and applied once in each. */
static void a_wide_node_counts_as_one(void **state)
{
    struct take t;
    struct voice v;
    struct leat_node_stats stats;
    const struct trial trial = {64, 64, 1, false};

    (void)state;
    take_begin(&t);
    t.config.clock = LEAT_CLOCK_MANUAL;
    build(&t, &trial, &v);
    take_engine(&t);
    float q = 0.0f;
    leat_engine_set(t.engine, v.filter, take_param(&t, "lowpass", "q"), 1000.0f, 0,
                    0.0f);
    crank(&t, 64, 640);
    assert_int_equal(
        leat_engine_get(t.engine, v.filter, take_param(&t, "lowpass", "q"), &q), 0);
    assert_true(q == 40.0f);
    assert_int_equal(leat_engine_node_stats(t.engine, v.filter, &stats), 0);
    assert_int_equal(stats.clamped, 64); /* once a lane, whatever tiles there are */
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_change_no_bit),
        cmocka_unit_test(every_class_gives_the_same_in_tiles),
        cmocka_unit_test(ends_are_the_same),
        cmocka_unit_test(a_wide_node_counts_as_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
