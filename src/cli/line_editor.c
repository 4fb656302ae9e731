/* SPDX-License-Identifier: MIT */
/* line_editor: lines that people type at a prompt.
 * Source: editline(3) of libedit, whose interface is that of its version 2. */
#include "cli/line_editor.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <leat/err.h>

#include "io/shared_library.h"

/* Of histedit.h. */
enum {
    EL_PROMPT = 0,
    EL_EDITOR = 2,
    EL_SIGNAL = 3,
    EL_HIST = 10,
    EL_GETCFN = 13,
    EL_CLIENTDATA = 14,
    EL_REFRESH = 20,
    H_SETSIZE = 1,
    H_ENTER = 10,
    H_SETUNIQUE = 20,
    REMEMBERED = 1000,
};

struct history_event {
    int number;
    const char *text;
};

typedef struct editline *editline_init(const char *, FILE *, FILE *, FILE *);
typedef void editline_end(struct editline *);
typedef const char *editline_gets(struct editline *, int *);
typedef int editline_set(struct editline *, int, ...);
typedef int editline_get(struct editline *, int, ...);
typedef struct history *history_start(void);
typedef void history_finish(struct history *);
typedef int history_do(struct history *, struct history_event *, int, ...);

static struct {
    editline_init *el_init;
    editline_end *el_end;
    editline_gets *el_gets;
    editline_set *el_set;
    editline_get *el_get;
    history_start *history_init;
    history_finish *history_end;
    history_do *history;
} lib;

static bool load(void)
{
    static const char *const names[] = {"el_init",     "el_end", "el_gets",
                                        "el_set",      "el_get", "history_init",
                                        "history_end", "history"};

    _Static_assert(sizeof(lib) == sizeof(names), "a pointer for each");
    return shared_library_load("libedit.so.2", names, sizeof(names) / sizeof(names[0]),
                               &lib);
}

static struct line_editor *editor_of(struct editline *edit)
{
    void *data = NULL;

    (void)lib.el_get(edit, EL_CLIENTDATA, &data);
    return data;
}

static char *prompt_of(struct editline *edit)
{
    return (char *)(uintptr_t)editor_of(edit)->prompt;
}

void line_editor_wake(struct line_editor *e)
{
    (void)!write(e->wake[1], "", 1);
}

static void drain(struct line_editor *e)
{
    char bytes[64];

    while (read(e->wake[0], bytes, sizeof(bytes)) > 0) {
    }
}

/* Wait for a key; what others say meanwhile has moved the line that is typed.  Returns
 * false after a signal. */
static bool wait_for_key(struct line_editor *e)
{
    struct pollfd p[2] = {{STDIN_FILENO, POLLIN, 0}, {e->wake[0], POLLIN, 0}};

    while (!*e->interrupted) {
        if (poll(p, 2, -1) < 0 && errno != EINTR)
            return true;
        if (*e->interrupted)
            return false;
        if (p[1].revents & POLLIN) {
            drain(e);
            (void)lib.el_set(e->edit, EL_REFRESH);
        }
        if (p[0].revents)
            return true;
    }
    return false;
}

/* One character, of as many bytes as it has. */
static int read_key(struct editline *edit, wchar_t *out)
{
    struct line_editor *e = editor_of(edit);
    mbstate_t state = {0};
    char byte;

    for (;;) {
        if (!wait_for_key(e))
            return -1;
        const ssize_t n = read(STDIN_FILENO, &byte, 1);
        if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
            return n == 0 ? 0 : -1;
        if (n < 0)
            continue;
        switch (mbrtowc(out, &byte, 1, &state)) {
        case (size_t)-2: /* there is more of it */
            continue;
        case (size_t)-1:
            memset(&state, 0, sizeof(state));
            continue;
        default:
            return 1;
        }
    }
}

/* Without libedit lines are read as they are. */
static void open_edit(struct line_editor *e)
{
    struct history_event event;

    if (!e->on_terminal || !load())
        return;
    (void)setlocale(LC_CTYPE, ""); /* of keys alone: numbers stay as they are */
    e->edit = lib.el_init("leat", stdin, stdout, stderr);
    e->history = e->edit ? lib.history_init() : NULL;
    if (!e->edit)
        return;
    (void)lib.el_set(e->edit, EL_CLIENTDATA, (void *)e);
    (void)lib.el_set(e->edit, EL_PROMPT, prompt_of);
    (void)lib.el_set(e->edit, EL_EDITOR, "emacs");
    (void)lib.el_set(e->edit, EL_SIGNAL, 0);
    (void)lib.el_set(e->edit, EL_GETCFN, read_key);
    if (!e->history)
        return;
    (void)lib.history(e->history, &event, H_SETSIZE, REMEMBERED);
    (void)lib.history(e->history, &event, H_SETUNIQUE, 1);
    (void)lib.el_set(e->edit, EL_HIST, lib.history, e->history);
}

int line_editor_open(struct line_editor *e, volatile sig_atomic_t *interrupted)
{
    *e = (struct line_editor){.interrupted = interrupted,
                              .on_terminal =
                                  isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
    if (pipe2(e->wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return LEAT_ERR_LIMIT;
    pthread_mutex_init(&e->lock, NULL);
    open_edit(e);
    return 0;
}

void line_editor_close(struct line_editor *e)
{
    if (!e->interrupted)
        return;
    if (e->edit)
        lib.el_end(e->edit);
    if (e->history)
        lib.history_end(e->history);
    free(e->line);
    close(e->wake[0]);
    close(e->wake[1]);
    pthread_mutex_destroy(&e->lock);
    *e = (struct line_editor){0};
}

static void set_typing(struct line_editor *e, bool typing)
{
    pthread_mutex_lock(&e->lock);
    e->typing = typing && e->on_terminal;
    pthread_mutex_unlock(&e->lock);
}

static enum line_editor_answer read_plain(struct line_editor *e, const char **line)
{
    if (e->on_terminal) {
        fputs(e->prompt, stdout);
        fflush(stdout);
    }
    const ssize_t n = getline(&e->line, &e->room, stdin);
    if (*e->interrupted) {
        clearerr(stdin);
        return LINE_INTERRUPTED;
    }
    *line = e->line;
    return n < 0 ? LINE_END : LINE_READ;
}

static enum line_editor_answer read_edited(struct line_editor *e, const char **line)
{
    int n = 0;

    drain(e);
    *line = lib.el_gets(e->edit, &n);
    if (*e->interrupted)
        return LINE_INTERRUPTED;
    return *line && n > 0 ? LINE_READ : LINE_END;
}

enum line_editor_answer line_editor_read(struct line_editor *e, const char *prompt,
                                         const char **line)
{
    e->prompt = prompt;
    set_typing(e, true);
    const enum line_editor_answer a =
        e->edit ? read_edited(e, line) : read_plain(e, line);
    set_typing(e, false);
    if (e->on_terminal && a != LINE_READ)
        fputc('\n', stdout);
    return a;
}

void line_editor_remember(struct line_editor *e, const char *input)
{
    struct history_event event;

    if (e->history)
        (void)lib.history(e->history, &event, H_ENTER, input);
}

void line_editor_say(struct line_editor *e, FILE *file,
                     void (*write)(void *user, FILE *file), void *user)
{
    pthread_mutex_lock(&e->lock);
    if (e->typing)
        fputs("\r\033[K", stdout);
    fflush(stdout);
    write(user, file);
    fflush(file);
    if (e->typing)
        line_editor_wake(e);
    pthread_mutex_unlock(&e->lock);
}
