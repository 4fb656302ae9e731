/* SPDX-License-Identifier: MIT */
/* panel: the controls of the program that plays, as they were at the last look. */
#include "control/panel.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/call.h"

int panel_create(struct panel **out)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : LEAT_ERR_NOMEM;
}

void panel_destroy(struct panel **panel)
{
    if (*panel)
        free((*panel)->at);
    free(*panel);
    *panel = NULL;
}

const struct panel_place *panel_at(const struct panel *panel, uint32_t index)
{
    return index < panel->n ? &panel->at[index] : NULL;
}

uint64_t panel_moves(const struct panel *panel)
{
    return panel->moves;
}

static struct panel_place *add(struct panel *p)
{
    if (p->n == p->room) {
        const uint32_t room = p->room ? 2 * p->room : 16;
        struct panel_place *wider = realloc(p->at, room * sizeof(*wider));
        if (!wider)
            return NULL;
        p->at = wider;
        p->room = room;
    }
    memset(&p->at[p->n], 0, sizeof(p->at[p->n]));
    return &p->at[p->n++];
}

static bool is_same(const struct leat_control *a, const struct leat_control *b)
{
    return a->kind == b->kind && strcmp(a->id, b->id) == 0 &&
           a->value[0] == b->value[0] && a->value[1] == b->value[1] &&
           strcmp(a->text, b->text) == 0;
}

void panel_dress(struct leat_control *control)
{
    if (control->kind == LEAT_CONTROL_COLOR)
        str_format(control->text, sizeof(control->text), "#%08X",
                   (unsigned)control->value[0]);
}

struct look {
    struct panel *panel;
    int err;
};

/* Controls keep their order, so that an index is one control until the program is
 * another. */
static void look(void *user, struct leat_program *program)
{
    struct look *l = user;
    struct panel *p = l->panel;
    struct leat_control now;
    uint32_t n = 0;

    for (; leat_program_control_at(program, n, &now) >= 0; n++) {
        struct panel_place *place = n < p->n ? &p->at[n] : add(p);
        if (!place) {
            l->err = LEAT_ERR_NOMEM;
            return;
        }
        panel_dress(&now);
        if (!place->moved || !is_same(&now, &place->seen))
            place->moved = ++p->moves;
        place->seen = now;
    }
    p->n = n;
    l->err = 0;
}

int panel_look(struct control *c)
{
    struct look l = {.panel = c->panel, .err = LEAT_ERR_NOT_FOUND};
    const struct control_stage *stage = c->config.stage;

    if (stage)
        stage->see(stage->user, look, &l);
    return l.err;
}

uint32_t panel_values(const struct leat_control *control,
                      struct osc_arg out[PANEL_VALUES])
{
    switch (control->kind) {
    case LEAT_CONTROL_BUTTON:
        return 0;
    case LEAT_CONTROL_TOGGLE:
        out[0] = osc_bool(control->value[0] != 0.0);
        return 1;
    case LEAT_CONTROL_DROPDOWN:
    case LEAT_CONTROL_TEXT_FIELD:
    case LEAT_CONTROL_LABEL:
    case LEAT_CONTROL_NOTIFICATION:
    case LEAT_CONTROL_COLOR:
        out[0] = osc_text(control->text);
        return 1;
    case LEAT_CONTROL_XY_PAD:
        out[0] = osc_float((float)control->value[0]);
        out[1] = osc_float((float)control->value[1]);
        return 2;
    default:
        out[0] = osc_float((float)control->value[0]);
        return 1;
    }
}
