/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_IO_JACK_SERVER_H
#define LEAT_TESTS_IO_JACK_SERVER_H

/**
 * A server of JACK of a test's own, without a sound card, started and ended here. Where
 * there is no jackd, or it does not start, the test is skipped.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "io/device_backend.h"

enum { JACK_SERVER_SKIPPED = 77, JACK_SERVER_BLOCK = 64 };

static pid_t jack_server;

static inline void jack_server_pause_ms(long ms)
{
    const struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&pause, NULL);
}

/* JACK keeps a place for each name of a server, also of a killed one, and has few: so
 * all test runs on a machine share a name, and take turns. */
static inline void jack_server_take_turns(void)
{
    static const char path[] = "/tmp/leat-test-jack.lock";
    const int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    if (lock >= 0)
        flock(lock, LOCK_EX); /* until this program ends */
}

static inline void jack_server_start(void)
{
    setenv("JACK_DEFAULT_SERVER", "leat-test", 1);
    setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
    jack_server = fork();
    if (jack_server == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(1);
        execlp("jackd", "jackd", "-R", "-d", "dummy", "-r", "48000", "-p", "64",
               (char *)NULL);
        _exit(127);
    }
}

/* Whether the server answers; false when it has ended. */
static inline bool jack_server_answers(void)
{
    char why[100];

    for (int i = 0; i < 100; i++) {
        if (waitpid(jack_server, NULL, WNOHANG) == jack_server) {
            jack_server = 0;
            return false;
        }
        if (device_jack.available(why, sizeof(why)))
            return true;
        jack_server_pause_ms(100);
    }
    return false;
}

static inline void jack_server_end(int sig)
{
    if (jack_server > 0) {
        kill(jack_server, sig);
        waitpid(jack_server, NULL, 0);
    }
    jack_server = 0;
}

/** Begin; false when the test is to be skipped. */
static inline bool jack_server_begin(void)
{
    jack_server_take_turns();
    jack_server_start();
    if (jack_server_answers())
        return true;
    jack_server_end(SIGTERM);
    return false;
}

#endif
