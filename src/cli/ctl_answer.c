/* SPDX-License-Identifier: MIT */
/* ctl_answer: what leat serve answers, as people and programs read it. */
#include "cli/ctl_answer.h"

#include <stdio.h>

#include "base/str.h"

static bool is_text(const struct osc_arg *v)
{
    return v->tag == 's' || v->tag == 'S';
}

/* Measured values have more digits than anybody reads; counts keep all of theirs. */
static void show_double(double number, char text[NUMBER_SIZE])
{
    if (number == (double)(int64_t)number)
        number_print(text, number);
    else
        str_format(text, NUMBER_SIZE, "%.4g", number);
}

const char *ctl_answer_show(const struct osc_arg *v, char text[NUMBER_SIZE])
{
    double number;

    if (is_text(v))
        return v->s;
    if (v->tag == 'T' || v->tag == 'F')
        return v->tag == 'T' ? "on" : "off";
    if (v->tag == 'f')
        number_print_float(text, v->f);
    else if (osc_arg_number(v, &number))
        show_double(number, text);
    else
        str_format(text, NUMBER_SIZE, "(%c)", v->tag);
    return text;
}

static void add_json(struct json *j, const struct osc_arg *v)
{
    double number;

    if (is_text(v))
        json_string(j, v->s);
    else if (v->tag == 'T' || v->tag == 'F')
        json_bool(j, v->tag == 'T');
    else if (v->tag == 'f')
        json_float(j, v->f);
    else if (osc_arg_number(v, &number))
        json_number(j, number);
    else
        json_null(j);
}

void ctl_answer_begin(struct ctl_answer *a, enum ctl_shape shape, bool as_json)
{
    *a = (struct ctl_answer){.shape = shape, .as_json = as_json};
    if (!as_json)
        return;
    if (shape == CTL_JSON) {
        fputc('[', stdout);
        return;
    }
    json_to_file(&a->json, stdout);
    if (shape == CTL_PAIRS)
        json_object(&a->json);
    else
        json_array(&a->json);
}

static void take_json(struct ctl_answer *a, const struct osc_arg *values, uint32_t n)
{
    struct json *j = &a->json;

    for (uint32_t i = 0; i < n; i++) {
        if (a->shape == CTL_JSON) {
            printf("%s%s", a->n++ ? "," : "", is_text(&values[i]) ? values[i].s : "");
        } else if (a->shape == CTL_PAIRS && i + 1 < n) {
            char text[NUMBER_SIZE];
            json_key(j, ctl_answer_show(&values[i], text));
            add_json(j, &values[++i]);
        } else if (a->shape == CTL_LINKS && i + 1 < n) {
            json_array(j);
            add_json(j, &values[i]);
            add_json(j, &values[++i]);
            json_end(j);
        } else {
            add_json(j, &values[i]);
        }
    }
}

void ctl_answer_take(void *user, const struct osc_arg *values, uint32_t n)
{
    struct ctl_answer *a = user;
    char text[NUMBER_SIZE], other[NUMBER_SIZE];

    if (a->as_json) {
        take_json(a, values, n);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (a->shape == CTL_PAIRS && i + 1 < n) {
            printf("%-15s %s\n", ctl_answer_show(&values[i], text),
                   ctl_answer_show(&values[i + 1], other));
            i++;
        } else if (a->shape == CTL_LINKS && i + 1 < n) {
            printf("%s -> %s\n", ctl_answer_show(&values[i], text),
                   ctl_answer_show(&values[i + 1], other));
            i++;
        } else {
            printf("%s\n", ctl_answer_show(&values[i], text));
        }
    }
}

int ctl_answer_end(struct ctl_answer *a)
{
    if (!a->as_json)
        return 0;
    if (a->shape == CTL_JSON) {
        fputs("]\n", stdout);
        return 0;
    }
    json_end(&a->json);
    return json_finish(&a->json, NULL);
}
