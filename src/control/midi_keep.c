/* SPDX-License-Identifier: MIT */
/* midi_keep: rules of MIDI in a file. */
#include "control/midi_keep.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/json.h"
#include "base/json_read.h"
#include "base/str.h"
#include "io/file_path.h"
#include "io/kept_file.h"

enum { FILE_MOST = 1 << 20, TREE_BYTES = 16 << 20 };

/* A path as the folder and the name in it. */
static const char *split(const char *path, char folder[FILE_PATH_SIZE])
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        str_format(folder, FILE_PATH_SIZE, ".");
    else
        str_format(folder, FILE_PATH_SIZE, "%.*s",
                   (int)(slash == path ? 1 : slash - path), path);
    return slash ? slash + 1 : path;
}

static void write_routes(struct json *j, const struct midi_rules *rules)
{
    json_key(j, "routes");
    json_array(j);
    for (int c = 0; c < MIDI_CHANNELS; c++) {
        if (!rules->route[c].is_set)
            continue;
        json_object(j);
        json_key(j, "channel");
        json_integer(j, c + 1);
        json_key_string(j, "node", rules->route[c].node);
        json_end(j);
    }
    json_end(j);
}

static void write_binding(struct json *j, const struct midi_binding *b)
{
    char controller[MIDI_CONTROLLER_SIZE];

    midi_controller_write(&b->controller, controller);
    json_object(j);
    json_key(j, "channel");
    if (b->controller.channel == MIDI_ANY_CHANNEL)
        json_string(j, "all");
    else
        json_integer(j, b->controller.channel + 1);
    json_key_string(j, "controller", controller);
    json_key_string(j, "target", b->target);
    if (b->has_range) {
        json_key(j, "min");
        json_float(j, b->from);
        json_key(j, "max");
        json_float(j, b->to);
    }
    if (b->has_curve) {
        json_key_string(j, "curve", b->log ? "log" : "linear");
    }
    json_end(j);
}

int midi_keep_write(const struct midi_rules *rules, const char *path,
                    struct leat_diag *diag)
{
    char folder[FILE_PATH_SIZE], *text;
    const char *name = split(path, folder);
    struct json j;

    json_to_memory(&j);
    json_object(&j);
    write_routes(&j, rules);
    json_key(&j, "bindings");
    json_array(&j);
    for (uint32_t i = 0; i < rules->n; i++)
        write_binding(&j, &rules->at[i]);
    json_end(&j);
    json_end(&j);
    int err = json_finish(&j, &text);
    if (err >= 0)
        err = kept_file_write(folder, name, text, strlen(text), diag);
    free(text);
    return err;
}

/* From 1 to 16; 0: no channel. */
static uint32_t read_channel(const struct json_value *v)
{
    const struct json_value *n = json_member(v, "channel", JSON_NUMBER);
    const double number = n ? n->number : 0.0;

    return number >= 1.0 && number <= MIDI_CHANNELS ? (uint32_t)number : 0;
}

static bool read_route(struct midi_rules *rules, const struct json_value *v)
{
    const struct json_value *node = json_member(v, "node", JSON_STRING);
    const uint32_t channel = read_channel(v);

    if (!channel || !node || strlen(node->text) >= LEAT_NAME_MAX)
        return false;
    struct midi_route *r = &rules->route[channel - 1];
    r->is_set = true;
    str_format(r->node, sizeof(r->node), "%s", node->text);
    return true;
}

static void read_range(struct midi_binding *b, const struct json_value *v)
{
    const struct json_value *min = json_member(v, "min", JSON_NUMBER);
    const struct json_value *max = json_member(v, "max", JSON_NUMBER);
    const struct json_value *curve = json_member(v, "curve", JSON_STRING);

    b->has_range = min && max;
    b->has_curve = b->has_range && curve;
    b->log = b->has_curve && strcmp(curve->text, "log") == 0;
    if (b->has_range) {
        b->from = (float)(min->number > 3e38    ? 3e38
                          : min->number < -3e38 ? -3e38
                                                : min->number);
        b->to = (float)(max->number > 3e38    ? 3e38
                        : max->number < -3e38 ? -3e38
                                              : max->number);
    }
}

static bool read_binding(struct midi_rules *rules, const struct json_value *v)
{
    const struct json_value *all = json_member(v, "channel", JSON_STRING);
    const struct json_value *controller = json_member(v, "controller", JSON_STRING);
    const struct json_value *target = json_member(v, "target", JSON_STRING);
    const uint32_t channel = read_channel(v);
    struct midi_binding b = {0};

    if (!controller || !target || strlen(target->text) >= MIDI_TARGET_SIZE ||
        target->text[0] != '/' || midi_controller_read(controller->text, &b.controller))
        return false;
    if (!channel && !(all && strcmp(all->text, "all") == 0))
        return false;
    b.controller.channel = channel ? (uint8_t)(channel - 1) : MIDI_ANY_CHANNEL;
    str_format(b.target, sizeof(b.target), "%s", target->text);
    read_range(&b, v);
    return midi_rules_bind(rules, &b) == 0;
}

static void read_list(struct midi_rules *rules, const struct json_value *list,
                      bool (*read)(struct midi_rules *, const struct json_value *),
                      const char *name, struct leat_diag *diag)
{
    uint32_t n_bad = 0;

    for (const struct json_value *v = list ? list->first : NULL; v; v = v->next)
        n_bad += !read(rules, v);
    if (n_bad == 0)
        return;
    leat_diag_add(diag, LEAT_WARNING, 803, "`%.100s`: %u of its %s cannot be.", name,
                  n_bad, list->key);
    leat_diag_hint(diag, "They are lost when it is written again.");
}

/* A file that is not there is no mistake; any other reason is given on. */
static int read_text(const char *path, char **text, size_t *size,
                     struct leat_diag *diag)
{
    char folder[FILE_PATH_SIZE];
    const char *name = split(path, folder);
    struct leat_diag why = {0};
    const int err = kept_file_read(folder, name, FILE_MOST, text, size, &why);

    if (err == LEAT_ERR_NO_FILE || err >= 0)
        return err;
    leat_diag_add(diag, LEAT_ERROR, why.finding[0].code, "%s", why.finding[0].message);
    leat_diag_hint(diag, "%s", why.finding[0].hint);
    return err;
}

int midi_keep_read(struct midi_rules *rules, const char *path, struct leat_diag *diag)
{
    const struct json_value *root;
    struct arena arena;
    char *text;
    size_t size;
    int err = read_text(path, &text, &size, diag);

    if (err == LEAT_ERR_NO_FILE)
        return 0;
    if (err < 0)
        return err;
    arena_init(&arena, TREE_BYTES);
    err = json_read((const uint8_t *)text, size, path, &arena, &root, diag);
    if (err >= 0) {
        read_list(rules, json_member(root, "routes", JSON_ARRAY), read_route, path,
                  diag);
        read_list(rules, json_member(root, "bindings", JSON_ARRAY), read_binding, path,
                  diag);
    }
    arena_finish(&arena);
    free(text);
    return err < 0 ? err : 0;
}
