/* SPDX-License-Identifier: MIT */
/* device: which back end is chosen and what is said, with a table of false ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/device_backend.h"
#include "io/device_check.h"
#include "rt/fpu.h"

static struct leat_diag diag;

/* False back ends: good and best open; away is not there; dead is, and does not open;
 * slow has another rate. */

static bool is_there(char *why, size_t size)
{
    (void)why;
    (void)size;
    return true;
}

static bool is_away(char *why, size_t size)
{
    str_format(why, size, "away is away");
    return false;
}

static uint32_t list_two(struct leat_device_info *infos, uint32_t n)
{
    for (uint32_t i = 0; i < 2 && i < n; i++) {
        infos[i] = (struct leat_device_info){.backend = "good", .available = true};
        str_format(infos[i].name, sizeof(infos[i].name), "card %u", i + 1);
    }
    return 2;
}

static uint32_t list_none(struct leat_device_info *infos, uint32_t n)
{
    (void)infos;
    (void)n;
    return 0;
}

static char opened[64];

static int open_good(const char *name, const struct leat_device_wish *wish,
                     const struct leat_device_callbacks *callbacks, void **instance,
                     struct leat_device_format *format, struct leat_diag *why)
{
    (void)wish;
    (void)callbacks;
    (void)why;
    str_format(opened, sizeof(opened), "%s", name ? name : "its best");
    format->rate_hz = 48000.0;
    format->block = 64;
    *instance = opened;
    return 0;
}

static int open_dead(const char *name, const struct leat_device_wish *wish,
                     const struct leat_device_callbacks *callbacks, void **instance,
                     struct leat_device_format *format, struct leat_diag *why)
{
    (void)name;
    (void)wish;
    (void)callbacks;
    (void)format;
    leat_diag_add(why, LEAT_ERROR, 701, "dead does not answer");
    *instance = NULL;
    return LEAT_ERR_NO_DEVICE;
}

static int open_slow(const char *name, const struct leat_device_wish *wish,
                     const struct leat_device_callbacks *callbacks, void **instance,
                     struct leat_device_format *format, struct leat_diag *why)
{
    static const double offers[] = {8000.0, 11025.0, 0.0};

    (void)name;
    (void)callbacks;
    (void)format;
    *instance = NULL;
    return device_refuse_rate("slow", wish->rate_hz, offers, why);
}

static void nothing(void *instance)
{
    (void)instance;
}

static const struct device_backend good = {.name = "good",
                                           .available = is_there,
                                           .list = list_two,
                                           .open = open_good,
                                           .stop = nothing,
                                           .close = nothing},
                                   away = {.name = "away",
                                           .available = is_away,
                                           .list = list_none},
                                   dead = {.name = "dead",
                                           .available = is_there,
                                           .list = list_none,
                                           .open = open_dead},
                                   slow = {.name = "slow",
                                           .available = is_there,
                                           .list = list_none,
                                           .open = open_slow};

/* Open with a table of three, of which good is the last. */
static int open_of(const struct device_backend *first, const char *name, double rate_hz)
{
    const struct device_backend *const backends[] = {first, &away, &good};
    const struct device_table table = {backends, 3};
    const struct leat_device_wish wish = {.name = name, .rate_hz = rate_hz};
    const struct leat_device_callbacks callbacks = {0};
    struct leat_device_format format;
    struct leat_device *device;
    int err;

    leat_diag_clear(&diag);
    opened[0] = '\0';
    err = device_open(&table, &wish, &callbacks, &device, &format, &diag);
    assert_int_equal(!device, err != 0);
    leat_device_close(&device);
    return err;
}

static void assert_says(enum leat_severity severity, int code, const char *message)
{
    assert_int_equal(diag.n, 1);
    assert_int_equal(diag.finding[0].severity, severity);
    assert_int_equal(diag.finding[0].code, code);
    assert_string_equal(diag.finding[0].message, message);
}

static void the_best_that_opens_is_taken_and_named(void **state)
{
    (void)state;
    assert_int_equal(open_of(&good, NULL, 0.0), 0);
    assert_says(LEAT_NOTE, 0, "Sound: good, 48000 Hz, 64 frames a block.");
    assert_int_equal(open_of(&away, NULL, 0.0), 0);
    assert_says(
        LEAT_NOTE, 0,
        "Sound: good, 48000 Hz, 64 frames a block; away is away, away is away.");
    assert_int_equal(open_of(&dead, "", 0.0), 0);
    assert_says(LEAT_NOTE, 0,
                "Sound: good, 48000 Hz, 64 frames a block; dead does not answer, away "
                "is away.");
}

static void a_rate_that_was_asked_for_is_not_given_up(void **state)
{
    (void)state;
    assert_int_equal(open_of(&slow, NULL, 44100.0), LEAT_ERR_UNSUPPORTED);
    assert_says(LEAT_ERROR, 703, "slow does not run at 44100 Hz.");
    assert_string_equal(diag.finding[0].hint,
                        "It offers 8000, 11025; leat converts if you leave it out.");
}

static void a_named_device_is_taken_or_nothing(void **state)
{
    (void)state;
    assert_int_equal(open_of(&dead, "good", 0.0), 0);
    assert_string_equal(opened, "its best");
    assert_int_equal(open_of(&dead, "good:card 2", 0.0), 0);
    assert_string_equal(opened, "card 2");
    assert_int_equal(open_of(&dead, "dead", 0.0), LEAT_ERR_NO_DEVICE);
    assert_says(LEAT_ERROR, 701, "dead does not answer");
    assert_int_equal(open_of(&dead, "away:card", 0.0), LEAT_ERR_NO_DEVICE);
    assert_says(LEAT_ERROR, 701,
                "The sound device `away:card` cannot be used: away is away.");
    assert_int_equal(open_of(&dead, "goodness", 0.0), LEAT_ERR_NO_DEVICE);
    assert_says(LEAT_ERROR, 701,
                "The sound device `goodness` cannot be used: I know no device of that "
                "name.");
    assert_non_null(strstr(diag.finding[0].hint, "Try: good:card 1, good:card 2;"));
}

static void a_list_counts_what_it_has_no_room_for(void **state)
{
    const struct device_backend *const backends[] = {&good, &away, &good};
    const struct device_table table = {backends, 3};
    struct leat_device_info infos[3];

    (void)state;
    assert_int_equal(device_list(&table, NULL, 0), 4);
    assert_int_equal(device_list(&table, infos, 3), 4);
    assert_string_equal(infos[1].name, "card 2");
    assert_string_equal(infos[2].name, "card 1");
}

/* The null device, for real. */

struct listener {
    _Atomic uint32_t calls;
    uint32_t wrong;
};

static void listen(void *user, const float *const *in, float *const *out,
                   uint32_t nframes)
{
    struct listener *l = user;

    l->wrong += nframes != 32;
    for (uint32_t i = 0; i < nframes; i++) {
        l->wrong += in[0][i] != 0.0f || in[1][i] != 0.0f;
        out[0][i] = out[2][i] = 1.0f; /* inputs must not hear this */
    }
    atomic_fetch_add_explicit(&l->calls, 1, memory_order_relaxed);
}

static void wait_for_calls(struct listener *l, uint32_t n)
{
    const struct timespec pause = {0, 1000000};

    while (atomic_load_explicit(&l->calls, memory_order_relaxed) < n)
        nanosleep(&pause, NULL);
}

static void null_calls_until_it_is_stopped_and_again(void **state)
{
    const struct leat_device_wish wish = {
        .name = "null", .rate_hz = 44100.0, .block = 32, .inputs = 2, .outputs = 3};
    struct listener l = {0};
    const struct leat_device_callbacks callbacks = {.process = listen, .user = &l};
    struct leat_device_format format;
    struct leat_device *device;
    uint32_t calls;

    (void)state;
    assert_int_equal(leat_device_open(&wish, &callbacks, &device, &format, NULL), 0);
    assert_string_equal(format.backend, "null");
    assert_true(format.rate_hz == 44100.0 && format.block == 32);
    assert_true(format.inputs == 2 && format.outputs == 3);
    assert_int_equal(l.calls, 0); /* it stands still until started */
    for (int round = 0; round < 3; round++) {
        calls = l.calls;
        assert_int_equal(leat_device_start(device, NULL), 0);
        wait_for_calls(&l, calls + 20);
        leat_device_stop(device);
    }
    calls = l.calls;
    leat_device_close(&device);
    assert_null(device);
    assert_int_equal(l.calls, calls);
    assert_int_equal(l.wrong, 0);
}

/* Who wishes nothing of a device gets 256 frames a block, 64 with real-time priority.
 */
static void null_has_a_block_of_its_own(void **state)
{
    const struct leat_device_wish wish = {.name = "null"};
    const struct leat_device_callbacks callbacks = {0};
    struct leat_device_format format;
    struct leat_device *device;

    (void)state;
    assert_int_equal(leat_device_open(&wish, &callbacks, &device, &format, NULL), 0);
    assert_int_equal(format.block, format.realtime ? 64 : 256);
    assert_true(format.rate_hz == 48000.0);
    leat_device_close(&device);
}

static void null_is_always_listed_last(void **state)
{
    struct leat_device_info infos[64];
    const int n = leat_device_list(infos, 64);

    (void)state;
    assert_in_range(n, 1, 64);
    assert_string_equal(infos[n - 1].backend, "null");
    assert_true(infos[n - 1].available);
}

static void a_check_plays_and_counts(void **state)
{
    const struct leat_device_wish wish = {.name = "null", .inputs = 1, .outputs = 2};
    struct device_check report;

    (void)state;
    assert_int_equal(device_check(&wish, 0.05, &report, NULL), 0);
    assert_true(report.frames >= 2400 && !report.lost && report.xruns == 0);
    assert_int_equal(report.frames, report.blocks * report.format.block);
    assert_true(report.in_peak[0] == 0.0f);
}

static void foreign_rounding_does_not_get_in(void **state)
{
    (void)state;
#ifdef __SSE2__
    _mm_setcsr(0xFFC0); /* toward zero, denormals flushed */
    const struct fpu before = fpu_enter();
    assert_int_equal(_mm_getcsr(), 0x1F80);
    fpu_leave(before);
    assert_int_equal(_mm_getcsr() & 0xFFC0, 0xFFC0);
    _mm_setcsr(0x1F80);
#else
    skip();
#endif
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_that_opens_is_taken_and_named),
        cmocka_unit_test(a_rate_that_was_asked_for_is_not_given_up),
        cmocka_unit_test(a_named_device_is_taken_or_nothing),
        cmocka_unit_test(a_list_counts_what_it_has_no_room_for),
        cmocka_unit_test(null_calls_until_it_is_stopped_and_again),
        cmocka_unit_test(null_has_a_block_of_its_own),
        cmocka_unit_test(null_is_always_listed_last),
        cmocka_unit_test(a_check_plays_and_counts),
        cmocka_unit_test(foreign_rounding_does_not_get_in),
    };
    return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
