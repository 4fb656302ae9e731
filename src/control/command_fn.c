/* SPDX-License-Identifier: MIT */
/* command_fn: functions that the program exports, told and called: /fn/NAME. */
#include <string.h>
#include <time.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "control/call.h"

static const char fn[] = "/fn/";
enum { PREFIX = sizeof(fn) - 1, PATIENCE_MS = 1000 };

/* What is asked of the program while it is seen. */
struct ask {
    struct call *call;
    const struct leat_program *program; /* that was asked */
    int number;                         /* of what was called; 0: nothing was */
    int err;
};

static int read_values(struct call *call, struct leat_call_value *value, uint32_t *n)
{
    struct osc_args args = call->args;
    struct osc_arg arg;

    for (*n = 0; osc_args_value(&args, &arg) > 0; ++*n) {
        struct leat_call_value *v = &value[*n];
        if (*n == LEAT_CALL_VALUES_MAX)
            return call_refuse(call, LEAT_ERR_LIMIT, "That is more than 16 values.",
                               "A function takes fewer.");
        *v = (struct leat_call_value){.kind = LEAT_CALL_NULL};
        if (arg.tag == 's' || arg.tag == 'S')
            *v = (struct leat_call_value){.kind = LEAT_CALL_TEXT, .text = arg.s};
        else if (osc_arg_number(&arg, &v->number))
            v->kind =
                arg.tag == 'T' || arg.tag == 'F' ? LEAT_CALL_BOOL : LEAT_CALL_NUMBER;
        else if (arg.tag != 'N')
            return call_refuse(call, LEAT_ERR_TYPE,
                               "A function takes numbers, texts, true, false and nil.",
                               "");
    }
    return 0;
}

static void look_one(void *user, struct leat_program *program)
{
    struct leat_call_value value[LEAT_CALL_VALUES_MAX];
    struct ask *ask = user;
    struct call *call = ask->call;
    const char *name = call->address + PREFIX, *signature;
    uint32_t n;

    for (uint32_t i = 0;
         call->query && (signature = leat_program_export_at(program, i)); i++)
        if (strncmp(signature, name, strlen(name)) == 0 &&
            signature[strlen(name)] == '(') {
            call_answer_text(call, signature);
            ask->err = 0;
            return;
        }
    ask->err = read_values(call, value, &n);
    if (ask->err < 0)
        return;
    const int number = leat_program_call(program, name, value, n, &call->diag);
    ask->err = number < 0 ? number : 0;
    ask->number = number > 0 ? number : 0;
    ask->program = program;
}

static void see(const struct control *c,
                void (*look)(void *user, struct leat_program *p), struct ask *ask)
{
    const struct control_stage *stage = c->config.stage;

    if (stage)
        stage->see(stage->user, look, ask);
}

static void look_called(void *user, struct leat_program *program)
{
    struct ask *ask = user;

    ask->err = program == ask->program
                   ? leat_program_called(program, ask->number, &ask->call->diag)
                   : call_refuse(ask->call, LEAT_ERR_STATE,
                                 "Another program has taken over meanwhile.", "");
}

/* Until a frame has run what was called, so that its error is answered. */
static int await(struct call *call, struct ask *ask)
{
    const struct timespec pause = {.tv_nsec = 1000000};

    for (int ms = 0; ms < PATIENCE_MS; ms++) {
        see(call->control, look_called, ask);
        if (ask->err <= 0)
            return ask->err;
        nanosleep(&pause, NULL);
    }
    return call_refuse(
        call, LEAT_ERR_TIMEOUT, "No frame has run it within a second.",
        "What fails in the frames of the program is told where it plays.");
}

int command_function(struct call *call)
{
    struct control *c = call->control;
    struct ask ask = {.call = call, .err = LEAT_ERR_NOT_FOUND};

    if (strncmp(call->address, fn, PREFIX) != 0 || !call->address[PREFIX])
        return LEAT_ERR_NOT_FOUND;
    const bool waits = call->wants_answer && !call->query && !c->config.direct;
    if (waits && call == c->quick)
        return LEAT_ERR_STATE; /* who brings messages does not wait */
    see(c, look_one, &ask);
    if (waits && ask.number)
        return await(call, &ask);
    /* LEAT_ERR_NOT_FOUND and nothing said: it is no such address */
    return ask.err == LEAT_ERR_NOT_FOUND && call->diag.n > 0 ? LEAT_ERR_INVALID
                                                             : ask.err;
}

static void look_all(void *user, struct leat_program *program)
{
    struct ask *ask = user;
    const char *signature;

    for (uint32_t i = 0; (signature = leat_program_export_at(program, i)); i++)
        call_answer_text(ask->call, signature);
    ask->err = 0;
}

/* Signatures, one a text. */
int command_fn(struct call *call)
{
    struct ask ask = {.call = call};

    see(call->control, look_all, &ask);
    return 0;
}
