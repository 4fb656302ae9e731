/* SPDX-License-Identifier: MIT */
/* Windows: where a picture lies in one, and, without a screen, what one hears. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "io/window.h"
#ifdef LEAT_HAS_SDL
#include "io/sdl_library.h"

/* SDL 2.26 keeps what it knows of its threads until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libSDL2";
}
#endif

enum { WIDTH = 64, HEIGHT = 36, POOL = 8, PATIENCE = 5000 };

static void fits(int width, int height, int in_width, int in_height, int x, int y,
                 int w, int h)
{
    const struct window_place p = window_fit(width, height, in_width, in_height);

    assert_int_equal(p.x, x);
    assert_int_equal(p.y, y);
    assert_int_equal(p.width, w);
    assert_int_equal(p.height, h);
}

static void a_picture_keeps_its_proportions(void **state)
{
    (void)state;
    fits(1280, 720, 1280, 720, 0, 0, 1280, 720);
    fits(1280, 720, 640, 360, 0, 0, 640, 360);
    fits(1280, 720, 800, 800, 0, 175, 800, 450);
    fits(1280, 720, 2560, 720, 640, 0, 1280, 720);
    fits(16384, 1, 100, 100, 0, 49, 100, 1);
    fits(1, 16384, 100, 100, 49, 0, 1, 100);
}

/* However large: none is longer than the window, and one side fills it. */
static void a_picture_fills_one_side_and_never_leaves(void **state)
{
    static const int sides[] = {1, 2, 3, 7, 99, 640, 1081, 16384};
    const int n = sizeof(sides) / sizeof(sides[0]);

    (void)state;
    for (int i = 0; i < n * n * n * n; i++) {
        const int w = sides[i % n], h = sides[i / n % n];
        const int ww = sides[i / n / n % n], wh = sides[i / n / n / n];
        const struct window_place p = window_fit(w, h, ww, wh);
        assert_in_range(p.x, 0, ww - p.width);
        assert_in_range(p.y, 0, wh - p.height);
        assert_true(p.width >= 1 && p.height >= 1);
        assert_true(p.width == ww || p.height == wh);
    }
}

static void the_corners_of_a_picture_are_0_and_1(void **state)
{
    const struct window_place place = {10, 20, 101, 51};
    double at[2];

    (void)state;
    window_point(&place, 10, 20, at);
    assert_true(at[0] == 0.0 && at[1] == 0.0);
    window_point(&place, 110, 70, at);
    assert_true(at[0] == 1.0 && at[1] == 1.0);
    window_point(&place, 60, 45, at);
    assert_true(at[0] == 0.5 && at[1] == 0.5);
    window_point(&place, -5000, 5000, at); /* beside it */
    assert_true(at[0] == 0.0 && at[1] == 1.0);
}

static void a_screen_is_what_the_environment_names(void **state)
{
    (void)state;
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("SDL_VIDEODRIVER");
    assert_false(window_has_screen());
    setenv("DISPLAY", "", 1); /* as good as none */
    assert_false(window_has_screen());
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    assert_true(window_has_screen());
}

#ifdef LEAT_HAS_SDL
struct heard {
    pthread_mutex_t lock;
    int n_closed, n_failed;
};

static void on_closed(void *user)
{
    struct heard *heard = user;

    pthread_mutex_lock(&heard->lock);
    heard->n_closed++;
    pthread_mutex_unlock(&heard->lock);
}

static void on_failed(void *user, const char *message)
{
    struct heard *heard = user;

    pthread_mutex_lock(&heard->lock);
    heard->n_failed += *message != '\0';
    pthread_mutex_unlock(&heard->lock);
}

static int count(struct heard *heard, const int *what)
{
    int n;

    pthread_mutex_lock(&heard->lock);
    n = *what;
    pthread_mutex_unlock(&heard->lock);
    return n;
}

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static struct window *open_window(struct heard *heard)
{
    const struct window_config config = {"test", on_closed, on_failed, heard};
    struct window *window;
    int err;

    setenv("SDL_VIDEODRIVER", "dummy", 1);
    *heard = (struct heard){.lock = PTHREAD_MUTEX_INITIALIZER};
    err = window_open(&config, &window);
    if (err == LEAT_ERR_UNSUPPORTED)
        skip(); /* SDL is not installed */
    assert_int_equal(err, 0);
    return window;
}

static struct leat_frame_pool *make_pool(void)
{
    const struct leat_video_format format = {LEAT_PIXEL_RGBA8, WIDTH, HEIGHT, {60, 1}};
    struct leat_frame_pool *pool;

    assert_int_equal(leat_frame_pool_create(&format, POOL, &pool), 0);
    return pool;
}

static void show(struct window *window, struct leat_frame_pool *pool)
{
    struct leat_frame *frame = leat_frame_take(pool);

    assert_non_null(frame); /* the window never holds more than three */
    memset(frame->plane[0], 90, (size_t)frame->stride[0] * HEIGHT);
    window_show(window, frame);
    leat_frame_unref(&frame);
}

/* The thread's events begin some time after the first picture. */
static void push_until(struct window *window, struct leat_frame_pool *pool,
                       const SDL_Event *event, struct heard *heard, const int *what)
{
    struct sdl_library sdl;
    int n = 0;

    assert_true(sdl_library_load(&sdl));
    while (!count(heard, what) && n++ < PATIENCE) {
        SDL_Event copy = *event;
        show(window, pool);
        sdl.SDL_PushEvent(&copy);
        nap();
    }
    assert_true(count(heard, what) > 0);
}

static void every_picture_comes_back(void **state)
{
    struct leat_frame_pool *pool = make_pool();
    struct leat_frame *held[POOL];
    struct heard heard;
    struct window *window = open_window(&heard);

    (void)state;
    for (int k = 0; k < 300; k++)
        show(window, pool);
    window_close(&window);
    assert_null(window);
    for (int i = 0; i < POOL; i++)
        assert_non_null(held[i] = leat_frame_take(pool));
    for (int i = 0; i < POOL; i++)
        leat_frame_unref(&held[i]);
    leat_frame_pool_destroy(&pool);
    assert_int_equal(heard.n_failed, 0);
    assert_int_equal(heard.n_closed, 0);
}

static void one_without_a_picture_closes(void **state)
{
    struct heard heard;
    struct window *window = open_window(&heard);
    double at[2];

    (void)state;
    window_mouse(window, at);
    assert_true(at[0] == 0.5 && at[1] == 0.5);
    window_close(&window);
    window_close(&window); /* nothing is left of it */
    assert_int_equal(heard.n_failed, 0);
}

static void escape_closes_and_so_does_its_button(void **state)
{
    static const SDL_Event events[] = {
        {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_ESCAPE}}},
        {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_q}}},
        {.type = SDL_QUIT},
    };

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct leat_frame_pool *pool = make_pool();
        struct heard heard;
        struct window *window = open_window(&heard);
        push_until(window, pool, &events[i], &heard, &heard.n_closed);
        window_close(&window);
        leat_frame_pool_destroy(&pool);
    }
}

static void the_mouse_is_where_it_was_moved(void **state)
{
    static const SDL_Event right = {
        .motion = {.type = SDL_MOUSEMOTION, .x = WIDTH - 1, .y = 0}};
    struct leat_frame_pool *pool = make_pool();
    struct sdl_library sdl;
    struct heard heard;
    struct window *window = open_window(&heard);
    double at[2] = {0.5, 0.5};

    (void)state;
    assert_true(sdl_library_load(&sdl));
    for (int n = 0; n < PATIENCE && at[0] == 0.5; n++) {
        SDL_Event copy = right;
        show(window, pool);
        sdl.SDL_PushEvent(&copy);
        nap();
        window_mouse(window, at);
    }
    assert_true(at[0] == 1.0 && at[1] == 0.0);
    window_close(&window);
    leat_frame_pool_destroy(&pool);
}

static void one_that_cannot_be_says_why(void **state)
{
    struct leat_frame_pool *pool = make_pool();
    struct heard heard;
    struct window *window = open_window(&heard);

    (void)state;
    setenv("SDL_VIDEODRIVER", "no-such-driver", 1);
    show(window, pool);
    for (int n = 0; n < PATIENCE && !count(&heard, &heard.n_failed); n++)
        nap();
    assert_int_equal(count(&heard, &heard.n_failed), 1);
    show(window, pool); /* nobody minds */
    window_close(&window);
    leat_frame_pool_destroy(&pool);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_keeps_its_proportions),
        cmocka_unit_test(a_picture_fills_one_side_and_never_leaves),
        cmocka_unit_test(the_corners_of_a_picture_are_0_and_1),
        cmocka_unit_test(a_screen_is_what_the_environment_names),
#ifdef LEAT_HAS_SDL
        cmocka_unit_test(every_picture_comes_back),
        cmocka_unit_test(one_without_a_picture_closes),
        cmocka_unit_test(escape_closes_and_so_does_its_button),
        cmocka_unit_test(the_mouse_is_where_it_was_moved),
        cmocka_unit_test(one_that_cannot_be_says_why),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
