/* SPDX-License-Identifier: MIT */
/* jack_library: loading JACK at run time. */
#include "io/jack_library.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "io/shared_library.h"

enum { PATIENCE_MS = 600 };

static void keep_quiet(const char *text)
{
    (void)text;
}

bool jack_library_load(struct jack_library *lib)
{
    static const char *const names[] = {JACK_LIST(SHARED_LIBRARY_NAME)};
    const size_t n = sizeof(names) / sizeof(names[0]);

    _Static_assert(sizeof(*lib) == sizeof(names), "a pointer for each");
    if (!shared_library_load("libjack.so.0", names, n, lib))
        return false;
    lib->jack_set_error_function(keep_quiet);
    lib->jack_set_info_function(keep_quiet);
    return true;
}

jack_client_t *jack_library_connect(const struct jack_library *lib, const char *name)
{
    jack_status_t status;

    return lib->jack_client_open(name, JackNoStartServer, &status);
}

struct question {
    void (*run)(void *user);
    void *user;
    atomic_int done; /* by the first of the two; the second frees */
};

static void *ask(void *user)
{
    struct question *q = user;

    q->run(q->user);
    /* acq_rel: what it did is seen by who waited, and the other way round */
    if (atomic_exchange_explicit(&q->done, 1, memory_order_acq_rel))
        free(q);
    return NULL;
}

bool jack_library_ask(void (*run)(void *user), void *user)
{
    struct question *q = malloc(sizeof(*q));
    pthread_t thread;

    if (q)
        *q = (struct question){.run = run, .user = user};
    if (!q || pthread_create(&thread, NULL, ask, q) != 0) {
        free(q);
        run(user);
        return true;
    }
    pthread_detach(thread);
    for (int ms = 0; ms < PATIENCE_MS; ms++) {
        if (atomic_load_explicit(&q->done, memory_order_relaxed))
            break;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    if (!atomic_exchange_explicit(&q->done, 1, memory_order_acq_rel))
        return false;
    free(q);
    return true;
}
