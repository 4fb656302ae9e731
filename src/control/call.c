/* SPDX-License-Identifier: MIT */
/* call: what a message asks, and how it is answered. */
#include "control/call.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

/* `id:<n>` as the last argument asks for an answer, and is no argument. */
static void take_id(struct call *call, const struct osc_message *m)
{
    struct osc_args args;
    struct osc_arg arg, last = {0};
    uint32_t n = 0;

    osc_args_init(&args, m);
    for (; osc_args_next(&args, &arg); n++)
        last = arg;
    call->n_args = n;
    osc_args_init(&call->args, m);
    if (last.tag != 's' || strncmp(last.s, "id:", 3) != 0)
        return;
    char *tags = arena_text(call->arena, m->tags, m->n_tags - 1);
    if (!tags)
        return;
    call->wants_answer = true;
    call->id = (int32_t)strtol(last.s + 3, NULL, 10);
    call->n_args--;
    call->args.tag = tags;
}

void call_begin(struct call *call, const struct osc_message *m, char *address)
{
    const size_t size = strlen(address);

    call->timetag = m->timetag;
    take_id(call, m);
    if (size > 1 && address[size - 1] == '?') {
        address[size - 1] = '\0';
        call->query = call->wants_answer = true;
    }
    call->address = address;
    call_answer(call, osc_int(call->id));
    call_answer_text(call, address);
}

static void send_packet(struct call *call, const char *address,
                        const struct osc_arg *args, size_t n)
{
    const struct control_config *k = &call->control->config;
    uint8_t *bytes = arena_take(call->arena, 1, OSC_PACKET_MAX);
    struct osc_writer w;

    if (!k->send || !bytes)
        return;
    osc_writer_init(&w, bytes, OSC_PACKET_MAX);
    if (osc_write_message(&w, address, args, n) == 0)
        (void)k->send(k->user, call->peer, bytes, w.used);
}

void call_answer(struct call *call, struct osc_arg arg)
{
    if (call->n_answer < CALL_ANSWER_MAX)
        call->answer[call->n_answer++] = arg;
}

void call_answer_text(struct call *call, const char *text)
{
    const char *copy = arena_text(call->arena, text, strlen(text));

    if (copy)
        call_answer(call, osc_text(copy));
}

void call_answer_pair(struct call *call, const char *name, double value)
{
    call_answer_text(call, name);
    call_answer(call, osc_double(value));
}

int call_refuse(struct call *call, int err, const char *message, const char *hint)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "%s", message);
    if (*hint)
        leat_diag_hint(&call->diag, "%s", hint);
    return err;
}

void call_answer_flush(struct call *call)
{
    if (call->wants_answer && call->n_answer > 2)
        send_packet(call, "/reply", call->answer, call->n_answer);
    call->n_answer = 2;
}

int call_value(struct call *call, const struct leat_param *param, float *value)
{
    if (!call->resets)
        return value_read(&call->args, param, &call->scale, value, &call->diag);
    *value = param->def;
    return 0;
}

int call_text(struct call *call, const char *what, const char **text)
{
    if (osc_args_text(&call->args, text) > 0)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 306, "%s needs %s.", call->address, what);
    leat_diag_hint(&call->diag, "Send it as a text; leat ctl help shows all.");
    return LEAT_ERR_INVALID;
}

int call_when(struct call *call, const char *what, const char *example,
              enum leat_when *when)
{
    static const char *const words[] = {
        [LEAT_AT_QUANTUM] = "now", [LEAT_AT_BEAT] = "beat", [LEAT_AT_BAR] = "bar"};
    const char *word;

    if (call_text(call, "now, beat or bar", &word) < 0)
        return LEAT_ERR_INVALID;
    for (int i = 0; i < 3; i++)
        if (strcmp(words[i], word) == 0) {
            *when = (enum leat_when)i;
            return 0;
        }
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "%s is heard now, at a beat or a bar.",
                  what);
    leat_diag_hint(&call->diag, "%s", example);
    return LEAT_ERR_INVALID;
}

const struct address *call_target(struct call *call, const char *name, bool gates)
{
    const struct address_book *book = call->control->book;
    const struct address *a = address_target(book, name);
    char path[2 * LEAT_NAME_MAX + 2];

    if (a && (gates || a->param >= 0))
        return a;
    address_of_node(name, path, sizeof(path));
    const char *near = address_nearest(book, path);
    leat_diag_add(&call->diag, LEAT_ERROR, 301, "There is no parameter %.100s.", path);
    if (near)
        leat_diag_hint(&call->diag, "Did you mean %s?", near);
    return NULL;
}

/* The first error, or the first finding there is. */
static const struct leat_finding *finding_of(const struct call *call)
{
    for (uint32_t i = 0; i < call->diag.n; i++)
        if (call->diag.finding[i].severity == LEAT_ERROR)
            return &call->diag.finding[i];
    return call->diag.n ? &call->diag.finding[0] : NULL;
}

/* Of a mistake that nobody asked to be told. */
static void tell_subscribers(struct call *call, const char *code, const char *message,
                             const char *hint)
{
    struct news_line line = {.is_error = true,
                             .frame = leat_engine_frame(call->control->config.engine)};

    str_format(line.word, sizeof(line.word), "%s", code);
    str_format(line.text, sizeof(line.text), "%s: %s", call->address, message);
    str_format(line.hint, sizeof(line.hint), "%s", hint);
    news_add(&call->control->feeds->news, &line);
}

/* What is refused of who asked for no answer. */
static void tell_host(struct call *call, const char *message,
                      const struct leat_finding *f)
{
    const struct control_config *k = &call->control->config;
    const char *hint = f ? f->hint : "";
    char line[800];

    if (k->refused) {
        struct leat_finding told = {.severity = LEAT_ERROR, .code = f ? f->code : 0};
        str_format(told.message, sizeof(told.message), "%s: %s", call->address,
                   message);
        str_format(told.hint, sizeof(told.hint), "%s", hint);
        k->refused(k->user, &told);
    } else if (k->say) {
        str_format(line, sizeof(line), "%s: %s%s%s", call->address, message,
                   *hint ? "  " : "", hint);
        str_plain(line);
        k->say(k->user, line);
    }
}

static void complain(struct call *call, int err)
{
    const struct leat_finding *f = finding_of(call);
    const char *message = f ? f->message : leat_strerror(err);
    const char *hint = f ? f->hint : "";
    char code[16];

    if (f && f->code)
        str_format(code, sizeof(code), "E%03d", f->code);
    else
        str_format(code, sizeof(code), "%s", leat_err_name(err));
    control_count(call->control, &call->control->stats.bad);
    if (call->wants_answer) {
        send_packet(call, "/error",
                    (struct osc_arg[]){osc_int(call->id), osc_text(code),
                                       osc_text(message), osc_text(hint)},
                    4);
        return;
    }
    tell_subscribers(call, code, message, hint);
    tell_host(call, message, f);
}

/* A value or a note is with the engine, for its next quantum. */
static void note_arrival(struct control *c)
{
    if (c->config.monitor && !c->config.direct)
        monitor_arrival(c->config.monitor, c->arrived_nsec);
}

void call_finish(struct call *call, int err)
{
    if (err < 0) {
        complain(call, err);
        return;
    }
    control_count(call->control, &call->control->stats.commands);
    if (call == call->control->quick && call->frame < 0 && !call->query)
        note_arrival(call->control);
    if (call->wants_answer)
        send_packet(call, "/reply", call->answer, call->n_answer);
}
