/* SPDX-License-Identifier: MIT */
/* slot_read: JSON to tracks, tempo and parameters. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "base/str.h"
#include "control/held.h"
#include "control/slot_parts.h"

enum { TREE_BYTES = 256 << 20 };
static const float RAMP_MS = 20.0f;

/* What a module of Chronus calls otherwise than its address. */
static const struct {
    const char *from, *to;
} chronus_params[] = {
    {"filter_freq", "filter/freq"}, {"filter_q", "filter/q"},
    {"reverb_send", "send/reverb"}, {"delay_send", "send/delay"},
    {"waveform", "osc/type"},
};

/* What a module of Chronus tells of itself. */
static const char *const chronus_notes[] = {"voice_id", "module_id", "accent_disabled"};

void slot_skip(struct slot_reading *r, const char *name)
{
    struct slot *s = r->slot;
    const size_t used = strlen(s->skipped);

    s->n_skipped++;
    if (used + strlen(name) + 2 < sizeof(s->skipped))
        str_format(s->skipped + used, sizeof(s->skipped) - used, "%s%s",
                   used ? ", " : "", name);
}

static bool read_value(const struct slot_reading *r, const struct json_value *v,
                       const struct leat_param *p, float *value)
{
    if (v->kind == JSON_STRING)
        return leat_param_read(p, v->text, r->scale->rate_hz, r->scale->bpm, value,
                               NULL) >= 0;
    *value = leat_param_clamp(p, (float)(v->number > 3e38    ? 3e38
                                         : v->number < -3e38 ? -3e38
                                                             : v->number));
    return v->kind == JSON_NUMBER || v->kind == JSON_BOOL;
}

static void add_set(struct slot_reading *r, const struct score_set *set)
{
    struct slot *s = r->slot;

    if (s->n_sets == SCORE_SETS_MAX) {
        r->err = LEAT_ERR_LIMIT;
        return;
    }
    if (!s->set && !(s->set = calloc(SCORE_SETS_MAX, sizeof(*s->set)))) {
        r->err = LEAT_ERR_NOMEM;
        return;
    }
    s->set[s->n_sets++] = *set;
}

/* A parameter by its path, `/voice1/filter/freq`. */
static void read_param(struct slot_reading *r, const char *path,
                       const struct json_value *v)
{
    const struct address *a = address_find(r->book, path);
    const struct leat_param *p =
        a && a->kind == ADDRESS_PARAM ? &a->node_class->params[a->param] : NULL;
    float value;

    if (!p || p->flags & LEAT_PARAM_STRUCTURAL || held_is_gate(p) ||
        !(a->own || a->is_alias) || !read_value(r, v, p, &value)) {
        slot_skip(r, path + 1);
        return;
    }
    add_set(r, &(struct score_set){a->node, (uint32_t)a->param, value, RAMP_MS});
}

static bool is_note(const char *key)
{
    for (size_t i = 0; i < sizeof(chronus_notes) / sizeof(chronus_notes[0]); i++)
        if (strcmp(chronus_notes[i], key) == 0)
            return true;
    return false;
}

static const char *param_of(const struct slot_reading *r, const char *key)
{
    for (size_t i = 0;
         r->is_chronus && i < sizeof(chronus_params) / sizeof(chronus_params[0]); i++)
        if (strcmp(chronus_params[i].from, key) == 0)
            return chronus_params[i].to;
    return key;
}

/* The parameters of a node, or of a part of a module. */
static void read_node(struct slot_reading *r, const char *path,
                      const struct json_value *v)
{
    char longer[256];

    for (const struct json_value *m = v->first; m && !r->err; m = m->next) {
        if (r->is_chronus && is_note(m->key))
            continue;
        str_format(longer, sizeof(longer), "%s/%s", path, param_of(r, m->key));
        if (r->is_chronus && m->kind == JSON_OBJECT) {
            if (strchr(path + 1, '/') == NULL)
                read_node(r, longer, m);
            continue;
        }
        read_param(r, longer, m);
    }
}

/* A node that is not there is told once, whatever it has. */
static void read_nodes(struct slot_reading *r, const struct json_value *nodes)
{
    char path[256];

    for (const struct json_value *m = nodes ? nodes->first : NULL; m && !r->err;
         m = m->next) {
        const uint32_t n = r->slot->n_sets;
        const size_t used = strlen(r->slot->skipped);
        const uint32_t skipped = r->slot->n_skipped;
        if (m->kind != JSON_OBJECT)
            continue;
        address_of_node(m->key, path, sizeof(path));
        read_node(r, path, m);
        if (r->slot->n_sets > n || r->slot->n_skipped == skipped)
            continue;
        r->slot->skipped[used] = '\0';
        r->slot->n_skipped = skipped;
        slot_skip(r, m->key);
    }
}

static int refuse(struct leat_diag *diag, const char *file)
{
    leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` is no slot.", file);
    leat_diag_hint(diag, "A slot is what /slot/save or Chronus has written.");
    return LEAT_ERR_BAD_FILE;
}

static int read_tree(struct slot_reading *r, const struct json_value *tree,
                     const char *file, struct leat_diag *diag)
{
    const struct json_value *modules = json_member(tree, "modules", JSON_OBJECT);

    r->is_chronus = modules != NULL;
    if (!modules && !json_member(tree, "leat", JSON_NUMBER))
        return refuse(diag, file);
    if (!slot_copy_text(r->slot->name, sizeof(r->slot->name),
                        json_member(tree, "name", JSON_STRING)))
        r->slot->name[0] = '\0';
    slot_read_sequencer(r, json_member(tree, "sequencer", JSON_OBJECT));
    read_nodes(r, modules ? modules : json_member(tree, "nodes", JSON_OBJECT));
    if (r->err == LEAT_ERR_LIMIT) {
        leat_diag_add(diag, LEAT_ERROR, 502, "`%.100s` sets more than %d parameters.",
                      file, SCORE_SETS_MAX);
        leat_diag_hint(diag, "Take nodes out of it that need not change.");
    }
    return r->err;
}

int slot_read(struct slot *slot, const char *text, size_t size, const char *file,
              const struct address_book *book, const struct value_scale *scale,
              struct leat_diag *diag)
{
    struct slot_reading r = {.slot = slot, .book = book, .scale = scale};
    const struct json_value *tree;
    struct arena arena;

    *slot = (struct slot){0};
    arena_init(&arena, TREE_BYTES);
    int err = json_read((const uint8_t *)text, size, file, &arena, &tree, diag);
    if (err >= 0)
        err = read_tree(&r, tree, file, diag);
    arena_finish(&arena);
    return err;
}

void slot_finish(struct slot *slot)
{
    tracks_finish(&slot->tracks);
    free(slot->set);
    slot->set = NULL;
}
