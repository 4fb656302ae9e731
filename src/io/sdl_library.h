/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SDL_LIBRARY_H
#define LEAT_IO_SDL_LIBRARY_H

/**
 * The library SDL 2, loaded when it is first asked: its functions under their own
 * names.  Only for files of builds that have its headers.
 */

#include <stdbool.h>

#define SDL_MAIN_HANDLED
#include <SDL2/SDL.h>

#define SDL_LIST(X)                                                                    \
    X(SDL_CreateRenderer)                                                              \
    X(SDL_CreateTexture)                                                               \
    X(SDL_CreateWindow)                                                                \
    X(SDL_DestroyRenderer)                                                             \
    X(SDL_DestroyTexture)                                                              \
    X(SDL_DestroyWindow)                                                               \
    X(SDL_GetCurrentVideoDriver)                                                       \
    X(SDL_GetDisplayUsableBounds)                                                      \
    X(SDL_GetError)                                                                    \
    X(SDL_GetRendererOutputSize)                                                       \
    X(SDL_GetWindowFlags)                                                              \
    X(SDL_GetWindowSize)                                                               \
    X(SDL_InitSubSystem)                                                               \
    X(SDL_PushEvent)                                                                   \
    X(SDL_QuitSubSystem)                                                               \
    X(SDL_RenderClear)                                                                 \
    X(SDL_RenderCopy)                                                                  \
    X(SDL_RenderPresent)                                                               \
    X(SDL_SetHint)                                                                     \
    X(SDL_SetRenderDrawColor)                                                          \
    X(SDL_SetTextureBlendMode)                                                         \
    X(SDL_SetWindowFullscreen)                                                         \
    X(SDL_UpdateTexture)                                                               \
    X(SDL_WaitEvent)

struct sdl_library {
#define X(name) __typeof__(&name) name;
    SDL_LIST(X)
#undef X
};

/** Load it.  It stays loaded until the program ends.  False where it is not installed.
 * Thread: control. */
bool sdl_library_load(struct sdl_library *lib);

#endif
