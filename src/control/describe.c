/* SPDX-License-Identifier: MIT */
/* describe: a node class in words. */
#include "control/describe.h"

#include <string.h>

#include "base/number.h"
#include "base/str.h"

static const char *const unit_names[] = {
    [LEAT_UNIT_NONE] = "",       [LEAT_UNIT_HZ] = "Hz",
    [LEAT_UNIT_DB] = "dB",       [LEAT_UNIT_S] = "s",
    [LEAT_UNIT_MS] = "ms",       [LEAT_UNIT_FRAMES] = "frames",
    [LEAT_UNIT_FRACTION] = "",   [LEAT_UNIT_SEMITONES] = "semitones",
    [LEAT_UNIT_DEGREES] = "deg", [LEAT_UNIT_PX] = "px",
    [LEAT_UNIT_BPM] = "bpm",     [LEAT_UNIT_BEATS] = "beats",
};
static const char *const stream_names[] = {
    [LEAT_AUDIO] = "audio",
    [LEAT_VIDEO] = "video",
    [LEAT_EVENTS] = "events",
    [LEAT_DATA] = "data",
};
static const char *const profile_names[] = {
    [LEAT_PROFILE_AUTO] = "auto",         [LEAT_PROFILE_DIRECT] = "direct",
    [LEAT_PROFILE_LATEST] = "latest",     [LEAT_PROFILE_EVERY] = "every",
    [LEAT_PROFILE_LOSSLESS] = "lossless",
};
static const char *const kind_names[] = {
    [LEAT_NUMBER] = "number", [LEAT_INTEGER] = "integer", [LEAT_ENUM] = "choice",
    [LEAT_BOOL] = "bool",     [LEAT_TEXT] = "text",
};

const char *describe_stream(enum leat_stream stream)
{
    return stream_names[stream];
}

const char *describe_profile(enum leat_profile profile)
{
    return profile_names[profile];
}

/* The n-th of the words that blanks separate. */
static int word_at(const char *words, unsigned n, const char **word)
{
    for (; n > 0 && *words; n--) {
        words += strcspn(words, " ");
        words += *words == ' ';
    }
    *word = words;
    return (int)strcspn(words, " ");
}

static const char *print_value(char text[48], const struct leat_param *param,
                               float value)
{
    const char *unit = unit_names[param->unit];
    char number[NUMBER_SIZE];

    if (param->unit == LEAT_UNIT_FRACTION) {
        /* a float has seven digits: 0.3 is 30 %, not 30.000001 % */
        number_print(
            number,
            (double)(int64_t)((double)value * 1e7 + (value < 0.0f ? -0.5 : 0.5)) / 1e5);
        str_format(text, 48, "%s%%", number);
    } else {
        number_print_float(number, value);
        str_format(text, 48, "%s%s%s", number, *unit ? " " : "", unit);
    }
    return text;
}

/* "20 Hz to 20000 Hz", "on or off", "one of: a b c". */
static void print_range(char text[256], const struct leat_param *param)
{
    char low[48], high[48];

    switch (param->kind) {
    case LEAT_ENUM:
        str_format(text, 256, "one of: %s", param->choices);
        break;
    case LEAT_BOOL:
        str_format(text, 256, "true or false");
        break;
    case LEAT_TEXT:
        str_format(text, 256, param->flags & LEAT_PARAM_PATH ? "a path" : "a text");
        break;
    default:
        str_format(text, 256, "%s to %s%s", print_value(low, param, param->min),
                   print_value(high, param, param->max),
                   param->flags & LEAT_PARAM_STRUCTURAL ? ", fixed" : "");
    }
}

/* "440 Hz if not set", "must be set". */
static void print_default(char text[128], const struct leat_param *param)
{
    const char *word;
    char value[48];
    int size;

    switch (param->kind) {
    case LEAT_ENUM:
        size = word_at(param->choices, (unsigned)param->def, &word);
        str_format(text, 128, "%.*s if not set", size, word);
        break;
    case LEAT_BOOL:
        str_format(text, 128, "%s if not set", param->def != 0 ? "true" : "false");
        break;
    case LEAT_TEXT:
        if (param->flags & LEAT_PARAM_REQUIRED)
            str_format(text, 128, "must be set");
        else
            str_format(text, 128, "\"%s\" if not set", param->text ? param->text : "");
        break;
    default:
        str_format(text, 128, "%s if not set", print_value(value, param, param->def));
    }
}

const char *describe_param(const struct leat_param *param,
                           char text[DESCRIBE_PARAM_SIZE])
{
    char range[256], value[128];

    print_range(range, param);
    print_default(value, param);
    str_format(text, DESCRIBE_PARAM_SIZE, "%s; %s", range, value);
    return text;
}

void describe_line(FILE *file, const char *name, const char *summary)
{
    fprintf(file, "  %-15s %s\n", name, summary);
}

void describe_text(FILE *file, const struct leat_node_class *node, const char *family)
{
    char said[DESCRIBE_PARAM_SIZE];

    fprintf(file, "%s: %s\n", node->name, node->summary);
    fprintf(file, "  family: %s\n", family);
    if (node->aliases)
        fprintf(file, "  also called: %s\n", node->aliases);
    fprintf(file, "  %s\n", node->example);
    for (size_t i = 0; i < node->n_ports; i++) {
        const struct leat_port *port = &node->ports[i];
        fprintf(file, "  %-3s %-12s %s%s.  %s\n",
                port->direction == LEAT_IN ? "in" : "out", port->name,
                describe_stream(port->stream),
                port->flags & LEAT_PORT_OPTIONAL ? ", may stay open" : "", port->help);
    }
    for (size_t i = 0; i < node->n_params; i++) {
        const struct leat_param *param = &node->params[i];
        fprintf(file, "  /<id>/%-12s %s.  %s%s%s\n", param->name,
                describe_param(param, said), param->help,
                param->aliases ? "  Also: " : "", param->aliases ? param->aliases : "");
    }
}

void describe_markdown(FILE *file, const struct leat_node_class *node)
{
    char range[256], value[128];

    fprintf(file, "\n### %s\n\n%s\n\n    %s\n\n", node->name, node->summary,
            node->example);
    if (node->aliases)
        fprintf(file, "Also called: %s\n\n", node->aliases);
    fprintf(file, "| port | stream | what |\n|---|---|---|\n");
    for (size_t i = 0; i < node->n_ports; i++) {
        const struct leat_port *port = &node->ports[i];
        fprintf(file, "| %s `%s` | %s%s | %s |\n",
                port->direction == LEAT_IN ? "in" : "out", port->name,
                describe_stream(port->stream),
                port->flags & LEAT_PORT_OPTIONAL ? ", optional" : "", port->help);
    }
    if (node->n_params == 0)
        return;
    fprintf(file, "\n| parameter | range | default | what |\n|---|---|---|---|\n");
    for (size_t i = 0; i < node->n_params; i++) {
        const struct leat_param *param = &node->params[i];
        print_range(range, param);
        print_default(value, param);
        fprintf(file, "| `%s`%s%s | %s | %s | %s |\n", param->name,
                param->aliases ? ", " : "", param->aliases ? param->aliases : "", range,
                value, param->help);
    }
}

static void json_param(struct json *json, const struct leat_param *param)
{
    json_object(json);
    json_key_string(json, "name", param->name);
    json_key_string(json, "kind", kind_names[param->kind]);
    json_key_string(json, "unit",
                    param->unit == LEAT_UNIT_FRACTION ? "fraction"
                                                      : unit_names[param->unit]);
    json_key_string(json, "curve", param->curve == LEAT_CURVE_LOG ? "log" : "linear");
    if (param->kind == LEAT_TEXT) {
        json_key_string(json, "default", param->text ? param->text : "");
    } else {
        json_key(json, "min");
        json_float(json, param->min);
        json_key(json, "default");
        json_float(json, param->def);
        json_key(json, "max");
        json_float(json, param->max);
    }
    if (param->kind == LEAT_ENUM) {
        json_key_string(json, "choices", param->choices);
    }
    json_key(json, "structural");
    json_bool(json, param->kind == LEAT_TEXT || param->flags & LEAT_PARAM_STRUCTURAL);
    json_key_string(json, "aliases", param->aliases);
    json_key_string(json, "help", param->help);
    json_end(json);
}

void describe_json(struct json *json, const struct leat_node_class *node,
                   const char *family)
{
    const struct {
        const char *key, *text;
    } heads[] = {
        {"name", node->name},       {"aliases", node->aliases},
        {"summary", node->summary}, {"example", node->example},
        {"family", family},
    };

    json_object(json);
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        json_key_string(json, heads[i].key, heads[i].text);
    }
    json_key(json, "inexact");
    json_bool(json, node->flags & LEAT_CLASS_INEXACT);
    json_key(json, "ports");
    json_array(json);
    for (size_t i = 0; i < node->n_ports; i++) {
        const struct leat_port *port = &node->ports[i];
        json_object(json);
        json_key_string(json, "name", port->name);
        json_key_string(json, "direction", port->direction == LEAT_IN ? "in" : "out");
        json_key_string(json, "stream", describe_stream(port->stream));
        json_key_string(json, "help", port->help);
        json_end(json);
    }
    json_end(json);
    json_key(json, "params");
    json_array(json);
    for (size_t i = 0; i < node->n_params; i++)
        json_param(json, &node->params[i]);
    json_end(json);
    json_end(json);
}
