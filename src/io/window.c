/* SPDX-License-Identifier: MIT */
/* window: a thread that shows the newest picture by SDL 2. */
#include "io/window.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "io/sdl_library.h"

struct window {
    struct window_config config;
    struct sdl_library sdl;
    pthread_t thread;

    pthread_mutex_t lock; /* of all up to the empty line */
    pthread_cond_t given; /* a first picture, or the end */
    struct leat_frame *newest;
    double mouse[2];
    bool runs; /* it takes events */
    bool quit;

    /* The thread's own. */
    SDL_Window *screen;
    SDL_Renderer *renderer;
    SDL_Texture *texture;
    struct leat_frame *shown;
    int width, height; /* of the texture */
};

static void fail(struct window *w, const char *what)
{
    char message[WINDOW_MESSAGE];

    snprintf(message, sizeof(message), "%s: %s", what, w->sdl.SDL_GetError());
    w->config.failed(w->config.user, message);
}

/* The newest picture, once. */
static struct leat_frame *take(struct window *w)
{
    struct leat_frame *picture;

    pthread_mutex_lock(&w->lock);
    picture = w->newest;
    w->newest = NULL;
    pthread_mutex_unlock(&w->lock);
    return picture;
}

/* Nothing appears before there is a picture.  False: there will be none. */
static bool wait_for_picture(struct window *w)
{
    bool quit;

    pthread_mutex_lock(&w->lock);
    while (!w->newest && !w->quit)
        pthread_cond_wait(&w->given, &w->lock);
    w->shown = w->newest;
    w->newest = NULL;
    quit = w->quit;
    pthread_mutex_unlock(&w->lock);
    return !quit;
}

/* As large as its picture, or nine tenths of the screen. */
static bool create(struct window *w)
{
    const struct sdl_library *sdl = &w->sdl;
    const struct leat_video_format *format = &w->shown->format;
    struct window_place at = {0, 0, (int)format->width, (int)format->height};
    SDL_Rect room;

    if (sdl->SDL_GetDisplayUsableBounds(0, &room) == 0 && room.w > 0 && room.h > 0 &&
        (at.width > room.w * 9 / 10 || at.height > room.h * 9 / 10))
        at = window_fit(at.width, at.height, room.w * 9 / 10, room.h * 9 / 10);
    w->screen = sdl->SDL_CreateWindow(w->config.title, (int)SDL_WINDOWPOS_CENTERED,
                                      (int)SDL_WINDOWPOS_CENTERED, at.width, at.height,
                                      SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (w->screen)
        w->renderer = sdl->SDL_CreateRenderer(w->screen, -1, SDL_RENDERER_PRESENTVSYNC);
    if (w->screen && !w->renderer) /* one that cannot wait for the screen */
        w->renderer = sdl->SDL_CreateRenderer(w->screen, -1, 0);
    return w->renderer != NULL;
}

/* Bring a picture to the renderer. */
static bool load(struct window *w)
{
    const struct sdl_library *sdl = &w->sdl;
    const struct leat_frame *picture = w->shown;
    const int width = (int)picture->format.width, height = (int)picture->format.height;

    if (!w->texture || width != w->width || height != w->height) {
        if (w->texture)
            sdl->SDL_DestroyTexture(w->texture);
        w->texture = sdl->SDL_CreateTexture(w->renderer, SDL_PIXELFORMAT_RGBA32,
                                            SDL_TEXTUREACCESS_STREAMING, width, height);
        if (!w->texture)
            return false;
        sdl->SDL_SetTextureBlendMode(w->texture, SDL_BLENDMODE_NONE);
        w->width = width;
        w->height = height;
    }
    return sdl->SDL_UpdateTexture(w->texture, NULL, picture->plane[0],
                                  (int)picture->stride[0]) == 0;
}

static void draw(struct window *w)
{
    const struct sdl_library *sdl = &w->sdl;
    int width = 0, height = 0;

    sdl->SDL_GetRendererOutputSize(w->renderer, &width, &height);
    const struct window_place at = window_fit(w->width, w->height, width, height);
    const SDL_Rect to = {at.x, at.y, at.width, at.height};
    sdl->SDL_SetRenderDrawColor(w->renderer, 0, 0, 0, 255);
    sdl->SDL_RenderClear(w->renderer);
    sdl->SDL_RenderCopy(w->renderer, w->texture, NULL, &to);
    sdl->SDL_RenderPresent(w->renderer);
}

/* The mouse comes in units of the window, which may be more than one pixel. */
static void move(struct window *w, int x, int y)
{
    int width = 0, height = 0;
    double at[2];

    w->sdl.SDL_GetWindowSize(w->screen, &width, &height);
    const struct window_place place = window_fit(w->width, w->height, width, height);
    window_point(&place, x, y, at);
    pthread_mutex_lock(&w->lock);
    w->mouse[0] = at[0];
    w->mouse[1] = at[1];
    pthread_mutex_unlock(&w->lock);
}

static void press(struct window *w, SDL_Keycode key)
{
    const Uint32 full = SDL_WINDOW_FULLSCREEN_DESKTOP;

    if (key == SDLK_ESCAPE || key == SDLK_q)
        w->config.closed(w->config.user);
    else if (key == SDLK_F11 || key == SDLK_f)
        w->sdl.SDL_SetWindowFullscreen(
            w->screen, w->sdl.SDL_GetWindowFlags(w->screen) & full ? 0 : full);
}

/* False at the end. */
static bool hear(struct window *w, const SDL_Event *event)
{
    struct leat_frame *picture;
    bool quit;

    switch (event->type) {
    case SDL_QUIT:
        w->config.closed(w->config.user);
        break;
    case SDL_KEYDOWN:
        if (!event->key.repeat)
            press(w, event->key.keysym.sym);
        break;
    case SDL_MOUSEMOTION:
        move(w, event->motion.x, event->motion.y);
        break;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_EXPOSED ||
            event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
            draw(w);
        break;
    case SDL_USEREVENT:
        if ((picture = take(w))) {
            leat_frame_unref(&w->shown);
            w->shown = picture;
            if (!load(w)) {
                fail(w, "a picture cannot be shown");
                return false;
            }
            draw(w);
        }
        break;
    default:
        break;
    }
    pthread_mutex_lock(&w->lock);
    quit = w->quit;
    pthread_mutex_unlock(&w->lock);
    return !quit;
}

/* With the lock: let the thread look. */
static void wake(struct window *w)
{
    SDL_Event event = {.type = SDL_USEREVENT};

    pthread_cond_signal(&w->given);
    if (w->runs)
        w->sdl.SDL_PushEvent(&event);
}

/* What came before the events did is looked at first. */
static void set_runs(struct window *w, bool runs)
{
    pthread_mutex_lock(&w->lock);
    w->runs = runs;
    wake(w);
    pthread_mutex_unlock(&w->lock);
}

/* Where no server answers SDL goes on without a screen, which nobody may want. */
static bool is_seen(const struct window *w)
{
    const char *driver = w->sdl.SDL_GetCurrentVideoDriver();

    return getenv("SDL_VIDEODRIVER") ||
           (driver && strcmp(driver, "offscreen") != 0 && strcmp(driver, "dummy") != 0);
}

static void *run(void *user)
{
    struct window *w = user;
    const struct sdl_library *sdl = &w->sdl;
    SDL_Event event;

    if (!wait_for_picture(w))
        return NULL;
    sdl->SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    sdl->SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
    if (sdl->SDL_InitSubSystem(SDL_INIT_VIDEO) < 0) {
        fail(w, "no display");
        return NULL;
    }
    if (!is_seen(w)) {
        w->config.failed(w->config.user, "the display does not answer");
    } else if (create(w) && load(w)) {
        draw(w);
        set_runs(w, true);
        while (sdl->SDL_WaitEvent(&event) && hear(w, &event))
            ;
        set_runs(w, false);
    } else {
        fail(w, "no window");
    }
    if (w->texture)
        sdl->SDL_DestroyTexture(w->texture);
    if (w->renderer)
        sdl->SDL_DestroyRenderer(w->renderer);
    if (w->screen)
        sdl->SDL_DestroyWindow(w->screen);
    sdl->SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return NULL;
}

int window_open(const struct window_config *config, struct window **out)
{
    struct window *w = calloc(1, sizeof(*w));

    *out = NULL;
    if (!w)
        return LEAT_ERR_NOMEM;
    w->config = *config;
    w->mouse[0] = w->mouse[1] = 0.5;
    if (!sdl_library_load(&w->sdl)) {
        config->failed(config->user, "SDL 2 is not installed (libsdl2-2.0-0)");
        free(w);
        return LEAT_ERR_UNSUPPORTED;
    }
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->given, NULL);
    if (pthread_create(&w->thread, NULL, run, w) != 0) {
        pthread_cond_destroy(&w->given);
        pthread_mutex_destroy(&w->lock);
        free(w);
        return LEAT_ERR_NOMEM;
    }
    *out = w;
    return 0;
}

void window_show(struct window *window, const struct leat_frame *picture)
{
    struct leat_frame *old;

    pthread_mutex_lock(&window->lock);
    old = window->newest;
    window->newest = leat_frame_ref(picture);
    if (!old) /* else it has been told, and has not looked yet */
        wake(window);
    pthread_mutex_unlock(&window->lock);
    leat_frame_unref(&old);
}

void window_mouse(struct window *window, double at[2])
{
    pthread_mutex_lock(&window->lock);
    at[0] = window->mouse[0];
    at[1] = window->mouse[1];
    pthread_mutex_unlock(&window->lock);
}

void window_close(struct window **window)
{
    struct window *w = *window;

    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->quit = true;
    wake(w);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    leat_frame_unref(&w->newest);
    leat_frame_unref(&w->shown);
    pthread_cond_destroy(&w->given);
    pthread_mutex_destroy(&w->lock);
    free(w);
    *window = NULL;
}
