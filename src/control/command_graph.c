/* SPDX-License-Identifier: MIT */
/* command_graph: edits of the graph, as messages. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "base/str.h"
#include "control/call.h"

static struct patch *patch_of(struct call *call)
{
    return &call->control->patch;
}

/* The caller's edit: the open one, or a new one for this command alone. */
static int enter(struct call *call)
{
    struct patch *p = patch_of(call);

    if (p->edit && osc_peer_equal(&p->owner, call->peer))
        return 0;
    if (p->edit)
        return call_refuse(call, LEAT_ERR_STATE, "Somebody else has an edit open.",
                           "It ends with /graph/commit or /graph/abort, or with them.");
    const int err = leat_graph_begin(call->control->config.graph, &p->edit);
    if (err < 0)
        return err;
    p->owner = *call->peer;
    p->begun = false;
    return 0;
}

static int commit(struct call *call, enum leat_when when)
{
    struct control *c = call->control;
    struct patch *p = patch_of(call);
    int err = patch_remember(p, c->config.graph);

    if (err < 0) {
        leat_edit_abort(&p->edit);
        return err;
    }
    err = leat_edit_commit(&p->edit, when, &call->diag);
    if (err < 0)
        patch_forget(p);
    return err < 0 ? err : control_renew(c);
}

/* The end of a command: commit what was for it alone.  A refusal leaves a longer edit
 * open, without what was refused. */
static int leave(struct call *call, int err)
{
    struct patch *p = patch_of(call);

    if (err < 0 && !p->begun)
        leat_edit_abort(&p->edit);
    if (err < 0 && p->edit)
        p->edit->err = 0;
    if (err < 0 || p->begun)
        return err;
    return commit(call, LEAT_AT_QUANTUM);
}

int command_begin(struct call *call)
{
    const int err = enter(call);

    if (err >= 0)
        patch_of(call)->begun = true;
    return err;
}

int command_commit(struct call *call)
{
    static const char *const words[] = {"now", "beat", "bar"};
    struct patch *p = patch_of(call);
    const char *word = "now";

    if (!p->edit || !osc_peer_equal(&p->owner, call->peer))
        return call_refuse(call, LEAT_ERR_STATE, "No edit is open.",
                           "Begin one with /graph/begin.");
    if (call->n_args && call_text(call, "now, beat or bar", &word) < 0)
        return LEAT_ERR_INVALID;
    for (int i = 0; i < 3; i++)
        if (strcmp(words[i], word) == 0) {
            p->begun = false;
            return commit(call, (enum leat_when)i);
        }
    return call_refuse(call, LEAT_ERR_INVALID,
                       "An edit is heard now, at a beat or a bar.",
                       "/graph/commit now, beat or bar");
}

int command_abort(struct call *call)
{
    struct patch *p = patch_of(call);

    if (!p->edit || !osc_peer_equal(&p->owner, call->peer))
        return call_refuse(call, LEAT_ERR_STATE, "No edit is open.", "");
    leat_edit_abort(&p->edit);
    return 0;
}

/* A node of the edit by its name or address; E201 with the nearest. */
static struct model_node *find_node(struct call *call, const char *name)
{
    const struct model *m = patch_of(call)->edit->model;
    struct model_node *node = model_node_by_name(m, name);
    char dotted[LEAT_NAME_MAX];
    struct str_nearest near;

    if (node)
        return node;
    str_format(dotted, sizeof(dotted), "%s", name + (*name == '/'));
    for (char *c = dotted; *c; c++)
        *c = *c == '/' ? '.' : *c;
    node = model_node_by_name(m, dotted);
    if (node)
        return node;
    str_nearest_init(&near, name);
    for (uint32_t i = 0; i < m->n_nodes; i++)
        str_nearest_offer(&near, m->node[i].name);
    leat_diag_add(&call->diag, LEAT_ERROR, 201, "No node here is called `%.64s`.",
                  name);
    if (near.best)
        leat_diag_hint(&call->diag, "Did you mean `%s`?", near.best);
    return NULL;
}

static int no_param(struct call *call, const struct leat_node_class *c,
                    const char *name)
{
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (size_t i = 0; i < c->n_params; i++)
        str_nearest_offer(&near, c->params[i].name);
    leat_diag_add(&call->diag, LEAT_ERROR, 301, "`%s` has no parameter `%.64s`.",
                  c->name, name);
    if (near.best)
        leat_diag_hint(&call->diag, "Did you mean `%s`?", near.best);
    return LEAT_ERR_NOT_FOUND;
}

/* Set a parameter of the edit from the next argument. */
static int set_param(struct call *call, const struct leat_node_class *class,
                     uint32_t node, int param)
{
    struct leat_edit *edit = patch_of(call)->edit;
    const struct leat_param *p = &class->params[param];
    const char *text;
    float value;

    if (p->kind == LEAT_TEXT) {
        if (call_text(call, "a text", &text) < 0)
            return LEAT_ERR_INVALID;
        return leat_edit_set_text(edit, node, (uint32_t)param, text, &call->diag);
    }
    const int err = value_read(&call->args, p, &call->scale, &value, &call->diag);
    if (err < 0)
        return err;
    value = leat_param_clamp(p, value);
    return leat_edit_set(edit, node, (uint32_t)param, &value, 1, &call->diag);
}

/* param value param value ... */
static int set_params(struct call *call, const struct leat_node_class *class,
                      uint32_t node, uint32_t n_args)
{
    int err = 0;

    for (uint32_t i = 0; i + 1 < n_args && err >= 0; i += 2) {
        const char *name;
        if (call_text(call, "names of parameters", &name) < 0)
            return LEAT_ERR_INVALID;
        const int param = leat_node_param_find(class, name);
        err = param < 0 ? no_param(call, class, name)
                        : set_param(call, class, node, param);
    }
    return err;
}

/* Names are what addresses, programs and files can have. */
static bool is_name(const char *name)
{
    const size_t size = strlen(name);

    return size > 0 && size < LEAT_NAME_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789_.") == size;
}

int command_create(struct call *call)
{
    const char *name, *class_name;
    uint32_t node;
    int err = enter(call);

    if (err < 0)
        return err;
    err = LEAT_ERR_INVALID;
    if (call_text(call, "a name and a class", &name) < 0 ||
        call_text(call, "the class of the node", &class_name) < 0)
        return leave(call, err);
    if (!is_name(name)) {
        call_refuse(call, err, "A name has letters, digits, _ and dots, at most 63.",
                    "");
        return leave(call, err);
    }
    struct leat_edit *edit = patch_of(call)->edit;
    class_name = alias_class(call->control->config.aliases, class_name);
    err = leat_edit_add(edit, class_name, name, &node, &call->diag);
    if (err >= 0) {
        err = set_params(call, model_node_by_id(edit->model, node)->class, node,
                         call->n_args - 2);
        if (err < 0)
            (void)leat_edit_remove(edit, node);
    }
    return leave(call, err);
}

/* Where a link ends: `node`, `node:port`, `node.param` or `node/param`. */
struct end {
    const struct model_node *node;
    int port, param; /* one of them is -1 */
};

/* The text in front of a mark, as a node; NULL without complaint. */
static struct model_node *node_before(struct call *call, const char *text,
                                      const char *mark)
{
    char name[LEAT_NAME_MAX];
    const struct model *m = patch_of(call)->edit->model;

    str_format(name, sizeof(name), "%.*s", (int)(mark - text), text);
    for (char *c = name; *c; c++)
        *c = *c == '/' ? '.' : *c;
    return model_node_by_name(m, *name == '.' ? name + 1 : name);
}

static int no_port(struct call *call, const struct model_node *node,
                   enum leat_direction direction, const char *name)
{
    const struct leat_port *port;
    struct str_nearest near;

    str_nearest_init(&near, name);
    for (uint32_t i = 0; (port = leat_node_port(node->class, direction, i)); i++)
        str_nearest_offer(&near, port->name);
    leat_diag_add(&call->diag, LEAT_ERROR, 601, "`%s` has no %s `%.64s`.", node->name,
                  direction == LEAT_IN ? "input" : "output", name);
    if (near.best)
        leat_diag_hint(&call->diag, "Did you mean `%s`?", near.best);
    return LEAT_ERR_NOT_FOUND;
}

/* A parameter that a node publishes for another (address.h). */
static void take_published(struct call *call, const char *name, struct end *end)
{
    char path[LEAT_NAME_MAX + 2];

    address_of_node(end->node->name, path, sizeof(path));
    const struct address *a = address_find(
        call->control->book, arena_format(call->arena, "%s/%.64s", path, name));
    const struct model_node *other =
        a && a->param >= 0 ? model_node_by_id(patch_of(call)->edit->model, a->node)
                           : NULL;
    if (other) {
        end->node = other;
        end->param = a->param;
    }
}

static int find_end(struct call *call, const char *text, enum leat_direction direction,
                    struct end *end)
{
    const char *mark = strrchr(text, ':');

    *end = (struct end){.port = 0, .param = -1};
    if (mark && (end->node = node_before(call, text, mark))) {
        end->port = leat_node_port_find(end->node->class, direction, mark + 1);
        return end->port < 0 ? no_port(call, end->node, direction, mark + 1) : 0;
    }
    const char *dot = strrchr(text, '.'), *slash = strrchr(text, '/');
    mark = dot > slash ? dot : slash;
    if (direction == LEAT_IN && mark && mark != text &&
        !model_node_by_name(patch_of(call)->edit->model, text) &&
        (end->node = node_before(call, text, mark))) {
        end->param = leat_node_param_find(end->node->class, mark + 1);
        if (end->param < 0)
            take_published(call, mark + 1, end);
        return end->param < 0 ? no_param(call, end->node->class, mark + 1) : 0;
    }
    end->node = find_node(call, text);
    if (end->node && !leat_node_port(end->node->class, direction, 0))
        return no_port(call, end->node, direction, "any");
    return end->node ? 0 : LEAT_ERR_NOT_FOUND;
}

/* The output, which is made when there is none: `out`. */
static int find_output(struct call *call, struct end *end)
{
    struct leat_edit *edit = patch_of(call)->edit;
    uint32_t node;

    *end = (struct end){.port = 0, .param = -1};
    for (uint32_t i = 0; i < edit->model->n_nodes; i++)
        if (strcmp(edit->model->node[i].class->name, "output") == 0) {
            end->node = &edit->model->node[i];
            return 0;
        }
    const int err = leat_edit_add(edit, "output", NULL, &node, &call->diag);
    end->node = err < 0 ? NULL : model_node_by_id(edit->model, node);
    return err;
}

static bool is_output_word(struct call *call, const char *text)
{
    return (strcmp(text, "out") == 0 || strcmp(text, "output") == 0 ||
            strcmp(text, "master") == 0) &&
           !model_node_by_name(patch_of(call)->edit->model, text);
}

static int find_ends(struct call *call, const char *from_text, const char *to_text,
                     struct leat_link *link)
{
    struct end from, to;
    int err = is_output_word(call, to_text) ? find_output(call, &to)
                                            : find_end(call, to_text, LEAT_IN, &to);

    if (err < 0)
        return err;
    const uint32_t to_node = to.node->id; /* the next search may move nodes */
    if ((err = find_end(call, from_text, LEAT_OUT, &from)) < 0)
        return err;
    *link = leat_link_between(from.node->id, (uint32_t)from.port, to_node,
                              (uint32_t)(to.param < 0 ? to.port : to.param));
    link->to_param = to.param >= 0;
    return 0;
}

int command_connect(struct call *call)
{
    const char *from, *to;
    struct leat_link link;
    uint32_t id;
    int err = enter(call);

    if (err < 0)
        return err;
    err = LEAT_ERR_INVALID;
    if (call_text(call, "a source and where it goes", &from) == 0 &&
        call_text(call, "where it goes", &to) == 0 &&
        (err = find_ends(call, from, to, &link)) >= 0)
        err = leat_edit_link(patch_of(call)->edit, &link, &id, &call->diag);
    return leave(call, err);
}

static bool joins_alike(const struct leat_link *a, const struct leat_link *b)
{
    return a->from == b->from && a->from_port == b->from_port && a->to == b->to &&
           a->to_port == b->to_port && a->to_param == b->to_param;
}

static int unlink_alike(struct call *call, const struct leat_link *link)
{
    struct leat_edit *edit = patch_of(call)->edit;

    for (uint32_t i = 0; i < edit->model->n_links; i++)
        if (joins_alike(&edit->model->link[i].link, link))
            return leat_edit_unlink(edit, edit->model->link[i].id);
    return call_refuse(call, LEAT_ERR_NOT_FOUND, "They are not connected.",
                       "/graph/links tells what is.");
}

int command_disconnect(struct call *call)
{
    const char *from, *to;
    struct leat_link link;
    int err = enter(call);

    if (err < 0)
        return err;
    err = LEAT_ERR_INVALID;
    if (call_text(call, "a source and where it goes", &from) == 0 &&
        call_text(call, "where it goes", &to) == 0 &&
        (err = find_ends(call, from, to, &link)) >= 0)
        err = unlink_alike(call, &link);
    return leave(call, err);
}

int call_output(struct call *call, const char *node)
{
    struct leat_link link;
    uint32_t id;
    const int err = find_ends(call, node, "out", &link);

    return err < 0 ? err
                   : leat_edit_link(patch_of(call)->edit, &link, &id, &call->diag);
}

int command_output(struct call *call)
{
    const char *from;
    int err = enter(call);

    if (err < 0)
        return err;
    err = LEAT_ERR_INVALID;
    if (call_text(call, "the node that is heard", &from) == 0)
        err = call_output(call, from);
    return leave(call, err);
}

int command_remove(struct call *call)
{
    const char *name;
    int err = enter(call);

    if (err < 0)
        return err;
    err = LEAT_ERR_INVALID;
    if (call_text(call, "a node", &name) == 0) {
        const struct model_node *node = find_node(call, name);
        err = node ? leat_edit_remove(patch_of(call)->edit, node->id)
                   : LEAT_ERR_NOT_FOUND;
    }
    return leave(call, err);
}

int command_clear(struct call *call)
{
    int err = enter(call);

    if (err < 0)
        return err;
    const struct model *m = patch_of(call)->edit->model;
    while (err >= 0 && m->n_nodes)
        err = leat_edit_remove(patch_of(call)->edit, m->node[m->n_nodes - 1].id);
    return leave(call, err);
}

/* What both classes have by one name goes over as it stands now. */
static int keep_params(struct call *call, const struct model_node *old,
                       const struct leat_node_class *class, uint32_t node)
{
    struct control *c = call->control;
    int err = 0;

    for (uint32_t i = 0; i < old->class->n_params && err >= 0; i++) {
        const int to = leat_node_param_find(class, old->class->params[i].name);
        float value;
        if (to < 0 || old->class->params[i].kind != class->params[to].kind)
            continue;
        if (class->params[to].kind == LEAT_TEXT) {
            if (old->param[i].text)
                err = leat_edit_set_text(patch_of(call)->edit, node, (uint32_t)to,
                                         old->param[i].text, &call->diag);
        } else if (leat_engine_get(c->config.engine, old->id, i, &value) >= 0) {
            value = leat_param_clamp(&class->params[to], value);
            err = leat_edit_set(patch_of(call)->edit, node, (uint32_t)to, &value, 1,
                                &call->diag);
        }
    }
    return err;
}

/* A link of the old node as the new one can have it; false when it cannot. */
static bool carry_over(const struct leat_node_class *old,
                       const struct leat_node_class *class, uint32_t old_node,
                       uint32_t node, struct leat_link *link)
{
    int at = 0;

    if (link->from == old_node) {
        at = leat_node_port_find(class, LEAT_OUT,
                                 leat_node_port(old, LEAT_OUT, link->from_port)->name);
        link->from = node;
        link->from_port = (uint32_t)at;
    }
    if (at >= 0 && link->to == old_node) {
        at = link->to_param
                 ? leat_node_param_find(class, old->params[link->to_port].name)
                 : leat_node_port_find(
                       class, LEAT_IN,
                       leat_node_port(old, LEAT_IN, link->to_port)->name);
        link->to = node;
        link->to_port = (uint32_t)at;
    }
    return at >= 0;
}

static int keep_links(struct call *call, const struct leat_node_class *old,
                      const struct leat_node_class *class, uint32_t old_node,
                      uint32_t node)
{
    struct leat_edit *edit = patch_of(call)->edit;
    const uint32_t n = edit->model->n_links;
    uint32_t id;
    int err = 0;

    for (uint32_t i = 0; i < n && err >= 0; i++) {
        struct leat_link link = edit->model->link[i].link;
        if ((link.from == old_node || link.to == old_node) &&
            carry_over(old, class, old_node, node, &link))
            err = leat_edit_link(edit, &link, &id, &call->diag);
    }
    return err;
}

/* Another class in the place of a node: links, and parameters of one name, stay. */
static int replace(struct call *call, const char *name, const char *class_name)
{
    struct leat_edit *edit = patch_of(call)->edit;
    const struct model_node *old = find_node(call, name);
    uint32_t node;
    int err;

    if (!old)
        return LEAT_ERR_NOT_FOUND;
    const uint32_t old_node = old->id;
    const struct leat_node_class *old_class = old->class;
    err = leat_edit_add(edit, class_name, NULL, &node, &call->diag);
    if (err < 0)
        return err;
    const struct leat_node_class *class = model_node_by_id(edit->model, node)->class;
    old = model_node_by_id(edit->model, old_node);
    if (old->voices)
        err = leat_edit_set_voices(edit, node, old->voices);
    if (err >= 0)
        err = keep_params(call, old, class, node);
    if (err >= 0)
        err = keep_links(call, old_class, class, old_node, node);
    if (err < 0) {
        (void)leat_edit_remove(edit, node);
        return err;
    }
    memcpy(model_node_by_id(edit->model, node)->name, old->name, LEAT_NAME_MAX);
    return leat_edit_remove(edit, old_node);
}

int command_replace(struct call *call)
{
    const char *name, *class_name;
    int err = enter(call);

    if (err < 0)
        return err;
    err = LEAT_ERR_INVALID;
    if (call_text(call, "a node and a class", &name) == 0 &&
        call_text(call, "the class that takes its place", &class_name) == 0)
        err = replace(call, name, class_name);
    return leave(call, err);
}

int command_structural(struct call *call, const struct address *a)
{
    int err;

    if (call->query && call->n_args == 0) {
        call_answer_text(call, leat_graph_text(call->control->config.graph, a->node,
                                               (uint32_t)a->param));
        return 0;
    }
    if ((err = enter(call)) < 0)
        return err;
    return leave(call, set_param(call, a->node_class, a->node, a->param));
}

static int go_back(struct call *call, struct patch_stack *from, struct patch_stack *to,
                   const char *what)
{
    struct control *c = call->control;

    if (patch_of(call)->edit)
        return call_refuse(call, LEAT_ERR_STATE, "An edit is open.",
                           "Commit or abort it.");
    if (from->n == 0)
        return call_refuse(call, LEAT_ERR_STATE, what, "");
    const int err = patch_return(c->config.graph, from, to, &call->diag);
    return err < 0 ? err : control_renew(c);
}

int command_undo(struct call *call)
{
    struct patch *p = patch_of(call);

    return go_back(call, &p->past, &p->future, "There is nothing to undo.");
}

int command_redo(struct call *call)
{
    struct patch *p = patch_of(call);

    return go_back(call, &p->future, &p->past, "There is nothing to redo.");
}

static void on_print(void *data, const char *line)
{
    call_answer_text(data, line);
}

/* A program's text as one edit. */
int command_eval(struct call *call)
{
    struct control *c = call->control;
    struct leat_program_options options = {.size = sizeof(options),
                                           .base = c->config.base,
                                           .rate_hz = call->scale.rate_hz,
                                           .bpm = call->scale.bpm,
                                           .print = on_print,
                                           .print_data = call};
    struct leat_program *program;
    const char *text;

    if (patch_of(call)->edit)
        return call_refuse(call, LEAT_ERR_STATE, "An edit is open.",
                           "Commit or abort it.");
    if (call_text(call, "the text of a program", &text) < 0)
        return LEAT_ERR_INVALID;
    int err = leat_program_create(text, strlen(text), &options, &program, &call->diag);
    if (err < 0)
        return err;
    err = patch_remember(patch_of(call), c->config.graph);
    if (err >= 0 &&
        (err = leat_program_build(program, c->config.graph, &call->diag)) < 0)
        patch_forget(patch_of(call));
    leat_program_locate(program, &call->diag);
    leat_program_destroy(&program);
    return err < 0 ? err : control_renew(c);
}
