/* SPDX-License-Identifier: MIT */
/*
 * builtin_later: words of what this leat does not do yet, Network, Web and ML, and of
 * what older programs say of memory, so that programs that use them run: what is shared
 * stays here, what is transformed is as it was.  Each place says so once, W206.
 *
 * Source: language reference, sections 8.7 and 8.8, the rows that are marked later;
 * process_buffer and create_pool of appendix C.
 */
#include <string.h>

#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/builtin_later.h"
#include "lang/named.h"
#include "lang/thing_inert.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* W206 */
static void say(struct eval *e, const char *word, const char *meanwhile,
                struct span span)
{
    report_warning(e->report, span, 206, "`%.60s` is planned: it does nothing yet.",
                   word);
    report_hint(e->report, "%s", meanwhile);
}

static bool put(struct eval *e, struct map *map, const char *key, struct value value,
                struct span span)
{
    const uint32_t name = names_add(e->names, key, strlen(key));

    return name &&
           value_put(e->heap, map, name, names_text(e->names, name), span, value);
}

/* What was given first is what comes out. */
static struct value first_of(const struct argument *argument, uint32_t n)
{
    return n > 0 && !argument[0].name ? argument[0].value : value_null();
}

WORD(create_session)
{
    const struct value name = first_of(argument, n);
    struct value session = value_new_map(e->heap);

    if (name.kind == VALUE_POISON)
        return name;
    say(e, self->name, "It is a session of one, in which all is shared with you alone.",
        span);
    if (session.kind == VALUE_POISON || !put(e, session.map, "name", name, span) ||
        !put(e, session.map, "users", value_integer(1), span) ||
        !put(e, session.map, "connected", value_bool(false), span))
        return eval_out_of_memory(e);
    return session;
}

/* The map of what is shared, which begins with the first. */
static bool shared(struct eval *e)
{
    struct value map;

    if (e->shared)
        return true;
    map = value_new_map(e->heap);
    e->shared = map.kind == VALUE_MAP ? map.map : NULL;
    return e->shared != NULL;
}

static bool read_name(struct eval *e, const struct builtin *self,
                      const struct argument *a, uint32_t *name)
{
    if (a->value.kind != VALUE_TEXT) {
        argument_refuse(e, self, a, "a name");
        return false;
    }
    *name = names_add(e->names, a->value.text, a->value.n);
    if (!*name)
        eval_out_of_memory(e);
    return *name != 0;
}

WORD(share_variable)
{
    uint32_t name;

    (void)n;
    if (!read_name(e, self, &argument[0], &name) ||
        argument[1].value.kind == VALUE_POISON)
        return value_poison();
    say(e, self->name, "The variable is shared with this program alone.", span);
    if (!shared(e) || !value_put(e->heap, e->shared, name, names_text(e->names, name),
                                 span, argument[1].value))
        return eval_out_of_memory(e);
    return argument[1].value;
}

WORD(get_shared)
{
    const struct entry *entry;
    uint32_t name;

    (void)n, (void)span;
    if (!read_name(e, self, &argument[0], &name))
        return value_poison();
    entry = e->shared ? value_entry(e->shared, name) : NULL;
    return entry ? entry->value : argument[1].value;
}

WORD(broadcast_state)
{
    say(e, self->name, "Nobody else is there to hear it.", span);
    return first_of(argument, n);
}

WORD(get_remote_states)
{
    const struct value list = value_new_list(e->heap, 0);

    (void)argument, (void)n;
    say(e, self->name, "Nobody else is there: the list is empty.", span);
    return list.kind == VALUE_POISON ? eval_out_of_memory(e) : list;
}

WORD(get_ping)
{
    (void)argument, (void)n;
    say(e, self->name, "Nobody else is there: it is 0.", span);
    return value_integer(0);
}

WORD(send)
{
    const struct value stream = named_stream(e, &argument[0], self->name);

    (void)n;
    if (stream.kind == VALUE_STREAM)
        say(e, self->name,
            "What goes in comes out as it is; values go out by "
            "`Stream.output(s, OSC { port: 9000 })`.",
            span);
    return stream;
}

WORD(receive)
{
    (void)argument, (void)n;
    say(e, self->name,
        "It is silent; values come in by `Stream.input(OSC { port: 8000 })`, sound by "
        "`mic_input()`.",
        span);
    return named_node(e, "silence", NULL, NULL, 0, span);
}

WORD(export)
{
    (void)argument, (void)n;
    say(e, self->name, "The rest of the program runs; nothing is exported.", span);
    return value_null();
}

WORD(style_transfer)
{
    say(e, self->name, "What goes in comes out as it is.", span);
    return first_of(argument, n);
}

static struct value transform(struct eval *e, struct value self,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    (void)self;
    say(e, "transform", "What goes in comes out as it is.", span);
    return first_of(argument, n);
}

static const struct method_word methods[] = {
    {"transform", "x options", 1, 8, 0, 0, transform, "x as it is, for now."},
    {"process", "x", 1, 1, 0, 0, transform, "x as it is, for now."},
    {0},
};

const struct thing_class model_class = {.name = "a model", .methods = methods};

WORD(load_model)
{
    (void)argument, (void)n;
    say(e, self->name, "The model does nothing: its `transform` gives what it gets.",
        span);
    return thing_new(e, &model_class, sizeof(struct thing));
}

WORD(process_buffer)
{
    say(e, self->name, "Remove it: streams are computed without it.", span);
    return first_of(argument, n);
}

WORD(create_pool)
{
    (void)argument, (void)n;
    say(e, self->name, "Remove it: there is room for what a program makes.", span);
    return thing_new(e, &inert_pool_class, sizeof(struct thing));
}

const struct builtin builtin_later[] = {
    {"process_buffer", "", 0, BUILTIN_GATHERS, word_process_buffer, NULL,
     "Of older programs: gives what it gets, and does nothing.",
     "saw(110.hz) |> Audio.process_buffer()", "Audio"},
    {"create_pool", "", 0, BUILTIN_GATHERS, word_create_pool, NULL,
     "Of older programs: a pool that holds nothing.",
     "pool = create_pool(64); print(pool.allocate(16))", "Audio Stream"},
    {"create_session", "", 0, BUILTIN_GATHERS | BUILTIN_IS_PLANNED, word_create_session,
     NULL, "Planned: play together. Now a session of one.",
     "session = Network.create_session(\"garden\"); print(session.users)", "Network"},
    {"share_variable", "name value options", 2, BUILTIN_IS_PLANNED, word_share_variable,
     NULL, "Planned: let others have a value. Now this program has it.",
     "Network.share_variable(\"wind\", 0.5); print(Network.get_shared(\"wind\"))",
     "Network"},
    {"get_shared", "name default", 1, BUILTIN_IS_PLANNED, word_get_shared, NULL,
     "What was shared under a name, else the default.",
     "print(Network.get_shared(\"wind\", 0.2))", "Network"},
    {"broadcast_state", "", 0,
     BUILTIN_GATHERS | BUILTIN_TAKES_RECORD | BUILTIN_IS_PLANNED, word_broadcast_state,
     NULL, "Planned: tell all others. Now nobody hears it.",
     "Network.broadcast_state({ wind: 0.5 })", "Network"},
    {"get_remote_states", "", 0, BUILTIN_GATHERS | BUILTIN_IS_PLANNED,
     word_get_remote_states, NULL, "Planned: what others have told. Now an empty list.",
     "print(Network.get_remote_states().length)", "Network"},
    {"get_ping", "", 0, BUILTIN_GATHERS | BUILTIN_IS_PLANNED, word_get_ping, NULL,
     "Planned: how far away others are. Now 0.", "print(Network.get_ping())",
     "Network"},
    {"send", "s url", 1, BUILTIN_IS_PLANNED, word_send, NULL,
     "Planned: a stream to another machine. Now it stays here.",
     "saw(110.hz) |> Network.send(\"rtp://127.0.0.1:5004\")", "Network"},
    {"receive", "url", 0, BUILTIN_IS_PLANNED, word_receive, NULL,
     "Planned: a stream of another machine. Now silence.",
     "Network.receive(\"rtp://127.0.0.1:5004\") |> delay()", "Network"},
    {"export_webapp", "", 0, BUILTIN_GATHERS, word_export, NULL,
     "Planned: the program as a page. Now nothing.",
     "Web.export_webapp(\"garden\") { title: \"Garden\" }", "Web"},
    {"export_project", "", 0, BUILTIN_GATHERS, word_export, NULL,
     "Planned: the program with its files. Now nothing.",
     "Web.export_project(\"garden\")", "Web"},
    {"load_model", "", 0, BUILTIN_GATHERS, word_load_model, NULL,
     "Planned: a trained model. Now one that changes nothing.",
     "model = ML.load_model(\"voice\"); saw(110.hz) |> model.transform()", "ML"},
    {"style_transfer", "", 0, BUILTIN_GATHERS, word_style_transfer, NULL,
     "Planned: a sound in the style of another. Now as it was.",
     "saw(110.hz) |> ML.style_transfer(\"cello\")", "ML"},
    {0},
};
