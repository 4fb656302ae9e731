/* SPDX-License-Identifier: MIT */
/* builtin_patch: node() and link(), which say a graph as it is, one part at a time. */
#include <string.h>

#include "base/str.h"
#include "lang/binding.h"
#include "lang/builtin.h"

/* An argument as a text of its own; NULL after an error. */
static const char *text_of(struct eval *e, const struct argument *a, const char *word,
                           const char *what)
{
    if (a->value.kind == VALUE_TEXT && strlen(a->value.text) == a->value.n)
        return a->value.text;
    if (a->value.kind != VALUE_POISON) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs %s.",
                     value_kind_name(&a->value), word, what);
        report_hint(e->report, "Such as `node(\"low\", \"saw\", frequency: 55.hz)`.");
    }
    return NULL;
}

static int find_node(const struct draft *draft, const char *name, size_t size)
{
    for (uint32_t i = 0; i < draft->n_nodes; i++) {
        const char *own = draft->node[i].name;
        if (own && strncmp(own, name, size) == 0 && own[size] == '\0')
            return (int)i;
    }
    return -1;
}

/* The class of a node, and that its name is free; NULL after an error. */
static const struct leat_node_class *
check_node(struct eval *e, const struct argument *name, const struct argument *class)
{
    const char *text = text_of(e, name, "node", "its name as a text");
    const char *word = text ? text_of(e, class, "node", "its class as a text") : NULL;
    const struct leat_node_class *c, *found = word ? leat_node_class_find(word) : NULL;
    struct str_nearest near;

    if (!word)
        return NULL;
    if (!text[0] || strlen(text) >= LEAT_NAME_MAX) {
        report_error(e->report, name->span, 407, "A node's name has 1 to 63 letters.");
        report_hint(e->report, "Such as `voice1.osc`.");
        return NULL;
    }
    if (find_node(e->draft, text, strlen(text)) >= 0) {
        report_error(e->report, name->span, 207, "Two nodes are called `%s`.", text);
        report_hint(e->report, "Rename one of them.");
        return NULL;
    }
    if (found)
        return found;
    str_nearest_init(&near, word);
    for (size_t i = 0; (c = leat_node_class_at(i)); i++)
        str_nearest_offer(&near, c->name);
    report_error(e->report, class->span, 201, "There is no node called `%.64s`.", word);
    report_hint(e->report,
                near.best ? "Did you mean `%s`?" : "`leat nodes` lists all%s.",
                near.best ? near.best : "");
    return NULL;
}

/* The settings that were given, as the draft has them. */
static bool bind(struct eval *e, struct draft_node *node,
                 const struct argument *argument, uint32_t n)
{
    const struct function function = {.class = node->class, .name = node->class->name};
    struct binding b;

    if (!binding_init(e, &b, &function, n, node->span))
        return false;
    binding_fill(e, &b, argument, n);
    for (uint32_t i = 0; i < LEAT_MAX_PORTS && b.good; i++)
        if (b.input[i]) {
            report_error(e->report, b.input[i]->span, 306,
                         "`node` takes settings; links are made by `link`.");
            report_hint(e->report, "Such as `link(\"low:out\", \"soft:in\")`.");
            b.good = false;
        }
    for (uint32_t i = 0; i < node->class->n_params; i++) {
        if (b.mover[i].stream && b.good) {
            report_error(e->report, b.mover[i].span, 306,
                         "`node` takes constants; what moves is linked by `link`.");
            report_hint(e->report, "Such as `link(\"slow:out\", \"soft.cutoff\")`.");
            b.good = false;
        }
        if (b.param[i].n || b.param[i].text)
            b.param[node->n_params++] = b.param[i];
    }
    node->param = b.param;
    return b.good;
}

/* node(name, class, [voices], setting: value, ...) */
struct value builtin_node(struct eval *e, const struct builtin *self,
                          const struct argument *argument, uint32_t n, struct span span)
{
    struct draft_node node = {.span = span};
    uint32_t first = 2;

    if (n < 2 || argument[0].name || argument[1].name) {
        report_error(e->report, span, 403, "`%s` needs a name and a class.",
                     self->name);
        report_hint(e->report, "Such as `node(\"low\", \"saw\", frequency: 55.hz)`.");
        return value_poison();
    }
    node.class = check_node(e, &argument[0], &argument[1]);
    if (!node.class)
        return value_poison();
    node.name = argument[0].value.text;
    if (n > 2 && !argument[2].name && argument[2].value.kind == VALUE_INTEGER &&
        argument[2].value.integer > 0 && argument[2].value.integer <= LEAT_MAX_LANES) {
        node.voices = (uint32_t)argument[2].value.integer;
        first = 3;
    }
    if (n > first && !argument[first].name && argument[first].value.kind != VALUE_MAP) {
        report_error(e->report, argument[first].span, 404,
                     "`node` takes a name, a class, perhaps how many voices it is of, "
                     "and settings by name.");
        report_hint(e->report, "Name the setting that this is for.");
        return value_poison();
    }
    if (!bind(e, &node, argument + first, n - first))
        return value_poison();
    (void)eval_add_node(e, &node);
    return value_null();
}

/* Where a link ends: "low:out", "soft:in", "soft.cutoff". */
static bool find_end(struct eval *e, const struct argument *a, bool is_source,
                     struct leat_link *link)
{
    const char *text = text_of(e, a, "link", "a text");
    const char *colon = text ? strrchr(text, ':') : NULL;
    const char *mark = colon || is_source || !text ? colon : strrchr(text, '.');
    const int node = mark ? find_node(e->draft, text, (size_t)(mark - text)) : -1;
    int index = -1;

    if (!text)
        return false;
    if (node >= 0) {
        const struct leat_node_class *class = e->draft->node[node].class;
        index =
            colon ? leat_node_port_find(class, is_source ? LEAT_OUT : LEAT_IN, mark + 1)
                  : leat_node_param_find(class, mark + 1);
    }
    if (index < 0) {
        report_error(e->report, a->span, 601, "I know no %s called `%.120s`.",
                     is_source ? "output" : "input or setting", text);
        report_hint(e->report,
                    "Write `name:port` or `name.setting` of a `node` above.");
        return false;
    }
    *(is_source ? &link->from : &link->to) = (uint32_t)node;
    *(is_source ? &link->from_port : &link->to_port) = (uint32_t)index;
    link->to_param = link->to_param || (!is_source && !colon);
    return true;
}

static bool take_number(struct eval *e, const struct argument *a,
                        const struct leat_param *param, float *value)
{
    return a->value.kind == VALUE_NULL ||
           convert_number(&e->convert, &a->value, param, a->span, value);
}

/* link(from, to, gain: 1, delay: 0, feedback: false, add: false) */
struct value builtin_link(struct eval *e, const struct builtin *self,
                          const struct argument *argument, uint32_t n, struct span span)
{
    static const struct leat_param params[] = {
        {.name = "gain", .min = -3e38f, .def = 1.0f, .max = 3e38f},
        {.name = "delay", .unit = LEAT_UNIT_FRAMES, .kind = LEAT_INTEGER, .max = 1e8f},
        {.name = "feedback", .kind = LEAT_BOOL, .max = 1.0f},
        {.name = "add", .kind = LEAT_BOOL, .max = 1.0f},
    };
    enum { GAIN, DELAY, FEEDBACK, ADD, N_PARAMS };
    float value[N_PARAMS] = {1.0f};
    struct draft_link link = {.link = leat_link_between(0, 0, 0, 0), .span = span};

    (void)self;
    (void)n;
    for (int i = 0; i < N_PARAMS; i++)
        if (!take_number(e, &argument[2 + i], &params[i], &value[i]))
            return value_poison();
    if (!find_end(e, &argument[0], true, &link.link) ||
        !find_end(e, &argument[1], false, &link.link))
        return value_poison();
    link.link.gain = value[GAIN];
    link.link.delay_frames = (uint32_t)value[DELAY];
    link.link.feedback = value[FEEDBACK] > 0.5f;
    link.link.mode = value[ADD] > 0.5f ? LEAT_MODE_ADD : LEAT_MODE_REPLACE;
    if (draft_add_link(e->draft, &link) < 0)
        eval_out_of_memory(e);
    return value_null();
}
