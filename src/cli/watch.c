/* SPDX-License-Identifier: MIT */
/* watch: progress and Ctrl-C, by a thread beside the run. */
#include "cli/watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/stopwatch.h"

enum {
    WAIT_MS = 100,     /* between looks */
    WAIT_FIRST_MS = 1, /* until the first sound has come */
    LINE_MS = 2000,    /* between plain lines */
    JSON_MS = 500,
};

/* The signals that end a run; a hang-up only where nohup has not said otherwise. */
static void signals_of(sigset_t *set)
{
    struct sigaction hangup;

    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaddset(set, SIGHUP);
    sigaddset(set, SIGUSR1); /* sent by watch_stop() */
}

/* What there is to tell at one moment. */
struct moment {
    double at_s, length_s; /* length 0: unknown */
    double speed, peak, first_ms;
};

static bool look(struct watch *watch, struct moment *moment)
{
    int64_t first = 0;
    const struct measure measure = target_measure(watch->target, &first);
    const int64_t now = stopwatch_now_nsec();
    double rate_hz;

    *moment = (struct moment){.peak = (double)measure.peak};
    pthread_mutex_lock(&watch->lock);
    if (!watch->engine) {
        pthread_mutex_unlock(&watch->lock);
        return false;
    }
    rate_hz = leat_engine_rate(watch->engine);
    moment->at_s = (double)leat_engine_frame(watch->engine) / rate_hz;
    const int64_t length = leat_engine_length(watch->engine);
    moment->length_s = length > 0 ? (double)length / rate_hz : 0;
    if (!watch->first_sound_nsec && (first || moment->at_s > 0))
        watch->first_sound_nsec = (first ? first : now) - watch->start_nsec;
    moment->first_ms = (double)watch->first_sound_nsec / 1e6;
    pthread_mutex_unlock(&watch->lock);
    moment->speed = moment->at_s / ((double)(now - watch->start_nsec) / 1e9);
    return moment->at_s > 0;
}

static void tell_json(const struct moment *m)
{
    struct json json;

    json_to_file(&json, stderr);
    json_object(&json);
    json_key(&json, "seconds");
    json_number(&json, m->at_s);
    json_key(&json, "percent");
    if (m->length_s > 0)
        json_number(&json, 100 * m->at_s / m->length_s);
    else
        json_null(&json);
    json_key(&json, "speed");
    json_number(&json, m->speed);
    json_key(&json, "peak");
    json_number(&json, m->peak);
    json_key(&json, "first_sound_ms");
    json_number(&json, m->first_ms);
    json_end(&json);
    json_finish(&json, NULL);
}

static void tell_text(struct watch *watch, const struct moment *m)
{
    char at[32], length[32], peak[32], text[160];
    size_t used = 0;

    if (m->length_s > 0)
        used = str_format(text, sizeof(text), "%3.0f %%  %s of %s",
                          100 * m->at_s / m->length_s, quantity_clock(m->at_s, at),
                          quantity_clock(m->length_s, length));
    else
        used = str_format(text, sizeof(text), "%s", quantity_clock(m->at_s, at));
    used += str_format(text + used, sizeof(text) - used, "  %.1f x", m->speed);
    if (m->peak > 0)
        used += str_format(text + used, sizeof(text) - used, "  peak %s",
                           measure_dbfs(m->peak, peak));
    if (m->first_ms > 0)
        str_format(text + used, sizeof(text) - used, "  first sound after %.0f ms",
                   m->first_ms);
    if (watch->on_terminal)
        fprintf(stderr, "\r%s\033[K", text);
    else
        fprintf(stderr, "%s\n", text);
    fflush(stderr);
    watch->line_open = watch->on_terminal;
}

static void tell(struct watch *watch)
{
    const int64_t now = stopwatch_now_nsec();
    const bool json = watch->options->progress == PROGRESS_JSON;
    const int pause_ms = json ? JSON_MS : watch->on_terminal ? WAIT_MS : LINE_MS;
    struct moment moment;

    if (!look(watch, &moment) || watch->options->progress == PROGRESS_NONE ||
        now - watch->told_nsec < (int64_t)pause_ms * 1000000)
        return;
    watch->told_nsec = now;
    if (json)
        tell_json(&moment);
    else
        tell_text(watch, &moment);
}

static void close_line(struct watch *watch)
{
    if (watch->line_open)
        fputs("\r\033[K", stderr);
    watch->line_open = false;
}

/* Before there is anything to end properly, the first one ends the command too. */
static void interrupt(struct watch *watch)
{
    bool again;

    close_line(watch);
    pthread_mutex_lock(&watch->lock);
    again = watch->interrupted || !watch->begun;
    watch->interrupted = true;
    if (!again && watch->engine)
        leat_engine_cancel(watch->engine);
    pthread_mutex_unlock(&watch->lock);
    if (again)
        _exit(EXIT_INTERRUPTED);
    fputs("leat: stopping; once more stops at once\n", stderr);
}

static void *run(void *user)
{
    struct watch *watch = user;
    sigset_t signals;
    bool quit = false;

    signals_of(&signals);
    while (!quit) {
        const int wait_ms = watch->first_sound_nsec ? WAIT_MS : WAIT_FIRST_MS;
        const struct timespec pause = {.tv_nsec = wait_ms * 1000000L};
        const int number = sigtimedwait(&signals, NULL, &pause);
        if (number == SIGINT || number == SIGTERM || number == SIGHUP)
            interrupt(watch);
        else
            tell(watch);
        pthread_mutex_lock(&watch->lock);
        quit = watch->quit;
        pthread_mutex_unlock(&watch->lock);
    }
    close_line(watch);
    return NULL;
}

int watch_start(struct watch *watch, const struct options *options,
                struct target *target, int64_t start_nsec)
{
    sigset_t signals;

    *watch = (struct watch){.options = options,
                            .target = target,
                            .start_nsec = start_nsec,
                            .told_nsec = start_nsec,
                            .on_terminal = isatty(STDERR_FILENO)};
    pthread_mutex_init(&watch->lock, NULL);
    signals_of(&signals);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    return pthread_create(&watch->thread, NULL, run, watch) == 0 ? 0 : -1;
}

void watch_engine(struct watch *watch, struct leat_engine *engine)
{
    pthread_mutex_lock(&watch->lock);
    watch->engine = engine;
    watch->begun = true;
    pthread_mutex_unlock(&watch->lock);
}

void watch_interrupt(struct watch *watch)
{
    pthread_kill(watch->thread, SIGINT);
}

bool watch_stop(struct watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    watch->quit = true;
    pthread_mutex_unlock(&watch->lock);
    pthread_kill(watch->thread, SIGUSR1);
    pthread_join(watch->thread, NULL);
    pthread_mutex_destroy(&watch->lock);
    return watch->interrupted;
}
