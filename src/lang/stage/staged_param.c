/* SPDX-License-Identifier: MIT */
/* staged_param: parameters as a stage keeps them, and how they become others. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/stage/staged.h"

struct staged_param *staged_params(const struct draft_node *node)
{
    const size_t n_params = node->class->n_params + 1; /* never none */
    size_t n_values = 0;

    for (uint32_t i = 0; i < node->n_params; i++)
        n_values += node->param[i].n;
    struct staged_param *own =
        calloc(1, n_params * sizeof(*own) + n_values * sizeof(float));
    if (!own)
        return NULL;
    float *value = (float *)(void *)(own + n_params);
    for (uint32_t i = 0; i < node->n_params; i++) {
        const struct draft_param *p = &node->param[i];
        if (!p->n)
            continue;
        memcpy(value, p->value, p->n * sizeof(*value));
        own[p->param] = (struct staged_param){.value = value, .n = p->n};
        value += p->n;
    }
    return own;
}

static float value_at(const struct leat_param *param, const struct staged_param *p,
                      uint32_t lane)
{
    return p->n ? p->value[lane % p->n] : param->def;
}

bool staged_param_equals(const struct leat_param *param, const struct staged_param *a,
                         const struct staged_param *b)
{
    const uint32_t most = a->n > b->n ? a->n : b->n;

    for (uint32_t l = 0; l < most; l++)
        if (value_at(param, a, l) != value_at(param, b, l))
            return false;
    return true;
}

bool staged_param_is_even(const struct staged_param *p)
{
    for (uint32_t l = 1; l < p->n; l++)
        if (p->value[l] != p->value[0])
            return false;
    return true;
}

static int add_command(struct apply *a, const struct staged *node, uint32_t param,
                       float value)
{
    const int64_t frame = a->cue->frame > node->since ? a->cue->frame : node->since;

    if (a->n_commands == a->room_commands) {
        const uint32_t room = a->room_commands ? 2 * a->room_commands : 64;
        void *wider = realloc(a->command, room * sizeof(*a->command));
        if (!wider)
            return LEAT_ERR_NOMEM;
        a->command = wider;
        a->room_commands = room;
    }
    a->command[a->n_commands++] =
        (struct stage_command){node->node, param, value, frame};
    return 0;
}

static int set_in_edit(struct apply *a, const struct staged *node, uint32_t param)
{
    const struct staged_param *p = &node->param[param];
    const float def = node->class->params[param].def;

    return leat_edit_set(a->edit, node->node, param, p->n ? p->value : &def,
                         p->n ? p->n : 1, a->diag);
}

/* What a command has set, or will, with the edit if there is one. */
static int note(struct apply *a, const struct staged *node, uint32_t param)
{
    const struct staged_param *p = &node->param[param];

    if (!a->edit)
        return 0;
    return leat_edit_note(a->edit, node->node, param,
                          value_at(&node->class->params[param], p, 0));
}

int apply_params(struct apply *a, const struct part *part, struct staged *node)
{
    const struct staged *old = &a->stage->node[part->old];
    int err = 0;

    for (uint32_t p = 0; p < node->class->n_params && err >= 0; p++) {
        const struct leat_param *param = &node->class->params[p];
        struct staged_param *now = &node->param[p];
        const bool same = staged_param_equals(param, now, &old->param[p]) &&
                          !(a->stage->unsent && old->param[p].commanded);
        now->commanded = old->param[p].commanded;
        if (!same &&
            (a->by_edit || part->fate != FATE_STAYS || !staged_param_is_even(now))) {
            now->commanded = false;
            err = set_in_edit(a, node, p);
        } else if (!same) {
            now->commanded = true;
            err = add_command(a, node, p, value_at(param, now, 0));
            err = err < 0 ? err : note(a, node, p);
        } else if (now->commanded) {
            err = note(a, node, p);
        }
    }
    return err;
}

int apply_notes(struct apply *a, const struct staged *node)
{
    int err = 0;

    for (uint32_t p = 0; p < node->class->n_params && err >= 0; p++)
        if (node->param[p].commanded)
            err = note(a, node, p);
    return err;
}
