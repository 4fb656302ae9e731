/* SPDX-License-Identifier: MIT */
/* golden_piece: the whole engine plays a piece with modulation, commands and a live
 * edit, cut into blocks of several sizes. */
#include <stdio.h>
#include <stdlib.h>

#include <leat/leat.h>

#include "base/fnv.h"
#include "golden.h"
#include "io/node_classes.h"

/* The one class of src/io that needs neither library nor device. */
const struct leat_node_class *const io_node_classes[] = {&leat_node_output};
const size_t io_n_node_classes = 1;

struct piece {
    struct leat_graph *graph;
    struct leat_edit *edit;
    struct leat_engine *engine;
    uint64_t hash;
};

static void must(int err, const char *what, const struct leat_diag *diag)
{
    char text[1024] = "";

    if (err >= 0)
        return;
    if (diag && diag->n > 0)
        leat_diag_format(&diag->finding[0], text, sizeof(text));
    printf("%s: %s\n%s", what, leat_strerror(err), text);
    exit(1);
}

static int take(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    struct piece *p = user;

    p->hash = fnv_samples(p->hash, samples, (size_t)nframes * lanes);
    return 0;
}

static uint32_t param(const char *class_name, const char *name)
{
    return (uint32_t)leat_node_param_find(leat_node_class_find(class_name), name);
}

/* Add a node; its first parameter named is set, unless there is none. */
static uint32_t add(struct piece *p, const char *class_name, const char *name,
                    float value)
{
    struct leat_diag diag = {0};
    uint32_t node = 0;

    must(leat_edit_add(p->edit, class_name, NULL, &node, &diag), class_name, &diag);
    if (name)
        must(leat_edit_set(p->edit, node, param(class_name, name), &value, 1, &diag),
             name, &diag);
    return node;
}

static void link(struct piece *p, uint32_t from, uint32_t to)
{
    const struct leat_link link = leat_link_between(from, 0, to, 0);
    struct leat_diag diag = {0};
    uint32_t id;

    must(leat_edit_link(p->edit, &link, &id, &diag), "link", &diag);
}

/* The stream of one node moves a parameter of another by `depth`. */
static void modulate(struct piece *p, uint32_t from, uint32_t to, uint32_t to_param,
                     float depth)
{
    struct leat_link link = leat_link_between(from, 0, to, to_param);
    struct leat_diag diag = {0};
    uint32_t id;

    link.to_param = true;
    link.mode = LEAT_MODE_ADD;
    link.gain = depth;
    must(leat_edit_link(p->edit, &link, &id, &diag), "modulation", &diag);
}

static void commit(struct piece *p)
{
    struct leat_diag diag = {0};

    must(leat_edit_commit(&p->edit, LEAT_AT_QUANTUM, &diag), "commit", &diag);
}

/* Compute 9600 frames, which is 150 quanta. */
static void crank(struct piece *p, uint32_t block)
{
    for (uint32_t left = 9600; left > 0;) {
        const uint32_t n = left < block ? left : block;
        leat_engine_crank(p->engine, n);
        left -= n;
    }
}

static uint64_t play(uint32_t block)
{
    struct piece p = {.hash = FNV_START};
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_diag diag = {0};

    must(leat_graph_create(&p.graph), "graph", NULL);
    must(leat_graph_begin(p.graph, &p.edit), "edit", NULL);
    const uint32_t saw = add(&p, "saw", "frequency", 110.0f);
    const uint32_t wobble = add(&p, "sine", "frequency", 3.0f);
    const uint32_t filter = add(&p, "lowpass", "cutoff", 1500.0f);
    const uint32_t echo = add(&p, "delay", "time", 0.02f);
    const uint32_t noise = add(&p, "noise", NULL, 0.0f);
    const uint32_t quiet = add(&p, "gain", "gain", -30.0f);
    const uint32_t low = add(&p, "resample", "rate", 11025.0f);
    const uint32_t place = add(&p, "pan", NULL, 0.0f);
    const uint32_t out = add(&p, "output", NULL, 0.0f);
    link(&p, saw, filter);
    modulate(&p, wobble, filter, param("lowpass", "cutoff"), 900.0f);
    link(&p, filter, echo);
    link(&p, echo, place);
    link(&p, noise, low); /* the host converts it back */
    link(&p, low, quiet);
    link(&p, quiet, place);
    link(&p, place, out);
    commit(&p);

    config.clock = LEAT_CLOCK_MANUAL;
    config.rate_hz = 48000.0;
    config.channels = 2;
    config.seed = 7;
    config.sink = (struct leat_sink){take, &p};
    must(leat_engine_create(p.graph, &config, &p.engine, &diag), "engine", &diag);
    must(leat_engine_set(p.engine, saw, param("saw", "frequency"), 220.0f, 5003, 50.0f),
         "set", NULL);
    must(leat_engine_set(p.engine, quiet, param("gain", "gain"), -12.0f, 7777, -1.0f),
         "set", NULL);
    crank(&p, block);
    must(leat_graph_begin(p.graph, &p.edit), "edit", NULL);
    link(&p, add(&p, "triangle", "frequency", 331.0f), place);
    commit(&p);
    crank(&p, block);

    must(leat_engine_destroy(&p.engine, &diag), "engine", &diag);
    leat_graph_destroy(&p.graph);
    return p.hash;
}

void golden_piece(void)
{
    static const uint32_t blocks[] = {64, 1, 7, 100, 960};
    const uint64_t hash = play(blocks[0]);

    for (size_t i = 1; i < sizeof(blocks) / sizeof(blocks[0]); i++)
        if (play(blocks[i]) != hash) {
            printf("in blocks of %u the piece differs\n", blocks[i]);
            exit(1);
        }
    golden_print(hash, "engine", "piece");
}
