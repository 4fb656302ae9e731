/* SPDX-License-Identifier: MIT */
/* cmd_devices: leat devices: list sound devices, or try one out. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <leat/device.h>
#include <leat/err.h>

#include "base/json.h"
#include "base/math_d.h"
#include "cli/measure.h"
#include "cli/report.h"
#include "io/device_check.h"
#include "io/device_words.h"
#include "io/midi_port.h"

enum { DEVICES_MAX = 64, TEST_SECONDS = 2, MIDI_PORTS_MAX = 256 };

static void print_text(const struct leat_device_info *info)
{
    char label[DEVICE_LABEL];

    printf("%s: %u in, %u out, ", device_label(info->backend, info->name, label),
           info->inputs, info->outputs);
    if (info->rate_hz > 0)
        printf("%g Hz", info->rate_hz);
    else
        printf("rate not known");
    for (int i = 0; i < 12 && info->rates_hz[i] > 0; i++)
        printf("%s%g", i ? " " : " (offers ", info->rates_hz[i]);
    printf("%s%s%s\n", info->rates_hz[0] > 0 ? ")" : "",
           info->is_default ? ", default" : "",
           info->available ? "" : ", not available");
}

static int list(const struct options *options)
{
    struct leat_device_info *infos = calloc(DEVICES_MAX, sizeof(*infos));
    struct json json;
    int n = infos ? leat_device_list(infos, DEVICES_MAX) : LEAT_ERR_NOMEM;

    if (n < 0) {
        report_line(options, "%s", leat_strerror(n));
        free(infos);
        return EXIT_FAILED;
    }
    if (n > DEVICES_MAX) {
        report_line(options, "showing %d of %d devices", DEVICES_MAX, n);
        n = DEVICES_MAX;
    }
    if (options->json) {
        json_to_file(&json, stdout);
        json_array(&json);
    }
    for (int i = 0; i < n; i++) {
        if (options->json)
            device_json(&json, &infos[i]);
        else
            print_text(&infos[i]);
    }
    if (options->json) {
        json_end(&json);
        json_finish(&json, NULL);
    }
    free(infos);
    return EXIT_OK;
}

static void print_check(const struct device_check *check)
{
    char label[DEVICE_LABEL], peak[32], rms[32];

    printf("%s: %g Hz, %u frames a call, %u in, %u out, %" PRId64
           " frames until heard\n",
           device_label(check->format.backend, check->format.name, label),
           check->format.rate_hz, check->format.block, check->format.inputs,
           check->format.outputs, check->format.latency_frames);
    printf("played %" PRIu64 " frames in %" PRIu64 " calls, %" PRIu64 " xruns\n",
           check->frames, check->blocks, check->xruns);
    for (uint32_t i = 0; i < check->format.inputs; i++)
        printf("input %u: peak %s, rms %s\n", i + 1,
               measure_dbfs((double)check->in_peak[i], peak),
               measure_dbfs(check->frames ? math_sqrt_d(check->in_squares[i] /
                                                        (double)check->frames)
                                          : 0,
                            rms));
}

static int test(const struct options *options)
{
    const struct leat_device_wish wish = {
        .name = options->device, .inputs = 2, .outputs = 2};
    struct device_check check = {0};
    struct leat_diag diag = {0};
    int err = device_check(&wish, TEST_SECONDS, &check, &diag);

    if (err >= 0 || check.frames > 0)
        print_check(&check);
    return report_exit(options, err, &diag);
}

/* The ports of MIDI of one direction, as --midi and --midi-out take them. */
static int list_midi(const struct options *options, enum midi_direction direction,
                     struct json *json)
{
    const char *word = direction == MIDI_IN ? "in" : "out";
    char(*names)[MIDI_PORT_NAME] = calloc(MIDI_PORTS_MAX, sizeof(*names));
    const uint32_t n = names ? midi_port_list(direction, names, MIDI_PORTS_MAX) : 0;

    for (uint32_t i = 0; i < n; i++) {
        if (!options->json) {
            printf("%s: %s\n", word, names[i]);
            continue;
        }
        json_object(json);
        json_key_string(json, "midi", word);
        json_key_string(json, "name", names[i]);
        json_end(json);
    }
    free(names);
    return (int)n;
}

static int list_all_midi(const struct options *options)
{
    struct json json;

    if (options->json) {
        json_to_file(&json, stdout);
        json_array(&json);
    }
    const int n =
        list_midi(options, MIDI_IN, &json) + list_midi(options, MIDI_OUT, &json);
    if (options->json) {
        json_end(&json);
        json_finish(&json, NULL);
    } else if (n == 0) {
        report_line(options, "there is no port of MIDI, neither of JACK nor of ALSA");
    }
    return EXIT_OK;
}

int cmd_devices(const struct options *options)
{
    if (options->midi)
        return list_all_midi(options);
    return options->test ? test(options) : list(options);
}
