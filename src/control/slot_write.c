/* SPDX-License-Identifier: MIT */
/* slot_write: tracks, tempo and parameters as JSON. */
#include "base/json.h"
#include "base/str.h"
#include "control/held.h"
#include "control/slot.h"

void slot_file(uint32_t number, char name[SLOT_NAME_MAX])
{
    str_format(name, SLOT_NAME_MAX, "slot_%03u.json", number);
}

/* By its target, or by a name of its own, with the target when it has one. */
static void write_lane(struct json *j, const struct track_lane *lane)
{
    const bool both = *lane->name && *lane->target;

    json_key(j, *lane->name ? lane->name : lane->target);
    if (both) {
        json_object(j);
        json_key_string(j, "target", lane->target);
        json_key(j, "values");
    }
    json_array(j);
    for (uint32_t k = 0; k < lane->n; k++)
        json_float(j, lane->value[k]);
    json_end(j);
    if (both)
        json_end(j);
}

static void write_lanes(struct json *j, const struct track *t)
{
    json_key(j, "lanes");
    json_object(j);
    for (uint32_t i = 0; i < t->n_lanes; i++)
        write_lane(j, &t->lane[i]);
    json_end(j);
}

static void write_track(struct json *j, const struct track *t)
{
    json_key(j, t->name);
    json_object(j);
    json_key_string(j, "voice", t->voice);
    json_key_string(j, "pattern", t->pattern);
    json_key_string(j, "notes", t->notes);
    for (int k = 0; k < SCORE_N_KEYS; k++) {
        json_key(j, score_keys[k].name);
        json_float(j, t->key[k]);
    }
    if (t->gate_only) {
        json_key(j, "gate_only");
        json_bool(j, true);
    }
    if (t->n_lanes)
        write_lanes(j, t);
    json_end(j);
}

static void write_sequencer(struct json *j, double bpm, const struct tracks *tracks)
{
    json_key(j, "sequencer");
    json_object(j);
    json_key(j, "bpm");
    json_number(j, bpm);
    json_key(j, "swing");
    json_number(j, tracks->swing);
    json_key(j, "tracks");
    json_object(j);
    for (uint32_t i = 0; i < tracks->n; i++)
        write_track(j, &tracks->at[i]);
    json_end(j);
    json_end(j);
}

/* A choice by its word, which lasts when others are added. */
static void write_value(struct json *j, const struct leat_param *p, float value)
{
    const struct osc_arg arg = value_write(p, value);
    char word[LEAT_NAME_MAX];

    json_key(j, p->name);
    if (p->kind == LEAT_BOOL) {
        json_bool(j, arg.tag == 'T');
    } else if (p->kind == LEAT_ENUM) {
        str_format(word, sizeof(word), "%.*s", (int)arg.size, arg.s);
        json_string(j, word);
    } else {
        json_float(j, value);
    }
}

/* What makes another state, and lists of values, belong to the patch. */
static bool is_kept(const struct model_node *node, uint32_t param)
{
    const struct leat_param *p = &node->class->params[param];

    return p->kind != LEAT_TEXT && !(p->flags & LEAT_PARAM_STRUCTURAL) &&
           !held_is_gate(p) && node->param[param].n <= 1;
}

static void write_nodes(struct json *j, const struct model *model)
{
    json_key(j, "nodes");
    json_object(j);
    for (uint32_t i = 0; i < model->n_nodes; i++) {
        const struct model_node *node = &model->node[i];
        json_key(j, node->name);
        json_object(j);
        for (uint32_t p = 0; p < node->class->n_params; p++)
            if (is_kept(node, p))
                write_value(j, &node->class->params[p], model_value(node, p, 0));
        json_end(j);
    }
    json_end(j);
}

int slot_write(const char *name, double bpm, const struct tracks *tracks,
               const struct model *model, char **text)
{
    struct json j;

    json_to_memory(&j);
    json_object(&j);
    json_key(&j, "leat");
    json_integer(&j, 1);
    json_key_string(&j, "name", name);
    write_sequencer(&j, bpm, tracks);
    write_nodes(&j, model);
    json_end(&j);
    return json_finish(&j, text);
}
