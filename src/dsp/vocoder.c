/* SPDX-License-Identifier: MIT */
/* vocoder: a sound laid out anew from overlapping pieces of another. */
#include "dsp/vocoder.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "dsp/fft.h"
#include "dsp/hann.h"
#include "dsp/lanes.h"

/* Floats of a spectrum: real and imaginary parts of size / 2 + 1 bins. */
static size_t spectrum(uint32_t size)
{
    return (size_t)size + 32;
}

/* What has been made, the input, the sum of pieces and three spectra for each channel;
 * the sum of windows, powers, turns, a piece and work for all. */
size_t vocoder_floats(uint32_t size, uint32_t channels, uint32_t ring,
                      uint32_t made_ring)
{
    return channels * ((size_t)made_ring + ring + size + 3 * spectrum(size)) + size +
           2 * spectrum(size) + 3 * (size_t)size;
}

static float *input_of(struct vocoder *v, uint32_t channel)
{
    return v->data + (size_t)v->channels * v->made_ring + (size_t)channel * v->ring;
}

static float *sum_of(struct vocoder *v, uint32_t channel)
{
    return input_of(v, v->channels) + (size_t)channel * v->size;
}

enum { NOW, BEFORE, LAID, N_SPECTRA };

static float *spectrum_of(struct vocoder *v, uint32_t channel, int which)
{
    return sum_of(v, v->channels) +
           (N_SPECTRA * (size_t)channel + which) * spectrum(v->size);
}

static float *windows_of(struct vocoder *v)
{
    return spectrum_of(v, v->channels, NOW);
}

static float *power_of(struct vocoder *v)
{
    return windows_of(v) + v->size;
}

static float *turn_of(struct vocoder *v)
{
    return power_of(v) + spectrum(v->size);
}

static float *piece_of(struct vocoder *v)
{
    return turn_of(v) + spectrum(v->size);
}

/* End a block: is what it holds much more than what was before? */
static void judge(struct vocoder *v)
{
    const float least = 1e-7f * VOCODER_BLOCK;

    v->quiet += v->quiet < 8;
    if (v->energy > 8.0f * v->mean + least && v->quiet == 8) {
        v->onset[v->n_onsets++ % VOCODER_ONSETS] = v->written - VOCODER_BLOCK;
        v->quiet = 0;
    }
    v->mean += 0.2f * (v->energy - v->mean);
    v->energy = 0.0f;
}

void vocoder_put(struct vocoder *v, const float *in, uint32_t n)
{
    const uint32_t mask = v->ring - 1, channels = v->channels;

    for (uint32_t i = 0; i < n; i++, in += channels) {
        float sum = 0.0f;
        for (uint32_t c = 0; c < channels; c++) {
            float *ring = input_of(v, c);
            const float step = in[c] - ring[(uint64_t)(v->written - 1) & mask];
            ring[(uint64_t)v->written & mask] = in[c];
            sum += math_abs(step) > 1e-15f ? step * step : 0.0f;
        }
        v->energy += sum;
        v->written++;
        if (v->written % VOCODER_BLOCK == 0)
            judge(v);
    }
}

/* Copy input frames [from, to) of a piece that begins at `place`. */
static void copy(const struct vocoder *v, const float *ring, float *piece,
                 int64_t place, int64_t from, int64_t to)
{
    while (from < to) {
        const uint32_t at = (uint32_t)((uint64_t)(place + from) & (v->ring - 1));
        const int64_t room = v->ring - at, n = to - from < room ? to - from : room;
        memcpy(piece + from, ring + at, (size_t)n * sizeof(float));
        from += n;
    }
}

/* The spectrum of the input from `place` on; what there is none of is silence. */
static void analyse(struct vocoder *v, uint32_t channel, int which, int64_t place)
{
    float *piece = piece_of(v), *re = spectrum_of(v, channel, which);
    const int64_t oldest = v->written > v->ring ? v->written - v->ring : 0;
    int64_t from = oldest - place, to = v->written - place;

    from = from < 0 ? 0 : from < v->size ? from : v->size;
    to = to < from ? from : to < v->size ? to : v->size;
    memset(piece, 0, (size_t)from * sizeof(float));
    copy(v, input_of(v, channel), piece, place, from, to);
    memset(piece + to, 0, (size_t)(v->size - to) * sizeof(float));
    hann_times(piece, piece, v->size, 1.0f);
    dsp_fft_real(piece, re, re + spectrum(v->size) / 2, v->size, piece + v->size);
}

/* The turn of a peak: the phase of Y' conj(P). */
static void turn_at(struct vocoder *v, uint32_t peak, float *turn)
{
    const size_t imaginary = spectrum(v->size) / 2;
    float re = 0.0f, im = 0.0f, size;

    for (uint32_t c = 0; c < v->channels; c++) {
        const float *y = spectrum_of(v, c, LAID) + peak;
        const float *p = spectrum_of(v, c, BEFORE) + peak;
        re += y[0] * p[0] + y[imaginary] * p[imaginary];
        im += y[imaginary] * p[0] - y[0] * p[imaginary];
    }
    size = sqrtf(re * re + im * im);
    turn[0] = size > 1e-15f ? re / size : 1.0f;
    turn[1] = size > 1e-15f ? im / size : 0.0f;
}

/* Find the peaks and turn each up to the lowest place between it and the next.  A bin
 * above its neighbours is one: tones of a low chord are hardly three bins apart. */
static void find_turns(struct vocoder *v)
{
    const uint32_t last = v->size / 2;
    const float *m = power_of(v);
    float *re = turn_of(v), *im = re + spectrum(v->size) / 2, turn[2] = {1.0f, 0.0f};
    uint32_t from = 0, lowest = 0;
    bool any = false;

    for (uint32_t k = 2; k + 2 <= last; k++) {
        const bool peak = m[k] > m[k - 1] && m[k] >= m[k + 1];

        if (m[k] < m[lowest])
            lowest = k;
        if (!peak)
            continue;
        for (; any && from < lowest; from++) {
            re[from] = turn[0];
            im[from] = turn[1];
        }
        turn_at(v, k, turn);
        any = true;
        lowest = k;
    }
    for (; from <= last; from++) {
        re[from] = turn[0];
        im[from] = turn[1];
    }
}

/* Powers of all channels together. */
static void add_powers(struct vocoder *v)
{
    const size_t imaginary = spectrum(v->size) / 2;
    float *power = power_of(v);

    memset(power, 0, imaginary * sizeof(float));
    for (uint32_t c = 0; c < v->channels; c++) {
        const float *x = spectrum_of(v, c, NOW);
        for (size_t k = 0; k < imaginary; k++)
            power[k] += x[k] * x[k] + x[imaginary + k] * x[imaginary + k];
    }
}

/* X turned becomes Y, and Y a piece of the sum. */
static void lay(struct vocoder *v, uint32_t channel, bool turned, uint32_t top)
{
    const size_t imaginary = spectrum(v->size) / 2;
    const float *x = spectrum_of(v, channel, NOW), *turn = turn_of(v);
    float *y = spectrum_of(v, channel, LAID), *piece = piece_of(v);
    float *cut = spectrum_of(v, channel, NOW), *sum = sum_of(v, channel);

    if (!turned)
        memcpy(y, x, spectrum(v->size) * sizeof(float));
    for (size_t k = 0; turned && k < imaginary; k++) {
        y[k] = x[k] * turn[k] - x[imaginary + k] * turn[imaginary + k];
        y[imaginary + k] = x[k] * turn[imaginary + k] + x[imaginary + k] * turn[k];
    }
    memcpy(cut, y, spectrum(v->size) * sizeof(float));
    for (size_t k = top; k <= v->size / 2; k++)
        cut[k] = cut[imaginary + k] = 0.0f;
    dsp_fft_real_inverse(cut, cut + imaginary, piece, v->size, piece + v->size);
    hann_times(piece, piece, v->size, 1.0f);
    for (uint32_t i = 0; i < v->size; i++)
        sum[i] += piece[i];
}

/* The first `hop` frames of the sums are final: divide by the windows' sum. */
static void hand_over(struct vocoder *v, uint32_t hop)
{
    const uint32_t mask = v->made_ring - 1, rest = v->size - hop;
    float *windows = windows_of(v);

    for (uint32_t c = 0; c < v->channels; c++) {
        float *sum = sum_of(v, c), *made = v->data + (size_t)c * v->made_ring;
        for (uint32_t i = 0; i < hop; i++)
            made[(uint64_t)(v->made + i) & mask] =
                windows[i] > 0.01f ? sum[i] / windows[i] : sum[i] * 100.0f * windows[i];
        memmove(sum, sum + hop, rest * sizeof(float));
        memset(sum + rest, 0, hop * sizeof(float));
    }
    memmove(windows, windows + hop, rest * sizeof(float));
    memset(windows + rest, 0, hop * sizeof(float));
    v->made += hop;
}

/* Add the square of the window to the windows' sum. */
static void add_window(struct vocoder *v)
{
    float *piece = piece_of(v), *windows = windows_of(v);

    for (uint32_t i = 0; i < v->size; i++)
        piece[i] = 1.0f;
    hann_times(piece, piece, v->size, 1.0f);
    for (uint32_t i = 0; i < v->size; i++)
        windows[i] += piece[i] * piece[i];
}

/* The first onset from `from` on and before `to`, or -1. */
static int64_t onset_in(const struct vocoder *v, int64_t from, int64_t to)
{
    int64_t first = -1;

    for (uint32_t k = 0; k < VOCODER_ONSETS && k < v->n_onsets; k++)
        if (v->onset[k] >= from && v->onset[k] < to &&
            (first < 0 || v->onset[k] < first))
            first = v->onset[k];
    return first;
}

/* The onset that the next piece should bring, or -1; `*after`: how long after its
 * middle the map of times puts it, in output frames. */
static int64_t next_onset(const struct vocoder *v, const struct vocoder_piece *piece,
                          double *after)
{
    const double middle = piece->place + 0.5 * v->size;
    const double first = middle - piece->pace * v->size / 8.0;
    const double last = middle + piece->pace * v->size / 4.0;
    const int64_t from = (int64_t)math_floor_d(first);
    const int64_t onset =
        onset_in(v, from > v->lock ? from : v->lock, (int64_t)math_floor_d(last) + 1);

    *after = ((double)onset - middle) / piece->pace;
    return onset;
}

/* Where the next piece begins; true when it stands for itself, with an onset ahead. */
static bool move(struct vocoder *v, const struct vocoder_piece *piece)
{
    const double even = piece->pace * piece->hop;
    const double lead = piece->place - even - v->place; /* how far we are behind */
    const double far = 2.0 * even < v->size ? 2.0 * even : (double)v->size;
    double after;
    int64_t onset;

    if (v->made == 0 || lead > 4.0 * v->size || lead < -4.0 * v->size) { /* lost */
        v->place = piece->place;
        v->lock = INT64_MIN;
        return true;
    }
    if (v->place + v->size / 4.0 < (double)v->lock) { /* the onset passes the middle */
        v->place += piece->hop;
        return false;
    }
    onset = piece->pace == 1.0 ? -1 : next_onset(v, piece, &after);
    if (onset < 0) {
        v->place += math_clamp_d(even + 0.25 * lead, 0.5 * even, far);
        return false;
    }
    v->place = math_floor_d((double)onset - after - 0.5 * v->size);
    v->lock = onset + 1;
    return true;
}

void vocoder_step(struct vocoder *v, const struct vocoder_piece *piece)
{
    const bool fresh = move(v, piece);
    const double newest = (double)(v->written - v->size);
    const double oldest = newest - (double)(v->ring - 2 * v->size);
    int64_t place;

    if (!piece->ended && v->place > newest)
        v->place = newest;
    if (v->place < oldest && v->written > v->ring)
        v->place = oldest;
    place = (int64_t)math_floor_d(v->place);
    hand_over(v, piece->hop);
    for (uint32_t c = 0; c < v->channels; c++)
        analyse(v, c, NOW, place);
    if (!fresh) {
        for (uint32_t c = 0; c < v->channels; c++)
            analyse(v, c, BEFORE, place - piece->hop);
        add_powers(v);
        find_turns(v);
    }
    for (uint32_t c = 0; c < v->channels; c++)
        lay(v, c, !fresh, piece->top);
    add_window(v);
}
