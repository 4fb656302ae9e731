/* SPDX-License-Identifier: MIT */
/* command_patch: the graph as a file, and back. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "base/str.h"
#include "control/call_edit.h"
#include "control/patch_text.h"
#include "io/file_path.h"
#include "io/kept_file.h"
#include "io/plain_name.h"

enum { NAME_SIZE = 64, PATCH_BYTES = 64 << 20 };
static const float RAMP_MS = 20.0f;

/* The next argument as the name of a file in the folder of patches: `lead.syn`. */
static int take_name(struct call *call, char name[NAME_SIZE])
{
    const char *text;
    char ending[8];

    if (!call->control->config.patches)
        return call_refuse(call, LEAT_ERR_UNSUPPORTED, "Nothing here keeps patches.",
                           "");
    if (call_text(call, "the name of a patch", &text) < 0)
        return LEAT_ERR_INVALID;
    file_path_ending(text, ending, sizeof(ending));
    if (!*text || !plain_name(text) || (ending[0] && strcmp(ending, "syn") != 0) ||
        strlen(text) + sizeof(".syn") > NAME_SIZE) {
        leat_diag_add(&call->diag, LEAT_ERROR, 802,
                      "`%.60s` cannot be the name of a patch.", text);
        leat_diag_hint(&call->diag,
                       "Use letters, digits, _ - and ., without a folder and without a "
                       "dot in front; the ending is syn.");
        return LEAT_ERR_INVALID;
    }
    str_format(name, NAME_SIZE, "%s%s", text, ending[0] ? "" : ".syn");
    return 0;
}

/* state, or fresh: values as they stand, or as the program and edits have given them.
 */
static int take_state(struct call *call, bool *state)
{
    const char *word = "state";

    if (call->n_args > 1 && call_text(call, "state or fresh", &word) < 0)
        return LEAT_ERR_INVALID;
    *state = strcmp(word, "state") == 0;
    if (*state || strcmp(word, "fresh") == 0)
        return 0;
    return call_refuse(call, LEAT_ERR_INVALID,
                       "A patch is saved with its state, or fresh.",
                       "/graph/save lead fresh");
}

/* What a person wrote is not replaced by what is made. */
static int check_free(struct call *call, const char *name)
{
    size_t size;
    char *text;
    const int err = kept_file_read(call->control->config.patches, name, PATCH_BYTES,
                                   &text, &size, NULL);

    if (err == LEAT_ERR_NO_FILE)
        return 0;
    const bool ours = err >= 0 && patch_text_is(text);
    free(text);
    if (ours)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 802,
                  "`%s` is there, and no saved patch: somebody may have written it.",
                  name);
    leat_diag_hint(&call->diag, "Choose another name.");
    return LEAT_ERR_EXISTS;
}

static int copy_model(struct call *call, bool state, struct model **out)
{
    struct control *c = call->control;

    if (state)
        return held_model(&c->held, c->config.graph, c->config.engine, HELD_AS_SET,
                          out);
    graph_enter(c->config.graph);
    const int err = model_copy(c->config.graph->model, out);
    graph_leave(c->config.graph);
    return err;
}

/* name [state|fresh] */
int command_graph_save(struct call *call)
{
    struct control *c = call->control;
    char name[NAME_SIZE], *text;
    struct model *model;
    bool state;
    size_t size;
    int err = take_name(call, name);

    if (err < 0 || (err = take_state(call, &state)) < 0 ||
        (err = check_free(call, name)) < 0 ||
        (err = copy_model(call, state, &model)) < 0)
        return err;
    err = patch_text(model, call->scale.bpm, &text, &size);
    model_destroy(&model);
    if (err < 0)
        return err;
    err = kept_file_write(c->config.patches, name, text, size, &call->diag);
    free(text);
    if (err >= 0)
        call_answer_text(call, name);
    return err;
}

/* The model that a program makes, checked by itself. */
static int make_model(struct call *call, const char *name, const char *text,
                      size_t size, struct model **out)
{
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .file = name,
                                                 .base = call->control->config.base,
                                                 .rate_hz = call->scale.rate_hz,
                                                 .bpm = call->scale.bpm};
    struct leat_program *program = NULL;
    struct leat_graph *graph = NULL;
    int err = leat_program_create(text, size, &options, &program, &call->diag);

    if (err >= 0)
        err = leat_graph_create(&graph);
    if (err >= 0)
        err = leat_program_build(program, graph, &call->diag);
    if (err >= 0)
        err = model_copy(graph->model, out);
    leat_graph_destroy(&graph);
    leat_program_destroy(&program);
    return err;
}

/* The engine sees what differs from the edit before; values that messages have set
 * since are set back here. */
static void set_back(struct call *call, const struct model *before)
{
    struct control *c = call->control;
    struct leat_graph *graph = c->config.graph;

    for (uint32_t i = 0; i < before->n_nodes; i++) {
        const struct model_node *node = &before->node[i];
        for (uint32_t p = 0; p < node->class->n_params; p++) {
            const struct leat_param *param = &node->class->params[p];
            float value;
            if (param->kind != LEAT_TEXT && !(param->flags & LEAT_PARAM_STRUCTURAL) &&
                !held_is_gate(param) &&
                leat_graph_param(graph, node->id, p, &value, 1) == 1 &&
                value != model_value(node, p, 0))
                (void)leat_engine_set(c->config.engine, node->id, p, value, call->frame,
                                      RAMP_MS);
        }
    }
    held_clear(&c->held);
}

static int place(struct call *call, struct model *fresh)
{
    struct control *c = call->control;
    struct model *before;
    int err =
        held_model(&c->held, c->config.graph, c->config.engine, HELD_AS_HEARD, &before);

    if (err < 0) {
        model_destroy(&fresh);
        return err;
    }
    err = patch_place(&c->patch, c->config.graph, &fresh, &call->diag);
    if (err >= 0) {
        set_back(call, before);
        err = control_renew(c);
    }
    model_destroy(&before);
    return err;
}

int command_graph_load(struct call *call)
{
    struct control *c = call->control;
    char name[NAME_SIZE], *text;
    struct model *fresh;
    size_t size;
    int err = take_name(call, name);

    if (err < 0 || (err = call_edit_none(call)) < 0)
        return err;
    err =
        kept_file_read(c->config.patches, name, PATCH_BYTES, &text, &size, &call->diag);
    if (err < 0)
        return err;
    err = make_model(call, name, text, size, &fresh);
    free(text);
    return err < 0 ? err : place(call, fresh);
}
