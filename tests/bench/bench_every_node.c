/* SPDX-License-Identifier: MIT */
/* bench_every_node [--json] [--faint] [NAME...]: nanoseconds per frame and lane of
 * every audio node that a rig can host, at 64 frames a call, the best of some rounds;
 * and how much more a call costs when its input has fallen to -340 dB, where others
 * meet denormals.  --faint: only that.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/rig.h"

enum { QUANTUM = 64, ROUNDS = 7, TURNS = 15, N_LANES = 5, FAINT_LANES = 16 };
static const uint32_t lanes[N_LANES] = {1, 2, 8, 16, 64};
static const char *const values[] = {[RIG_STILL] = "still", [RIG_MOVING] = "moving"};

static double now_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double round_nsec(struct rig *rig)
{
    const int quanta = 6000 / (int)rig->env.lanes + 100;
    const double start = now_nsec();

    for (int i = 0; i < quanta; i++)
        rig_run_at(rig, (int64_t)i * QUANTUM, 0, QUANTUM);
    return (now_nsec() - start) / quanta / QUANTUM / rig->env.lanes;
}

/* The best round: whatever else the machine does only makes it slower. */
static double cost_nsec(struct rig *rig)
{
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        const double cost = round_nsec(rig);
        best = cost < best ? cost : best;
    }
    return best;
}

static bool is_asked_for(const char *name, int argc, char **argv)
{
    bool any = false;

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0)
            continue;
        any = true;
        if (strcmp(argv[i], name) == 0)
            return true;
    }
    return !any;
}

static void measure(const struct leat_node_class *node, enum rig_values v, bool json)
{
    static struct rig rig;

    if (!json)
        printf("\n%-13s %-10s", node->name, values[v]);
    for (int i = 0; i < N_LANES; i++) {
        rig_set_up(&rig, node, lanes[i], v, RIG_ALL_ALIKE);
        rig.no_events = true; /* cuts would be what is measured */
        /* a frequency in the middle of a piano, not one in the middle of the range */
        if (v == RIG_STILL && node->n_params > 0 &&
            node->params[0].unit == LEAT_UNIT_HZ)
            rig_set(&rig, 0, 220.0f);
        const double cost = cost_nsec(&rig);
        if (json)
            printf("{\"name\": \"node %s, %s, %u lanes\", \"value\": %.3f, \"unit\": "
                   "\"ns/frame/lane\", \"better\": \"lower\", \"goal\": null, "
                   "\"peers\": {}}\n",
                   node->name, values[v], lanes[i], cost);
        else
            printf(" %12.2f", cost);
    }
    rig_tear_down(&rig);
}

static bool hears(const struct leat_node_class *node)
{
    for (size_t p = 0; p < node->n_ports; p++)
        if (node->ports[p].direction == LEAT_IN && node->ports[p].stream == LEAT_AUDIO)
            return true;
    return false;
}

/* What was loud has time to fall: 4 s.  Rounds take turns, since the machine is now
 * faster and now slower. */
static void measure_faint(const struct leat_node_class *node, bool json)
{
    static struct rig rigs[2];
    double best[2] = {1e9, 1e9};

    for (int is_faint = 0; is_faint < 2; is_faint++) {
        struct rig *rig = &rigs[is_faint];
        rig_set_up(rig, node, FAINT_LANES, RIG_STILL, RIG_ALL_ALIKE);
        rig->no_events = true;
        for (uint32_t p = 0; p < RIG_PORTS && is_faint; p++)
            for (size_t s = 0; s < sizeof(rig->in[p]) / sizeof(rig->in[p][0]); s++)
                rig->in[p][s] *= 1e-17f;
    }
    for (int i = 0; i < 3000; i++)
        rig_run_at(&rigs[1], (int64_t)i * QUANTUM, 0, QUANTUM);
    for (int round = 0; round < 2 * TURNS; round++) {
        const double cost = round_nsec(&rigs[round % 2]);
        best[round % 2] = cost < best[round % 2] ? cost : best[round % 2];
    }
    for (int i = 0; i < 2; i++)
        rig_tear_down(&rigs[i]);
    const double faint = best[1] / best[0];
    if (json)
        printf("{\"name\": \"node %s, input of -340 dB, %u lanes\", \"value\": %.3f, "
               "\"unit\": \"x of the cost\", \"better\": \"lower\", \"goal\": 2, "
               "\"peers\": {}}\n",
               node->name, FAINT_LANES, faint);
    else
        printf("\n%-13s %-10s %12.2f x", node->name, "faint", faint);
}

int main(int argc, char **argv)
{
    const struct leat_node_class *node;
    bool json = false, faint_only = false;

    for (int i = 1; i < argc; i++) {
        json |= strcmp(argv[i], "--json") == 0;
        faint_only |= strcmp(argv[i], "--faint") == 0;
    }
    if (!json && !faint_only) {
        printf("%-13s %-10s", "ns/frame/lane", "parameters");
        for (int i = 0; i < N_LANES; i++)
            printf(" %6u %s", lanes[i], lanes[i] == 1 ? "lane " : "lanes");
    }
    for (size_t c = 0; (node = leat_node_class_at(c)); c++) {
        if (!node->process || node->open || node->flags & LEAT_CLASS_RESAMPLE ||
            !is_asked_for(node->name, argc, argv))
            continue;
        if (!faint_only)
            measure(node, RIG_STILL, json);
        if (!faint_only && node->n_params > 0)
            measure(node, RIG_MOVING, json);
        if (hears(node))
            measure_faint(node, json);
    }
    if (!json)
        printf("\n");
    return 0;
}
