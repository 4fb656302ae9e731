/* SPDX-License-Identifier: MIT */
/* patch_text: a graph as the text of a program. */
#include "control/patch_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "base/str.h"
#include "control/value.h"
#include "graph/model.h"

static const char HEAD[] = "// A patch that leat serve has saved: leat ctl load, or "
                           "leat serve, brings it back.\n";

bool patch_text_is(const char *text)
{
    return strncmp(text, HEAD, sizeof(HEAD) - 1) == 0;
}

/* A text in quotes; nothing in it is an expression. */
static void write_text(FILE *f, const char *text)
{
    fputc('"', f);
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || c == '$')
            fprintf(f, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            fprintf(f, "\\u{%x}", c);
        else
            fputc(c, f);
    }
    fputc('"', f);
}

/* The fewest digits that become the same float. */
static void write_number(FILE *f, float value)
{
    char text[NUMBER_SIZE];
    double back;

    number_print_float(text, value);
    if (number_parse(text, &back) < 0 || (float)back != value)
        number_print(text, (double)value);
    fputs(text, f);
}

static void write_value(FILE *f, const struct leat_param *p, float value)
{
    const struct osc_arg arg = value_write(p, value);

    if (p->kind == LEAT_BOOL)
        fputs(value > 0.5f ? "true" : "false", f);
    else if (p->kind == LEAT_ENUM)
        fprintf(f, "\"%.*s\"", (int)arg.size, arg.s);
    else
        write_number(f, value);
}

static void write_param(FILE *f, const struct leat_param *p,
                        const struct model_param *value)
{
    if (p->kind == LEAT_TEXT ? !value->text : !value->n)
        return;
    fprintf(f, ", %s: %s", p->name, value->n > 1 ? "[" : "");
    if (p->kind == LEAT_TEXT)
        write_text(f, value->text);
    for (uint32_t l = 0; l < value->n; l++) {
        fputs(l ? ", " : "", f);
        write_value(f, p, value->values[l]);
    }
    fputs(value->n > 1 ? "]" : "", f);
}

static void write_node(FILE *f, const struct model_node *node)
{
    fputs("node(", f);
    write_text(f, node->name);
    fprintf(f, ", \"%s\"", node->class->name);
    if (node->voices)
        fprintf(f, ", %u", node->voices);
    for (uint32_t p = 0; p < node->class->n_params; p++)
        write_param(f, &node->class->params[p], &node->param[p]);
    fputs(")\n", f);
}

static void write_end(FILE *f, const char *name, char mark, const char *port)
{
    char end[2 * LEAT_NAME_MAX];

    str_format(end, sizeof(end), "%s%c%s", name, mark, port);
    write_text(f, end);
}

static void write_link(FILE *f, const struct model *m, const struct leat_link *l)
{
    const struct model_node *from = model_node_by_id(m, l->from);
    const struct model_node *to = model_node_by_id(m, l->to);

    fputs("link(", f);
    write_end(f, from->name, ':',
              leat_node_port(from->class, LEAT_OUT, l->from_port)->name);
    fputs(", ", f);
    if (l->to_param)
        write_end(f, to->name, '.', to->class->params[l->to_port].name);
    else
        write_end(f, to->name, ':',
                  leat_node_port(to->class, LEAT_IN, l->to_port)->name);
    if (l->gain != 1.0f) {
        fputs(", gain: ", f);
        write_number(f, l->gain);
    }
    if (l->delay_frames)
        fprintf(f, ", delay: %u.samples", l->delay_frames);
    fprintf(f, "%s%s)\n", l->feedback ? ", feedback: true" : "",
            l->to_param && l->mode == LEAT_MODE_ADD ? ", add: true" : "");
}

/* What only a program of C can ask for. */
static bool is_plain(const struct model *m)
{
    bool plain = m->n_rules == 0;

    for (uint32_t i = 0; i < m->n_links; i++) {
        const struct leat_link *l = &m->link[i].link;
        plain = plain && !l->matrix && !l->disabled &&
                l->condition.kind == LEAT_ALWAYS && l->profile == LEAT_PROFILE_AUTO;
    }
    return plain;
}

int patch_text(const struct model *model, double bpm, char **text, size_t *size)
{
    char tempo[NUMBER_SIZE];
    FILE *f = is_plain(model) ? open_memstream(text, size) : NULL;

    if (!is_plain(model))
        return LEAT_ERR_UNSUPPORTED;
    if (!f)
        return LEAT_ERR_NOMEM;
    number_print(tempo, bpm);
    fprintf(f, "%sset_tempo(%s bpm)\n", HEAD, tempo);
    for (uint32_t i = 0; i < model->n_nodes; i++)
        write_node(f, &model->node[i]);
    for (uint32_t i = 0; i < model->n_links; i++)
        write_link(f, model, &model->link[i].link);
    const bool good = !ferror(f);
    if (fclose(f) == 0 && good)
        return 0;
    free(*text);
    *text = NULL;
    return LEAT_ERR_NOMEM;
}
