/* SPDX-License-Identifier: MIT */
/* screen: the pictures of a program that plays, in a window. */
#include "cli/screen.h"

#include "cli/report.h"

void screen_init(struct screen *screen, const struct options *options,
                 struct watch *watch)
{
    *screen = (struct screen){.options = options, .watch = watch};
}

static void on_closed(void *user)
{
    struct screen *screen = user;

    watch_interrupt(screen->watch);
}

static void on_failed(void *user, const char *message)
{
    const struct screen *screen = user;

    report_line(screen->options, "%s: pictures are drawn but not shown", message);
}

static void begin(struct screen *screen)
{
    const struct window_config config = {.title = screen->options->argument,
                                         .closed = on_closed,
                                         .failed = on_failed,
                                         .user = screen};

    if (screen->options->headless)
        return;
    if (!window_has_screen())
        report_line(screen->options, "no display: pictures are drawn but not shown; "
                                     "-o film.y4m writes them");
    else
        (void)window_open(&config, &screen->window); /* it says why not */
}

void screen_show(struct screen *screen, const struct leat_frame *picture)
{
    if (!screen->begun)
        begin(screen);
    screen->begun = true;
    if (screen->window)
        window_show(screen->window, picture);
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
