/* SPDX-License-Identifier: MIT */
/* rig: the Chronus rig, made by the calls that any program has. */
#include "control/rig.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"

/* Nodes that are there once. */
enum single {
    ACID,
    REVERB,
    DELAY,
    DRY,
    DIST,
    LFO_1,
    LFO_2,
    MASTER,
    LIMITER,
    OUTPUT,
    N_SINGLES
};

static const struct {
    const char *name, *class_name;
} singles[N_SINGLES] = {
    [ACID] = {"acid1", "rig_acid"},     [REVERB] = {"reverb1", "reverb"},
    [DELAY] = {"delay1", "rig_delay"},  [DRY] = {"dry", "gain"},
    [DIST] = {"dist1", "rig_dist"},     [LFO_1] = {"lfo1", "rig_lfo"},
    [LFO_2] = {"lfo2", "rig_lfo"},      [MASTER] = {"master", "gain"},
    [LIMITER] = {"limiter", "limiter"}, [OUTPUT] = {"output", "output"},
};

/* What a node of that kind does not begin with by itself. */
static const struct {
    enum single node;
    const char *param;
    float value;
} settings[] = {
    {LFO_2, "rate", 4.0f},       {LFO_2, "depth", 0.3f},
    {LIMITER, "ceiling", -3.0f}, {LIMITER, "lookahead", 5.0f},
    {LIMITER, "release", 50.0f},
};

/* Nodes of each voice. */
enum part { OSC, ADSR, FILTER, SEND, N_PARTS };

static const struct {
    const char *name, *class_name;
} parts[N_PARTS] = {
    [OSC] = {"osc", "rig_osc"},
    [ADSR] = {"adsr", "rig_adsr"},
    [FILTER] = {"filter", "rig_filter"},
    [SEND] = {"send", "rig_send"},
};

static const struct rig_published published[] = {
    {"freq", "osc", "rig_osc", "freq"},
    {"slide_time", "osc", "rig_osc", "slide_time"},
    {"amp", "send", "rig_send", "amp"},
    {"gate", "adsr", "rig_adsr", "gate"},
};

enum { ACID_VOICE = 2, TREMOLO_VOICE = 3 };  /* of acid1 and lfo1; of lfo2 */
enum { SEND_OUT, SEND_REVERB, SEND_DELAY };  /* outputs of rig_send */
enum { ACID_IN, ACID_DRY };                  /* inputs of rig_acid */
enum { LFO_OUT, LFO_LEVEL };                 /* outputs of rig_lfo */
static const float FILTER_SWING_HZ = 800.0f; /* of lfo1 at a depth of 1 */

/* A rig while it is made: the first error stops all that follows. */
struct making {
    struct leat_edit *edit;
    struct leat_diag *diag;
    int err;
    uint32_t single[N_SINGLES];
};

static uint32_t add(struct making *m, const char *class_name, const char *name)
{
    uint32_t node = 0;

    if (!m->err)
        m->err = leat_edit_add(m->edit, class_name, name, &node, m->diag);
    return node;
}

static void connect(struct making *m, uint32_t from, uint32_t from_port, uint32_t to,
                    uint32_t to_port)
{
    const struct leat_link link = leat_link_between(from, from_port, to, to_port);
    uint32_t id;

    if (!m->err)
        m->err = leat_edit_link(m->edit, &link, &id, m->diag);
}

static void modulate(struct making *m, uint32_t from, uint32_t from_port, uint32_t to,
                     enum part part, const char *param, enum leat_link_mode mode,
                     float gain)
{
    const struct leat_node_class *class = leat_node_class_find(parts[part].class_name);
    struct leat_link link = leat_link_between(
        from, from_port, to, (uint32_t)leat_node_param_find(class, param));
    uint32_t id;

    link.to_param = true;
    link.mode = mode;
    link.gain = gain;
    if (!m->err)
        m->err = leat_edit_link(m->edit, &link, &id, m->diag);
}

static void add_singles(struct making *m)
{
    for (int i = 0; i < N_SINGLES; i++)
        m->single[i] = add(m, singles[i].class_name, singles[i].name);
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) && !m->err; i++) {
        const struct leat_node_class *class =
            leat_node_class_find(singles[settings[i].node].class_name);
        m->err = leat_edit_set(m->edit, m->single[settings[i].node],
                               (uint32_t)leat_node_param_find(class, settings[i].param),
                               &settings[i].value, 1, m->diag);
    }
    connect(m, m->single[DRY], 0, m->single[DIST], 0);
    connect(m, m->single[REVERB], 0, m->single[DIST], 0);
    connect(m, m->single[DELAY], 0, m->single[DIST], 0);
    connect(m, m->single[DIST], 0, m->single[MASTER], 0);
    connect(m, m->single[MASTER], 0, m->single[LIMITER], 0);
    connect(m, m->single[LIMITER], 0, m->single[OUTPUT], 0);
}

static void add_voice(struct making *m, uint32_t number)
{
    uint32_t node[N_PARTS];

    for (int i = 0; i < N_PARTS; i++) {
        char name[LEAT_NAME_MAX];
        str_format(name, sizeof(name), "voice%u.%s", number, parts[i].name);
        node[i] = add(m, parts[i].class_name, name);
    }
    connect(m, node[OSC], 0, node[ADSR], 0);
    connect(m, node[ADSR], 0, node[FILTER], 0);
    if (number == ACID_VOICE) {
        connect(m, node[ADSR], 0, m->single[ACID], ACID_IN);
        connect(m, node[FILTER], 0, m->single[ACID], ACID_DRY);
        connect(m, m->single[ACID], 0, node[SEND], 0);
        modulate(m, m->single[LFO_1], LFO_OUT, node[FILTER], FILTER, "freq",
                 LEAT_MODE_ADD, FILTER_SWING_HZ);
    } else {
        connect(m, node[FILTER], 0, node[SEND], 0);
    }
    if (number == TREMOLO_VOICE)
        modulate(m, m->single[LFO_2], LFO_LEVEL, node[SEND], SEND, "tremolo",
                 LEAT_MODE_REPLACE, 1.0f);
    connect(m, node[SEND], SEND_OUT, m->single[DRY], 0);
    connect(m, node[SEND], SEND_REVERB, m->single[REVERB], 0);
    connect(m, node[SEND], SEND_DELAY, m->single[DELAY], 0);
}

int rig_build(struct leat_graph *graph, uint32_t voices, struct leat_diag *diag)
{
    struct making m = {.diag = diag};

    if (voices < 1 || voices > RIG_VOICES_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 401, "A rig of %u voices cannot be.", voices);
        leat_diag_hint(diag, "It has 1 to %d.", RIG_VOICES_MAX);
        return LEAT_ERR_RANGE;
    }
    m.err = leat_graph_begin(graph, &m.edit);
    if (m.err)
        return m.err;
    add_singles(&m);
    for (uint32_t i = 1; i <= voices; i++)
        add_voice(&m, i);
    if (m.err)
        leat_edit_abort(&m.edit);
    else
        m.err = leat_edit_commit(&m.edit, LEAT_AT_QUANTUM, diag);
    return m.err;
}

const struct rig_published *rig_published_at(uint32_t index)
{
    return index < sizeof(published) / sizeof(published[0]) ? &published[index] : NULL;
}

const struct rig_published *rig_published_find(const char *param)
{
    for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
        const struct rig_published *p = &published[i];
        const struct leat_node_class *class = leat_node_class_find(p->class_name);
        const int meant = leat_node_param_find(class, param);
        if (meant >= 0 && meant == leat_node_param_find(class, p->node_param))
            return p;
    }
    return NULL;
}

bool rig_is_voice(const char *group)
{
    uint32_t number = 0;
    const char *at = group + 5;

    if (strncmp(group, "voice", 5) != 0 || *at < '1' || *at > '9')
        return false;
    for (; *at >= '0' && *at <= '9' && number <= RIG_VOICES_MAX; at++)
        number = number * 10 + (uint32_t)(*at - '0');
    return *at == '\0' && number <= RIG_VOICES_MAX;
}
