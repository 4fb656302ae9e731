/* SPDX-License-Identifier: MIT */
/* describe_draw: something to draw, as people and programs read it. */
#include "cli/describe_draw.h"

#include "base/number.h"
#include "base/str.h"

static const char *const kinds[] = {
    [LEAT_DRAW_NUMBER] = "number",
    [LEAT_DRAW_BOOL] = "true or false",
    [LEAT_DRAW_CHOICE] = "one of",
    [LEAT_DRAW_X] = "place along x",
    [LEAT_DRAW_Y] = "place along y",
    [LEAT_DRAW_LENGTH] = "length",
    [LEAT_DRAW_THICKNESS] = "thickness in pixels",
    [LEAT_DRAW_COLOR] = "colour",
    [LEAT_DRAW_TEXT] = "text",
    [LEAT_DRAW_PAIR] = "two numbers",
    [LEAT_DRAW_NUMBERS] = "list of numbers",
    [LEAT_DRAW_POINT] = "place",
    [LEAT_DRAW_POINTS] = "list of places",
    [LEAT_DRAW_PALETTE] = "palette",
    [LEAT_DRAW_PICTURE] = "picture",
};

/* What a parameter takes: its kind, and of a number its range and default. */
static void describe(const struct leat_draw_param *p, char *text, size_t size)
{
    char lo[NUMBER_SIZE], hi[NUMBER_SIZE], def[NUMBER_SIZE];

    if (p->kind == LEAT_DRAW_CHOICE) {
        str_format(text, size, "one of %s", p->choices);
    } else if (p->kind == LEAT_DRAW_NUMBER) {
        number_print(lo, p->min);
        number_print(hi, p->max);
        number_print(def, p->def);
        str_format(text, size, "number, %s to %s; %s if not given", lo, hi, def);
    } else {
        str_format(text, size, "%s%s", kinds[p->kind],
                   p->flags & LEAT_PARAM_REQUIRED ? ", needed" : "");
    }
}

void describe_draw_text(FILE *file, const struct leat_draw_class *draw)
{
    char text[400];

    fprintf(file, "%s: %s\n  %s\n", draw->name, draw->summary, draw->example);
    if (draw->aliases)
        fprintf(file, "  also called: %s\n", draw->aliases);
    for (size_t i = 0; i < draw->n_params; i++) {
        describe(&draw->params[i], text, sizeof(text));
        fprintf(file, "  %-14s %s.  %s\n", draw->params[i].name, text,
                draw->params[i].help);
    }
}

void describe_draw_json(struct json *json, const struct leat_draw_class *draw)
{
    char text[400];

    json_object(json);
    json_key_string(json, "name", draw->name);
    json_key_string(json, "summary", draw->summary);
    json_key_string(json, "example", draw->example);
    json_key(json, "params");
    json_array(json);
    for (size_t i = 0; i < draw->n_params; i++) {
        describe(&draw->params[i], text, sizeof(text));
        json_object(json);
        json_key_string(json, "name", draw->params[i].name);
        json_key_string(json, "takes", text);
        json_key_string(json, "help", draw->params[i].help);
        json_end(json);
    }
    json_end(json);
    json_end(json);
}
