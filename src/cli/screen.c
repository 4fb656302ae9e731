/* SPDX-License-Identifier: MIT */
/* screen: the pictures of a program that plays, in a window. */
#include "cli/screen.h"

#include "cli/report.h"
#include "lang/program.h"

void screen_init(struct screen *screen, const struct options *options,
                 struct watch *watch)
{
    *screen = (struct screen){.options = options, .watch = watch};
}

static void on_closed(void *user)
{
    struct screen *screen = user;

    atomic_store(&screen->closed, true);
    if (screen->watch)
        watch_interrupt(screen->watch);
    else
        report_line(screen->options, "the window is closed; all else goes on");
}

static void on_failed(void *user, const char *message)
{
    const struct screen *screen = user;

    report_line(screen->options, "%s: pictures are drawn but not shown", message);
}

static void begin(struct screen *screen)
{
    const char *title = screen->options->argument;
    const struct window_config config = {.title = title ? title : "leat",
                                         .closed = on_closed,
                                         .failed = on_failed,
                                         .user = screen};

    if (screen->options->headless)
        return;
    if (!window_has_screen())
        report_line(screen->options, "no display: pictures are drawn but not shown%s",
                    screen->watch ? "; -o film.y4m writes them" : "");
    else
        (void)window_open(&config, &screen->window); /* it says why not */
}

void screen_show(struct screen *screen, const struct leat_frame *picture)
{
    if (!screen->begun)
        begin(screen);
    screen->begun = true;
    if (!screen->watch && atomic_load(&screen->closed))
        window_close(&screen->window);
    if (screen->window)
        window_show(screen->window, picture);
}

static void on_picture(void *user, const struct leat_frame *picture, int64_t k)
{
    (void)k;
    screen_show(user, picture);
}

static void on_mouse(void *user, double at[2])
{
    screen_mouse(user, at);
}

void screen_look(void *screen, struct leat_program *program)
{
    program->show = on_picture;
    program->mouse = on_mouse;
    program->show_user = screen;
}

void screen_mouse(struct screen *screen, double at[2])
{
    if (screen->window)
        window_mouse(screen->window, at);
}

void screen_close(struct screen *screen)
{
    window_close(&screen->window);
}
