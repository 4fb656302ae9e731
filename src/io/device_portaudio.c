/* SPDX-License-Identifier: MIT */
/*
 * device_portaudio: sound cards by PortAudio: ALSA, CoreAudio, WASAPI.  The library is
 * loaded when it is first asked.  It and what it calls write to stderr about every
 * device that is not there, so stderr leads nowhere meanwhile.
 */
#include <fcntl.h>
#include <portaudio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/device_backend.h"
#include "io/shared_library.h"
#include "rt/fpu.h"

#define PORTAUDIO_LIST(X)                                                              \
    X(Pa_AbortStream)                                                                  \
    X(Pa_CloseStream)                                                                  \
    X(Pa_GetDefaultInputDevice)                                                        \
    X(Pa_GetDefaultOutputDevice)                                                       \
    X(Pa_GetDeviceCount)                                                               \
    X(Pa_GetDeviceInfo)                                                                \
    X(Pa_GetErrorText)                                                                 \
    X(Pa_GetHostApiInfo)                                                               \
    X(Pa_GetStreamInfo)                                                                \
    X(Pa_Initialize)                                                                   \
    X(Pa_IsFormatSupported)                                                            \
    X(Pa_OpenStream)                                                                   \
    X(Pa_SetStreamFinishedCallback)                                                    \
    X(Pa_StartStream)                                                                  \
    X(Pa_Terminate)

/* The library's functions under their own names. */
struct portaudio {
#define X(name) __typeof__(&name) name;
    PORTAUDIO_LIST(X)
#undef X
};

static const double usual_rates_hz[] = {8000.0,   16000.0,  22050.0, 32000.0,
                                        44100.0,  48000.0,  88200.0, 96000.0,
                                        176400.0, 192000.0, 384000.0};
enum { N_RATES = sizeof(usual_rates_hz) / sizeof(usual_rates_hz[0]) };

struct portaudio_device {
    struct portaudio lib;
    struct leat_device_callbacks callbacks;
    PaStream *stream;
    uint32_t inputs, outputs;
    bool active;
    /* stop() sets it before it ends the stream, whose end calls note_end() */
    atomic_bool stopping;
};

/* Lead stderr nowhere; returns where it led, for restore_stderr(). */
static int hide_stderr(void)
{
    const int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (before >= 0 && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0)
        close(nowhere);
    return before;
}

static void restore_stderr(int before)
{
    if (before < 0)
        return;
    dup2(before, STDERR_FILENO);
    close(before);
}

/* Load and initialise; every success needs a Pa_Terminate(). */
static bool begin(struct portaudio *lib)
{
    static const char *const names[] = {PORTAUDIO_LIST(SHARED_LIBRARY_NAME)};
    const size_t n = sizeof(names) / sizeof(names[0]);
    PaError error;
    int before;

    _Static_assert(sizeof(*lib) == sizeof(names), "a pointer for each");
    if (!shared_library_load("libportaudio.so.2", names, n, lib))
        return false;
    before = hide_stderr();
    error = lib->Pa_Initialize();
    restore_stderr(before);
    return error == paNoError;
}

/* Whether a device is one to offer: JACK has a back end of its own. */
static const PaDeviceInfo *device_at(const struct portaudio *lib, int index)
{
    const PaDeviceInfo *info = lib->Pa_GetDeviceInfo(index);
    const PaHostApiInfo *host = info ? lib->Pa_GetHostApiInfo(info->hostApi) : NULL;

    return host && host->type != paJACK ? info : NULL;
}

static bool available(char *why, size_t size)
{
    struct portaudio lib;
    bool found = false;

    if (!begin(&lib)) {
        str_format(why, size, "PortAudio is not installed");
        return false;
    }
    for (int i = 0; i < lib.Pa_GetDeviceCount() && !found; i++) {
        const PaDeviceInfo *info = device_at(&lib, i);
        found = info && info->maxOutputChannels > 0;
    }
    lib.Pa_Terminate();
    if (!found)
        str_format(why, size, "PortAudio finds no sound card");
    return found;
}

static PaStreamParameters parameters(const struct portaudio *lib, int index,
                                     uint32_t channels, bool input)
{
    const PaDeviceInfo *info = lib->Pa_GetDeviceInfo(index);

    return (PaStreamParameters){
        .device = index,
        .channelCount = (int)channels,
        .sampleFormat = paFloat32 | paNonInterleaved,
        .suggestedLatency =
            input ? info->defaultLowInputLatency : info->defaultLowOutputLatency,
    };
}

static void find_rates(const struct portaudio *lib, int index, const PaDeviceInfo *from,
                       double rates_hz[12])
{
    const bool input = from->maxOutputChannels == 0;
    const uint32_t channels =
        (uint32_t)(input ? from->maxInputChannels : from->maxOutputChannels);
    const PaStreamParameters p =
        parameters(lib, index, channels < 2 ? channels : 2, input);
    uint32_t n = 0;

    for (uint32_t r = 0; r < N_RATES; r++)
        if (lib->Pa_IsFormatSupported(input ? &p : NULL, input ? NULL : &p,
                                      usual_rates_hz[r]) == paFormatIsSupported)
            rates_hz[n++] = usual_rates_hz[r];
    rates_hz[n] = 0.0;
}

static uint32_t channels_of(int n)
{
    return n < 0 ? 0 : n > DEVICE_CHANNELS_MAX ? DEVICE_CHANNELS_MAX : (uint32_t)n;
}

static uint32_t list(struct leat_device_info *infos, uint32_t n)
{
    struct portaudio lib;
    uint32_t count = 0;
    int before;

    if (!begin(&lib))
        return 0;
    before = hide_stderr();
    for (int i = 0; i < lib.Pa_GetDeviceCount(); i++) {
        const PaDeviceInfo *from = device_at(&lib, i);
        if (!from || count++ >= n)
            continue;
        struct leat_device_info *info = &infos[count - 1];
        *info = (struct leat_device_info){.backend = "portaudio", .available = true};
        str_format(info->name, sizeof(info->name), "%s", from->name);
        info->inputs = channels_of(from->maxInputChannels);
        info->outputs = channels_of(from->maxOutputChannels);
        info->rate_hz = from->defaultSampleRate;
        info->is_default = i == lib.Pa_GetDefaultOutputDevice();
        find_rates(&lib, i, from, info->rates_hz);
    }
    restore_stderr(before);
    lib.Pa_Terminate();
    return count;
}

/* PortAudio's callback; planar, so the buffers are arrays of channels. */
static int process(const void *in, void *out, unsigned long nframes,
                   const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags,
                   void *user)
{
    const struct portaudio_device *d = user;
    const struct fpu before = fpu_enter();

    (void)time;
    if (d->callbacks.xrun && flags & (paOutputUnderflow | paInputOverflow))
        d->callbacks.xrun(d->callbacks.user);
    d->callbacks.process(d->callbacks.user, (const float *const *)in,
                         (float *const *)out, (uint32_t)nframes);
    fpu_leave(before);
    return paContinue;
}

/* The stream has ended: unless stop() wished it, the device is gone. */
static void note_end(void *user)
{
    struct portaudio_device *d = user;
    const bool wished = atomic_load_explicit(&d->stopping, memory_order_acquire);

    if (!wished && d->callbacks.lost)
        d->callbacks.lost(d->callbacks.user, "the sound card went away");
}

/* The device whose name is, or begins with, `name`; -1 when there is none. */
static int find_device(const struct portaudio *lib, const char *name)
{
    const int n = lib->Pa_GetDeviceCount();

    if (!name)
        return lib->Pa_GetDefaultOutputDevice();
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n; i++) {
            const PaDeviceInfo *info = device_at(lib, i);
            if (info && (pass ? strncmp(info->name, name, strlen(name)) == 0
                              : strcmp(info->name, name) == 0))
                return i;
        }
    return -1;
}

static void finish(void *instance)
{
    struct portaudio_device *d = instance;

    if (d->stream)
        d->lib.Pa_CloseStream(d->stream);
    d->lib.Pa_Terminate();
    free(d);
}

static int refuse(const char *name, const char *why, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 701, "The sound device `%s` cannot be used: %s.",
                  name ? name : "portaudio", why);
    leat_diag_hint(diag, "`leat devices` lists what there is.");
    return LEAT_ERR_NO_DEVICE;
}

static int open_stream(struct portaudio_device *d, int index,
                       const struct leat_device_wish *wish,
                       struct leat_device_format *format, struct leat_diag *diag)
{
    const PaDeviceInfo *info = d->lib.Pa_GetDeviceInfo(index);
    const uint32_t ins = channels_of(info->maxInputChannels);
    const uint32_t outs = channels_of(info->maxOutputChannels);
    const uint32_t block = wish->block ? wish->block : 256;
    const double rate_hz =
        wish->rate_hz != 0.0 ? wish->rate_hz : info->defaultSampleRate;
    const PaStreamInfo *stream;
    PaError error;
    int before;

    d->inputs = wish->inputs < ins ? wish->inputs : ins;
    d->outputs = wish->outputs < outs ? wish->outputs : outs;
    const PaStreamParameters in = parameters(&d->lib, index, d->inputs, true);
    const PaStreamParameters out = parameters(&d->lib, index, d->outputs, false);
    before = hide_stderr();
    error = d->lib.Pa_OpenStream(&d->stream, d->inputs ? &in : NULL,
                                 d->outputs ? &out : NULL, rate_hz, block,
                                 paClipOff | paDitherOff, process, d);
    restore_stderr(before);
    if (error == paInvalidSampleRate) {
        double offers[12];
        find_rates(&d->lib, index, info, offers);
        return device_refuse_rate(info->name, rate_hz, offers, diag);
    }
    if (error)
        return refuse(info->name, d->lib.Pa_GetErrorText(error), diag);
    d->lib.Pa_SetStreamFinishedCallback(d->stream, note_end);
    stream = d->lib.Pa_GetStreamInfo(d->stream);
    str_format(format->name, sizeof(format->name), "%s", info->name);
    format->rate_hz = rate_hz;
    format->block = block;
    format->inputs = d->inputs;
    format->outputs = d->outputs;
    format->latency_frames = (int64_t)(stream->outputLatency * rate_hz);
    format->realtime = false;
    return 0;
}

static int open_device(const char *name, const struct leat_device_wish *wish,
                       const struct leat_device_callbacks *callbacks, void **instance,
                       struct leat_device_format *format, struct leat_diag *diag)
{
    struct portaudio_device *d = calloc(1, sizeof(*d));
    int index, err;

    *instance = NULL;
    if (!d)
        return LEAT_ERR_NOMEM;
    if (!begin(&d->lib)) {
        free(d);
        return refuse(name, "PortAudio is not installed", diag);
    }
    d->callbacks = *callbacks;
    index = find_device(&d->lib, name);
    err = index < 0 ? refuse(name, "there is no sound card of that name", diag)
                    : open_stream(d, index, wish, format, diag);
    if (err) {
        finish(d);
        return err;
    }
    *instance = d;
    return 0;
}

static int start(void *instance, struct leat_diag *diag)
{
    struct portaudio_device *d = instance;
    PaError error;

    if (d->active)
        return 0;
    atomic_store_explicit(&d->stopping, false, memory_order_release);
    error = d->lib.Pa_StartStream(d->stream);
    d->active = error == paNoError;
    return d->active ? 0 : refuse(NULL, d->lib.Pa_GetErrorText(error), diag);
}

static void stop(void *instance)
{
    struct portaudio_device *d = instance;

    atomic_store_explicit(&d->stopping, true, memory_order_release);
    if (d->active)
        d->lib.Pa_AbortStream(d->stream);
    d->active = false;
}

const struct device_backend device_portaudio = {
    .name = "portaudio",
    .available = available,
    .list = list,
    .open = open_device,
    .start = start,
    .stop = stop,
    .close = finish,
};
