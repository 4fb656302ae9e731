/* SPDX-License-Identifier: MIT */
/* golden_nodes: every audio class that a rig can host, still and moving, in many
 * widths; and conversions between rates. */
#include "base/fnv.h"
#include "dsp/converter.h"
#include "golden.h"
#include "support/rig.h"

static uint64_t add_outputs(uint64_t hash, const struct rig *rig)
{
    for (uint32_t p = 0; p < leat_node_n_ports(rig->node, LEAT_OUT); p++)
        hash =
            fnv_samples(hash, rig->out[p], (size_t)RIG_FRAMES * rig->env.out_lanes[p]);
    return hash;
}

static void render_class(const struct leat_node_class *node)
{
    static struct rig rig;
    uint64_t hash = FNV_START;

    for (uint32_t lanes = 1; lanes <= 33; lanes += lanes < 8 ? 1 : 6) {
        for (int v = RIG_STILL; v <= RIG_MOVING; v += RIG_MOVING - RIG_STILL) {
            rig_set_up(&rig, node, lanes, (enum rig_values)v, RIG_ALL_ALIKE);
            for (uint32_t start = 0; start < RIG_FRAMES; start += 64)
                rig_run(&rig, start, 64);
            hash = add_outputs(hash, &rig);
        }
    }
    rig_tear_down(&rig);
    golden_print(hash, "node", node->name);
}

/* Long enough to hear what comes late: windows, echoes, swings. */
static void render_long(const struct leat_node_class *node)
{
    static struct rig rig;
    uint64_t hash = FNV_START;

    rig_set_up(&rig, node, 2, RIG_STILL, RIG_ALL_ALIKE);
    for (int64_t at = 0; at < 48 * RIG_FRAMES; at += RIG_FRAMES) {
        rig_run_at(&rig, at, 0, RIG_FRAMES);
        hash = add_outputs(hash, &rig);
    }
    rig_tear_down(&rig);
    golden_print(hash, "long", node->name);
}

static void convert(double in_hz, double out_hz, int quality, const char *name)
{
    enum { LANES = 3, N = 4000 };
    static float x[N * LANES];
    struct converter c;
    int64_t n;
    float *y;

    for (uint64_t i = 0; i < (uint64_t)N * LANES; i++)
        x[i] = random_bipolar(1, i);
    converter_open(&c, in_hz, out_hz, LANES, quality);
    y = converter_run(&c, x, 0, N, 0, &n);
    golden_print(fnv_samples(FNV_START, y, (size_t)n * LANES), "resample", name);
    free(y);
    converter_close(&c);
}

void golden_nodes(void)
{
    const struct leat_node_class *node;

    for (size_t i = 0; (node = leat_node_class_at(i)); i++)
        if (node->process && !node->open && !(node->flags & LEAT_CLASS_RESAMPLE)) {
            render_class(node);
            render_long(node);
        }
    convert(44100.0, 48000.0, 0, "44100 to 48000 hq");
    convert(48000.0, 44100.0, 1, "48000 to 44100 fast");
    convert(44100.0, 47999.0, 0, "44100 to 47999 hq");
}
