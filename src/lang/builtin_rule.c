/* SPDX-License-Identifier: MIT */
/*
 * builtin_rule: rules of routing: while a condition holds, an action is in force.
 *
 * The graph judges types, names and metadata when it changes, levels and activity on
 * its grid while it plays; what switches does so over 10 ms.
 *
 * Source: language reference, section 6.5.
 */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/named.h"

enum { PRIORITY_MOST = 1000000, FRAMES_MOST = 10000000 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

static bool put(struct eval *e, struct value map, const char *key, struct value value,
                struct span span)
{
    const uint32_t name = names_add(e->names, key, strlen(key));

    return value_put(e->heap, map.map, name, names_text(e->names, name), span, value);
}

/* A condition or an action: its word, and what it was given under the names of the
 * parameters. */
WORD(part)
{
    const struct value map = value_new_map(e->heap);
    const char *param = self->params;
    char key[32];

    (void)n;
    if (map.kind == VALUE_POISON ||
        !put(e, map, "kind", value_text(self->name, strlen(self->name)), span))
        return eval_out_of_memory(e);
    for (uint32_t i = 0; *param; i++) {
        const size_t size = strcspn(param, " ");
        str_format(key, sizeof(key), "%.*s", (int)size, param);
        if (argument[i].value.kind == VALUE_POISON)
            return value_poison();
        if (!put(e, map, key, argument[i].value, span))
            return eval_out_of_memory(e);
        param += size + (param[size] == ' ');
    }
    return map;
}

/* What a part was given, as an argument at its place. */
static struct argument given(struct eval *e, const struct argument *part,
                             const char *key)
{
    const struct entry *entry =
        part->value.kind == VALUE_MAP
            ? value_entry(part->value.map, names_find(e->names, key))
            : NULL;

    return (struct argument){0, part->span, entry ? entry->value : value_null()};
}

/* The word of a part: a record of `kind`, or a bare word; NULL for neither. */
static const char *kind_of(struct eval *e, const struct argument *part)
{
    const struct argument kind = given(e, part, "kind");
    const struct value *v = kind.value.kind == VALUE_NULL ? &part->value : &kind.value;
    size_t size;

    return v->kind == VALUE_FUNCTION ? v->function->name : value_word(v, &size);
}

static bool number_in(struct eval *e, const struct argument *a, const char *name,
                      enum leat_unit unit, double least, double most, float otherwise,
                      float *out)
{
    const struct leat_param param = {
        .name = name, .unit = unit, .min = (float)least, .max = (float)most};

    *out = otherwise;
    return a->value.kind == VALUE_NULL ||
           convert_number(&e->convert, &a->value, &param, a->span, out);
}

/* The node of a stream that a part names, plus 1; 0 where none is. */
static bool node_of(struct eval *e, const struct argument *a, const char *word,
                    uint32_t *node)
{
    *node = 0;
    if (a->value.kind == VALUE_NULL)
        return true;
    const struct value stream = named_stream(e, a, word);
    if (stream.kind != VALUE_STREAM)
        return false;
    *node = stream.stream->node + 1;
    return true;
}

static bool copy_text(struct eval *e, const struct argument *a, const char *word,
                      char *out, size_t size)
{
    const char *text = named_text(e, a, word, NULL);

    if (!text && a->value.kind != VALUE_NULL)
        return false;
    if (text && text[0] && strlen(text) < size) {
        str_format(out, size, "%s", text);
        return true;
    }
    report_error(e->report, a->span, 407,
                 "`%s` cannot work: it needs a text of 1 to %u "
                 "letters.",
                 word, (unsigned)size - 1);
    report_hint(e->report, "Such as \"drum*\".");
    return false;
}

static bool no_such(struct eval *e, const struct argument *a, const char *what,
                    const char *words)
{
    if (a->value.kind == VALUE_POISON)
        return false;
    report_error(e->report, a->span, 407, "This cannot work: it is no %s.", what);
    report_hint(e->report, "There are: %s.", words);
    return false;
}

static bool read_level(struct eval *e, const struct argument *a,
                       struct leat_condition *c)
{
    const struct argument above = given(e, a, "above"), below = given(e, a, "below");
    const struct argument stream = given(e, a, "stream");
    const bool is_below = below.value.kind != VALUE_NULL;

    if ((above.value.kind == VALUE_NULL) != is_below) {
        report_error(e->report, a->span, 407,
                     "`BufferLevel` cannot work: it needs `above` or `below`.");
        report_hint(e->report, "Such as `BufferLevel(above: 10%%)`.");
        return false;
    }
    c->kind = is_below ? LEAT_LEVEL_BELOW : LEAT_LEVEL_ABOVE;
    return number_in(e, is_below ? &below : &above, "level", LEAT_UNIT_NONE, 0.0, 16.0,
                     0.0f, &c->threshold) &&
           node_of(e, &stream, "BufferLevel", &c->watch);
}

static bool read_type(struct eval *e, const struct argument *a,
                      struct leat_condition *c)
{
    static const char *const types[] = {"Audio", "Video", "Event", "Data"};
    const struct argument type = given(e, a, "type");
    size_t size;
    const char *word = value_word(&type.value, &size);

    c->kind = LEAT_TYPE_IS;
    for (c->value = 0; word && c->value < 4; c->value++)
        if (strcmp(types[c->value], word) == 0)
            return true;
    return no_such(e, &type, "type of streams", "Audio, Video, Event, Data");
}

bool builtin_condition(struct eval *e, const struct argument *a,
                       struct leat_condition *c)
{
    const char *kind = kind_of(e, a);
    const struct argument hold = given(e, a, "hold"), stream = given(e, a, "stream");
    const struct argument pattern = given(e, a, "pattern"), key = given(e, a, "key");
    const struct argument text = given(e, a, "text");

    if (kind && strcmp(kind, "Always") == 0)
        return true;
    if (kind && strcmp(kind, "BufferLevel") == 0)
        return read_level(e, a, c);
    if (kind && strcmp(kind, "StreamTypeMatch") == 0)
        return read_type(e, a, c);
    if (kind && strcmp(kind, "NamePattern") == 0) {
        c->kind = LEAT_NAME_MATCHES;
        return copy_text(e, &pattern, kind, c->text, sizeof(c->text));
    }
    if (kind && strcmp(kind, "MetadataMatch") == 0) {
        c->kind = LEAT_METADATA_IS;
        return copy_text(e, &key, kind, c->key, sizeof(c->key)) &&
               copy_text(e, &text, kind, c->text, sizeof(c->text));
    }
    if (kind && strcmp(kind, "StreamActivity") == 0) {
        c->kind = LEAT_ACTIVE;
        return number_in(e, &hold, "hold", LEAT_UNIT_S, 0.0, 3600.0, 0.1f,
                         &c->hold_s) &&
               node_of(e, &stream, kind, &c->watch);
    }
    return no_such(e, a, "condition",
                   "StreamTypeMatch, NamePattern, MetadataMatch, BufferLevel, "
                   "StreamActivity, Always");
}

static bool read_action(struct eval *e, const struct argument *a,
                        struct leat_rule *rule)
{
    static const struct {
        const char *name;
        enum leat_action_kind kind;
        bool needs_target;
    } actions[] = {{"Connect", LEAT_ACT_CONNECT, true},
                   {"Disconnect", LEAT_ACT_DISCONNECT, true},
                   {"SetGain", LEAT_ACT_SET_GAIN, false},
                   {"SetDelay", LEAT_ACT_SET_DELAY, false},
                   {"CreateBuffer", LEAT_ACT_BUFFER, false},
                   {"EnableBypass", LEAT_ACT_BYPASS, false}};
    const char *kind = kind_of(e, a);
    const struct argument target = given(e, a, "target"), gain = given(e, a, "gain");
    const struct argument frames = given(e, a, "frames");

    for (size_t i = 0; kind && i < sizeof(actions) / sizeof(actions[0]); i++) {
        if (strcmp(actions[i].name, kind) != 0)
            continue;
        rule->action = actions[i].kind;
        if (!node_of(e, &target, kind, &rule->target))
            return false;
        if (actions[i].needs_target && !rule->target)
            break;
        return rule->action == LEAT_ACT_SET_GAIN
                   ? number_in(e, &gain, "gain", LEAT_UNIT_NONE, -16.0, 16.0, 1.0f,
                               &rule->value)
                   : number_in(e, &frames, "frames", LEAT_UNIT_FRAMES, 0.0, FRAMES_MOST,
                               0.0f, &rule->value);
    }
    return no_such(e, a, "action",
                   "Connect(target), Disconnect(target), SetGain(gain), "
                   "SetDelay(frames), CreateBuffer(frames), EnableBypass");
}

static struct value refuse_itself(struct eval *e, const struct leat_rule *rule,
                                  struct span span)
{
    report_error(e->report, span, 603, "The rule `%s` links a stream to itself.",
                 rule->name);
    report_hint(e->report, "Name another stream; feedback is written with `<>`.");
    return value_poison();
}

enum { NAME, CONDITION, ACTION, PRIORITY, ENABLED, STREAM };

WORD(add_rule)
{
    const struct argument *a = argument;
    struct leat_rule rule = {.enabled = a[ENABLED].value.kind == VALUE_NULL ||
                                        value_is_true(&a[ENABLED].value)};
    float priority;

    (void)n;
    if (e->in_frame) {
        report_error(e->report, span, 407,
                     "`%s` cannot work: a rule holds as long as the program plays.",
                     self->name);
        report_hint(e->report, "Add it above the `loop`.");
        return value_poison();
    }
    if (!copy_text(e, &a[NAME], self->name, rule.name, sizeof(rule.name)) ||
        !builtin_condition(e, &a[CONDITION], &rule.condition) ||
        !read_action(e, &a[ACTION], &rule) ||
        !number_in(e, &a[PRIORITY], "priority", LEAT_UNIT_NONE, -PRIORITY_MOST,
                   PRIORITY_MOST, 0.0f, &priority) ||
        !node_of(e, &a[STREAM], self->name, &rule.node))
        return value_poison();
    if (rule.action == LEAT_ACT_CONNECT && rule.node == rule.target)
        return refuse_itself(e, &rule, a[ACTION].span);
    rule.priority = (int)priority;
    for (uint32_t i = 0; i < e->draft->n_rules; i++)
        if (strcmp(e->draft->rule[i].name, rule.name) == 0) {
            report_error(e->report, a[NAME].span, 207, "`%s` is declared twice.",
                         rule.name);
            report_hint(e->report, "Rename one of them.");
            return value_poison();
        }
    return draft_add_rule(e->draft, &rule) < 0 ? eval_out_of_memory(e) : value_null();
}

#define PART(name, params, needed, text, example)                                      \
    {                                                                                  \
        name, params, needed, 0, word_part, NULL, text, example, "Stream"              \
    }
#define RULE "a = saw(55.hz); b = delay(a); b; Stream.add_rule(\"r\", "

const struct builtin builtin_rule[] = {
    {"add_rule", "name condition action priority enabled stream", 3, 0, word_add_rule,
     NULL, "While a condition holds, let an action be in force.",
     RULE "NamePattern(\"a\"), SetGain(50%), priority: 2)", "Stream"},
    PART("StreamTypeMatch", "type", 1, "A condition: streams of one type.",
         RULE "StreamTypeMatch(Audio), SetGain(50%))"),
    PART("NamePattern", "pattern", 1, "A condition: names with * and ?.",
         RULE "NamePattern(\"?\"), SetGain(50%))"),
    PART("MetadataMatch", "key text", 2, "A condition: what set_metadata() has noted.",
         RULE "MetadataMatch(\"mood\", \"calm\"), SetGain(50%))"),
    PART("BufferLevel", "above below stream", 0,
         "A condition: a level is above or below a limit.",
         RULE "BufferLevel(above: 10%), Disconnect(b), stream: a)"),
    PART("StreamActivity", "hold stream", 0,
         "A condition: a stream has not been silent for some time.",
         RULE "StreamActivity(hold: 1.s), Connect(b), stream: a)"),
    PART("Connect", "target", 1, "An action: a link to a stream's node.",
         RULE "Always, Connect(b), stream: a)"),
    PART("Disconnect", "target", 1, "An action: no link to a stream's node.",
         RULE "Always, Disconnect(b), stream: a)"),
    PART("SetGain", "gain target", 1, "An action: how loud what leaves a stream is.",
         RULE "Always, SetGain(50%), stream: a)"),
    PART("SetDelay", "frames target", 1,
         "An action: by how many frames what leaves a stream is late.",
         RULE "Always, SetDelay(480), stream: a)"),
    PART("CreateBuffer", "frames target", 1,
         "An action: a buffer of frames behind a stream.",
         RULE "Always, CreateBuffer(256), stream: a)"),
    {0},
};
