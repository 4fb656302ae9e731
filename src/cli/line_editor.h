/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_LINE_EDITOR_H
#define LEAT_CLI_LINE_EDITOR_H

/**
 * line_editor: lines that people type at a prompt, with arrow keys and those of before
 * where libedit is found at run time and both ends are a terminal; else lines as they
 * come in.  What is said meanwhile stands above the line that is typed.
 *
 * Thread:  control; line_editor_say() any.
 */

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

struct editline; /* libedit's */
struct history;

enum line_editor_answer { LINE_READ, LINE_INTERRUPTED, LINE_END };

struct line_editor {
    struct editline *edit; /* NULL: plain lines */
    struct history *history;
    const char *prompt;
    bool on_terminal;
    int wake[2];          /* somebody has spoken, or there was a signal */
    pthread_mutex_t lock; /* of what is said */
    bool typing;          /* of the lock: a line is being typed */
    volatile sig_atomic_t *interrupted;
    char *line; /* plain: of getline() */
    size_t room;
};

/** Begin; `interrupted` is set by a signal's handler, which calls line_editor_wake().
 * Errors: LEAT_ERR_LIMIT. */
int line_editor_open(struct line_editor *editor, volatile sig_atomic_t *interrupted);
void line_editor_close(struct line_editor *editor);

/** The next line with its end, which lasts until the next call. */
enum line_editor_answer line_editor_read(struct line_editor *editor, const char *prompt,
                                         const char **line);

/** Keep an input among those that the arrow keys bring back. */
void line_editor_remember(struct line_editor *editor, const char *input);

/** Write to standard output or error what `write` writes; above the line that is typed.
 * Thread: any. */
void line_editor_say(struct line_editor *editor, FILE *file,
                     void (*write)(void *user, FILE *file), void *user);

/** End a wait for keys.  Thread: any, also a signal's handler. */
void line_editor_wake(struct line_editor *editor);

#endif
