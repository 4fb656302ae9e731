/* SPDX-License-Identifier: MIT */
/* dispatch: a message to what does it. */
#include "control/dispatch.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "net/osc_pattern.h"

enum { CALL_BYTES = 1 << 20 };

static const struct command_word *word_of(const char *address)
{
    const struct command_word *word;

    for (size_t i = 0; (word = command_word_at(i)); i++)
        if (strcmp(word->address, address) == 0)
            return word;
    return NULL;
}

/* The path of `/lead/cutoff/default` is that of the cutoff; else NULL. */
static const char *path_to_reset(const struct call *call)
{
    static const char ending[] = "/default";
    const size_t size = strlen(call->address), end = strlen(ending);

    return size > end && strcmp(call->address + size - end, ending) == 0
               ? arena_text(call->arena, call->address, size - end)
               : NULL;
}

static int refuse_unknown(struct call *call)
{
    const struct address_book *book = call->control->book;
    const char *path = call->resets ? path_to_reset(call) : call->address;
    const char *nearest = path ? address_nearest(book, path) : NULL;
    const struct command_word *word;
    struct str_nearest search;

    if (command_control_unknown(call) < 0)
        return LEAT_ERR_NOT_FOUND;
    str_nearest_init(&search, call->address);
    for (size_t i = 0; (word = command_word_at(i)); i++)
        str_nearest_offer(&search, word->address);
    if (!nearest)
        nearest = search.best;
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "Nothing is called %s.", call->address);
    if (nearest)
        leat_diag_hint(&call->diag, "Did you mean %s?", nearest);
    else
        leat_diag_hint(&call->diag, "/schema tells all addresses.");
    return LEAT_ERR_NOT_FOUND;
}

static int run_one(struct call *call, const struct address *a, bool on_control)
{
    if (call->resets && a->kind == ADDRESS_NOTES) /* they have no default */
        return LEAT_ERR_NOT_FOUND;
    const int err = command_param(call, a);

    return err == LEAT_ERR_STATE && on_control ? command_structural(call, a) : err;
}

/* Copies of the paths that a pattern matches: what is done may change the book. */
static uint32_t matches_of(struct call *call, const char *pattern, const char ***out)
{
    const struct address_book *book = call->control->book;
    const char **paths = arena_take(call->arena, book->n + 1, sizeof(*paths));
    uint32_t n = 0;

    for (uint32_t i = 0; paths && i < book->n; i++) {
        const char *path = book->at[i].path;
        if (osc_pattern_match(pattern, path) &&
            (paths[n] = arena_text(call->arena, path, strlen(path))))
            n++;
    }
    *out = paths;
    return n;
}

static int run_pattern(struct call *call, const char *pattern, bool on_control)
{
    const char **paths;
    const struct osc_args args = call->args;
    int err = LEAT_ERR_NOT_FOUND;

    if (osc_pattern_check(pattern) < 0) {
        leat_diag_add(&call->diag, LEAT_ERROR, 0, "The pattern %.200s is not whole.",
                      pattern);
        return LEAT_ERR_INVALID;
    }
    const uint32_t n = matches_of(call, pattern, &paths);
    for (uint32_t i = 0; i < n; i++) {
        const struct address *a = address_find(call->control->book, paths[i]);
        call->args = args;
        if (a && (err = run_one(call, a, on_control)) < 0)
            break;
    }
    call->args = args;
    return err;
}

static bool is_pattern(const char *address)
{
    return address[strcspn(address, "?*[{")] != '\0';
}

/* The parameter, or many, that a path stands for in the book. */
static int run_path(struct call *call, const char *path, bool on_control, bool *found)
{
    const struct address *a = address_find(call->control->book, path);

    *found = a && !(call->resets && a->kind == ADDRESS_NOTES);
    if (a)
        return run_one(call, a, on_control);
    return is_pattern(path) ? run_pattern(call, path, on_control) : LEAT_ERR_NOT_FOUND;
}

/* What an address stands for in the book.  LEAT_ERR_NOT_FOUND when it is not there,
 * LEAT_ERR_STATE when only the control thread may do it. */
static int run_address(struct call *call, bool on_control)
{
    struct control *c = call->control;
    const char *path;
    bool found;

    if (!on_control) /* which is the only thread that changes the book */
        pthread_mutex_lock(&c->book_lock);
    int err = run_path(call, call->address, on_control, &found);
    if (err == LEAT_ERR_NOT_FOUND && !found && (path = path_to_reset(call))) {
        call->resets = true;
        err = run_path(call, path, on_control, &found);
    }
    if (!on_control)
        pthread_mutex_unlock(&c->book_lock);
    return on_control && err == LEAT_ERR_NOT_FOUND && !found ? refuse_unknown(call)
                                                             : err;
}

static bool is_admitted(struct call *call)
{
    struct control *c = call->control;

    pthread_mutex_lock(&c->lock);
    const bool admitted = admission_has(&c->admission, call->peer);
    pthread_mutex_unlock(&c->lock);
    return admitted;
}

/* Why somebody from elsewhere is not heard, and what to do. */
static int refuse_stranger(struct call *call)
{
    if (!call->control->config.token)
        return call_refuse(call, LEAT_ERR_NO_ACCESS, "You are not known here.",
                           "Only its own machine plays it.");
    if (strcmp(call->address, "/token") == 0)
        return call_refuse(call, LEAT_ERR_NO_ACCESS, "The token was not accepted.",
                           "It is the text that leat serve has been given there, by "
                           "--token, LEAT_TOKEN or leat.conf.");
    return call_refuse(call, LEAT_ERR_NO_ACCESS, "You are not known here.",
                       "Send /token with its text first; leat ctl does with --token.");
}

/* Of who is not on this machine nothing is taken but the token. */
static int admit(struct call *call)
{
    struct control *c = call->control;
    const char *text = "";

    if (strcmp(call->address, "/token") == 0 && c->config.token &&
        osc_args_text(&call->args, &text) > 0 &&
        admission_is_token(c->config.token, text)) {
        pthread_mutex_lock(&c->lock);
        admission_add(&c->admission, call->peer);
        pthread_mutex_unlock(&c->lock);
        return 0;
    }
    return refuse_stranger(call);
}

/* What speaks to the program knows of no frame: it waits for its own.  Edits of the
 * graph are made ahead, so that notes at the same time find them. */
static bool is_early(const struct call *call)
{
    static const char *const waits[] = {"/gui",     "/fn",   "/eval",
                                        "/program", "/undo", "/hush"};
    const struct control *c = call->control;

    if (c->config.direct || call->frame <= leat_engine_frame(c->config.engine))
        return false;
    for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
        if (strncmp(call->address, waits[i], strlen(waits[i])) == 0)
            return true;
    return false;
}

/* Returns false when it must wait for the control thread or, there, for its frame. */
static bool run(struct call *call, bool on_control)
{
    const struct command_word *word = word_of(call->address);
    int err;

    if (!is_admitted(call)) {
        call_finish(call, admit(call));
        return true;
    }
    if (is_early(call))
        return false;
    if (word) {
        if (!word->quick && !on_control)
            return false;
        err = word->run(call);
        if (!on_control && err == LEAT_ERR_STATE && !call->diag.n)
            return false;
    } else {
        err = command_control(call);
        if (err == LEAT_ERR_NOT_FOUND)
            err = command_function(call);
        if (err == LEAT_ERR_NOT_FOUND)
            err = run_address(call, on_control);
        if (!on_control && (err == LEAT_ERR_NOT_FOUND || err == LEAT_ERR_STATE))
            return false;
    }
    call_finish(call, err);
    return true;
}

/* The address that a message has after aliases, writable; NULL when memory is out. */
static char *resolve(struct control *c, struct arena *arena,
                     const struct osc_message *m)
{
    char to[OSC_PATTERN_MAX + 1];

    if ((!c->config.aliases && !c->config.alias_file) ||
        alias_resolve(c->config.alias_file, c->config.aliases, m->address, to) <= 0)
        return arena_text(arena, m->address, m->address_size);
    return arena_text(arena, to, strlen(to));
}

bool dispatch_message(struct control *c, const struct osc_peer *peer,
                      const struct osc_message *m, int64_t frame, bool on_control)
{
    struct call *call = on_control ? c->slow : c->quick;
    struct arena arena;
    bool done = true;

    arena_init(&arena, CALL_BYTES);
    char *address = resolve(c, &arena, m);
    if (address) {
        memset(call, 0, offsetof(struct call, answer));
        leat_diag_clear(&call->diag);
        call->control = c;
        call->peer = peer;
        call->arena = &arena;
        call->frame = frame;
        call->scale = (struct value_scale){leat_engine_rate(c->config.engine),
                                           atomic_load(&c->bpm)};
        call_begin(call, m, address);
        done = run(call, on_control);
    } else {
        control_count(c, &c->stats.bad);
    }
    arena_finish(&arena);
    return done;
}
