/* SPDX-License-Identifier: MIT */
/*
 * scope: what the words of a program stand for.
 *
 * Source: language reference, section 8, for the names that are planned.  A name that
 * has become a class of nodes or a word is found as such before this list is asked.
 */
#include "lang/scope.h"

#include <string.h>

#include <leat/draw.h>

#include "base/str.h"
#include "creative/colour_name.h"
#include "creative/easing.h"
#include "creative/mood.h"
#include "creative/name.h"
#include "creative/palette.h"
#include "creative/scale.h"
#include "lang/builtin.h"
#include "lang/builtin_play.h"
#include "lang/musical.h"
#include "lang/synonym.h"
#include "lang/visual.h"

#define COMPOSER_WORDS                                                                 \
    "set_musical_context get_musical_context set_tempo set_key set_time_signature "    \
    "set_swing tap set_palette set_visual_context harmonize layer spread "             \
    "sync_to_beat sync_to_tempo visualize process_through when_beat_drops perform "    \
    "get_creative_health stream_health composition_overview create_workflow_example"

#define TIME_WORDS                                                                     \
    "now time get_time clock date delta_time fps frame beat bar phase sync_to_bpm "    \
    "every after while sequence when create new sequencer Sequencer animation_curve "  \
    "AnimationCurve metronome clock_in tempo_map"

static const struct module modules[] = {
    {"Audio", true, false,
     "play load load_file load_sample try_load_sample load_directory stream_file pan "
     "set_pan get_samples process_audio convert initialize synthesize_sine "
     "generate_sine_wave sine saw sawtooth square triangle pulse noise lfo envelope "
     "adsr "
     "Oscillator voices synth play_note stop_note play_drum trigger_sample "
     "set_pitch_bend set_filter_cutoff Looper analyze_fft frequency_bands beat_detect "
     "onset_detection tempo_detection detect_pitch pitch_detect analyze_audio "
     "spectral_centroid rolloff flatness rms peak level classify_beat classify_mood "
     "get_analysis_summary filter Filter eq ParametricEQ multitap MultiTapDelay reverb "
     "apply_reverb Reverb chorus flanger vibrato Modulation distortion Distortion "
     "tube_saturation bitcrush compressor Compressor limiter gate pitch_shift "
     "time_stretch ring tremolo envelope_follow convolve EffectsChain "
     "create_vocal_chain create_guitar_chain create_drum_bus start_transport "
     "start_playback is_playing get_playback_position set_tempo "
     "get_latency get_cpu_usage get_buffer_fill get_sample_rate get_input_level "
     "get_output_level devices select_device MIDIInput MIDIOutput create_stream "
     "create_buffer process audio_callback mic_input line_input resample normalize "
     "fade "
     "pad interleave map probe meter"},
    {"Graphics", false, true,
     "clear fill fade_to_black circle rect rectangle line polygon polyline text border "
     "gradient_fill image "
     "plasma tunnel starfield particles particle_system ParticleSystem noise feedback "
     "blend_mode set_blend_mode blend_modes layer flash pulse bloom_effect "
     "depth_of_field screen_shake wind_effect wind_particles rain_effect "
     "lightning_strike rainbow_arc draw_aura Plant set_global_growth_rate "
     "set_water_level set_light_intensity set_brush_position create_particle_pool "
     "fractal_tree set_sun_position seasonal_transition waveform real_time_waveform "
     "spectrum_analyzer spectrum_visualizer bars spectrogram vu_meter stereo_meter "
     "piano_roll pattern_grid piano_keys highlight_key knob fader video capture_frame "
     "save_screenshot width height get_fps get_time mouse_position active_particles "
     "get_gpu_usage coordinates set_gravity size fps testpattern blur scale crop "
     "mix_video key window"},
    {"GUI", false, false,
     "slider knob toggle checkbox button dropdown xy_pad color_picker text_field label "
     "text separator progress_bar show_notification debug_panel window group "
     "control_group control_panel horizontal vertical horizontal_layout "
     "vertical_layout "
     "panel tabbed_panel spectrum_analyzer oscilloscope level_meter button_clicked "
     "on_button_click"},
    {"Math", false, false, ""},
    {"Mood", false, false, ""},
    {"ScaleType", false, false, ""},
    {"Scale", false, false, ""},
    {"Palette", false, false, ""},
    {"Color", false, false, ""},
    {"BlendMode", false, false, ""},
    {"Time", false, false, TIME_WORDS},
    {"Timeline", false, false, TIME_WORDS},
    {"Generate", false, false, ""},
    {"Hardware", false, false,
     "osc_server osc_client midi_input midi_output controller_manager Controllers "
     "creative_controller_mapping arduino_manager arduino_sensors webcam "
     "webcam_manager "
     "leap_motion color_to_hue"},
    {"Network", false, false, "osc"},
    {"Recording", false, false, ""},
    {"File", false, false, "save load exists list append read_text write_text"},
    {"Web", false, false, ""},
    {"ML", false, false, ""},
    {"Stream", true, true,
     "input transform buffer connect_direct connect_split connect_merge connect_chain "
     "connect_parallel connect_conditional disconnect add_rule fork info stats "
     "set_metadata get_metadata"},
    {"Composer", false, false, COMPOSER_WORDS},
    {"composer", false, false, COMPOSER_WORDS},
};
enum { N_MODULES = sizeof(modules) / sizeof(modules[0]) };
_Static_assert(N_MODULES <= 32, "they are bits of a word");

/* Of values, and of the language as such. */
static const char methods[] =
    "name lane lanes mono mix throttle smooth scale delay gate level peak stop start "
    "beat_drops latency on_buffer new process play";
static const char general[] = "step Option Result spawn wait";

const struct module *scope_module_at(size_t index)
{
    return index < N_MODULES ? &modules[index] : NULL;
}

const struct module *scope_module(const char *name)
{
    for (size_t i = 0; i < N_MODULES; i++)
        if (strcmp(modules[i].name, name) == 0)
            return &modules[i];
    return NULL;
}

uint32_t scope_module_number(const struct module *module)
{
    return (uint32_t)(module - modules);
}

const char *scope_module_names(void)
{
    return "Audio, Graphics, GUI, Math, Time, Timeline, Generate, Hardware, Network, "
           "Recording, File, Web, ML, Stream, Composer";
}

bool scope_is_planned(const struct module *module, const char *name)
{
    if (module)
        return str_is_among(module->planned, name);
    for (size_t i = 0; i < N_MODULES; i++)
        if (str_is_among(modules[i].planned, name))
            return true;
    return str_is_among(general, name);
}

const char *scope_reserved(const char *name)
{
    return strcmp(name, "spawn") == 0
               ? "What stands in `loop`, `every`, `when` runs side by side already."
           : strcmp(name, "wait") == 0
               ? "`after(2.s) { ... }` comes later, and nothing waits for it."
               : NULL;
}

bool scope_is_method(const char *name)
{
    return str_is_among(methods, name);
}

/* Whether a class has a port of one of the kinds that a module is about. */
static bool belongs(const struct leat_node_class *class, const struct module *module)
{
    for (size_t i = 0; i < class->n_ports; i++)
        if ((class->ports[i].stream == LEAT_VIDEO && module->video) ||
            (class->ports[i].stream != LEAT_VIDEO && module->audio))
            return true;
    return false;
}

/* What the tables hold under a name, from the scope or, without one, in `store`. */
static const struct known_word *look_up(const struct scope *scope, const char *name,
                                        struct known_word *store)
{
    const uint32_t number = scope ? names_find(scope->names, name) : 0;
    struct known_word *meaning =
        number && number < scope->n ? &scope->symbol[number].meaning : store;

    if (!meaning->is_known)
        *meaning =
            (struct known_word){true, builtin_find(NULL, name),
                                leat_node_class_find(name), leat_draw_class_find(name)};
    return meaning;
}

bool scope_function(const struct scope *scope, const struct module *module,
                    const char *name, struct function *function)
{
    struct known_word store = {0};
    const struct known_word *meaning = look_up(scope, name, &store);
    const struct leat_node_class *class = meaning->class;
    const struct builtin *builtin =
        module ? builtin_find(module->name, name) : meaning->builtin;

    function->name = name;
    if (module && class && !belongs(class, module))
        class = NULL;
    /* a plain `text` draws; GUI has one of its own */
    if (!module && builtin && strcmp(builtin->module, "GUI") == 0 && meaning->draw)
        builtin = NULL;
    /* a plain word is rather a class than what a module calls by its name */
    if (builtin && !(class && !module && !str_is_among(builtin->module, "Audio")))
        function->builtin = builtin;
    else
        function->class = class;
    if (function->class && builtin && strcmp(builtin->module, "Math") == 0)
        function->of_values = builtin;
    if (!function->builtin && !function->class && (!module || module->video))
        function->draw = meaning->draw;
    if (module && function->class && strcmp(module->name, "Graphics") == 0 &&
        meaning->draw && function->class->ports[0].stream != LEAT_VIDEO) {
        function->class = NULL;
        function->draw = meaning->draw;
    }
    return function->builtin || function->class || function->draw;
}

const char *scope_word(const struct scope *scope, uint32_t name,
                       const struct module **module)
{
    const struct symbol *symbol = name < scope->n ? &scope->symbol[name] : NULL;
    const char *text =
        names_text(scope->names, symbol && symbol->alias ? symbol->alias : name);
    const struct module *control = NULL;
    uint32_t n = 0;

    *module = symbol ? symbol->from : NULL;
    if (*module || (symbol && symbol->alias) || !scope->imported)
        return text;
    /* nothing hides the nodes that Audio has words for */
    if (str_is_among(modules[0].planned, text) && leat_node_class_find(text))
        return text;
    for (uint32_t i = 0; i < N_MODULES; i++) {
        struct function function = {0};
        if (!(scope->imported >> i & 1) ||
            !scope_function(scope, &modules[i], text, &function))
            continue;
        if (function.class) /* they are there without an import */
            continue;
        *module = &modules[i];
        /* one knob is drawn and one is turned, by programs that do both */
        if (strcmp(modules[i].name, "GUI") == 0 && strcmp(text, "knob") == 0)
            control = *module;
        n++;
    }
    if (n != 1)
        *module = control;
    return text;
}

/* Offer names that are planned; the best of them is kept in `store`. */
static void offer_planned(struct str_nearest *near, const char *words,
                          char store[SCOPE_WORD_SIZE])
{
    char word[SCOPE_WORD_SIZE];

    for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ') {
        const unsigned before = near->distance;
        const size_t all = strcspn(w, " ");
        const size_t size = all < sizeof(word) ? all : sizeof(word) - 1;
        memcpy(word, w, size);
        word[size] = '\0';
        str_nearest_offer(near, word);
        if (near->distance < before)
            near->best = memcpy(store, word, sizeof(word));
    }
}

const char *scope_nearest_function(const struct scope *scope, const char *name,
                                   char store[SCOPE_WORD_SIZE])
{
    const char *meant = synonym_find(name);
    const struct leat_node_class *class;
    const struct builtin *builtin;
    struct str_nearest near;

    if (meant)
        return meant;
    str_nearest_init(&near, name);
    for (uint32_t i = 0; scope && i < scope->n; i++)
        if (scope->symbol[i].func)
            str_nearest_offer(&near, names_text(scope->names, i));
    for (size_t i = 0; (class = leat_node_class_at(i)); i++)
        str_nearest_offer(&near, class->name);
    for (size_t i = 0; (builtin = builtin_at(i)); i++)
        str_nearest_offer(&near, builtin->name);
    for (size_t i = 0; store && i < N_MODULES; i++)
        offer_planned(&near, modules[i].planned, store);
    return near.best;
}

bool scope_is_choice(const char *name)
{
    /* of clock_in(), arpeggio(), lerp_color(), sync_to_beat(), window() and button() */
    static const char choices[] =
        "midi osc up down updown random srgb linear oklab "
        "align quantise quantize dark light primary secondary";
    const struct leat_node_class *class;
    uint32_t drum;
    const struct leat_draw_class *draw;

    if (visual_is_name(name) || musical_is_name(name) ||
        easing_find(name, strlen(name)) >= 0 || play_find_drum(name, false, &drum) ||
        str_is_among(choices, name))
        return true;
    for (size_t i = 0; (draw = leat_draw_class_at(i)); i++)
        for (size_t p = 0; p < draw->n_params; p++)
            if (draw->params[p].choices && str_is_among(draw->params[p].choices, name))
                return true;
    for (size_t i = 0; (class = leat_node_class_at(i)); i++)
        for (size_t p = 0; p < class->n_params; p++)
            if (class->params[p].choices &&
                str_is_among(class->params[p].choices, name))
                return true;
    return false;
}

static bool is_blend_mode(const char *name)
{
    const struct leat_draw_class *draw = leat_draw_class_find("blend_mode");
    char folded[NAME_SIZE], mode[NAME_SIZE];
    const char *at = draw ? draw->params[0].choices : "";

    if (!name_fold(name, strlen(name), folded))
        return false;
    while (*at) {
        const size_t n = strcspn(at, " ");
        if (name_fold(at, n, mode) && strcmp(mode, folded) == 0)
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

/* Whether a module that is called as a type offers one of its names. */
static bool is_of_type(const char *module, const char *name)
{
    const size_t size = strlen(name);
    struct palette palette;
    struct scale scale;

    if (strcmp(module, "Mood") == 0)
        return mood_find(name, size) >= 0;
    if (strcmp(module, "BlendMode") == 0)
        return is_blend_mode(name);
    if (strcmp(module, "Scale") == 0 || strcmp(module, "ScaleType") == 0)
        return scale_find(name, size, &scale) >= 0;
    return (strcmp(module, "Palette") == 0 || strcmp(module, "Graphics") == 0) &&
           palette_find(name, size, &palette) >= 0;
}

bool scope_value(const struct module *module, const char *name, struct value *out)
{
    const bool has_colours =
        strcmp(module->name, "Graphics") == 0 || strcmp(module->name, "Color") == 0;
    struct colour colour;

    *out = (struct value){.kind = VALUE_SYMBOL, .text = name};
    if (has_colours && colour_name_find(name, strlen(name), &colour) >= 0)
        *out = value_colour(&colour);
    return out->kind == VALUE_COLOUR || is_of_type(module->name, name);
}

bool scope_constant(const char *name, double *value)
{
    static const struct {
        const char *name;
        double value;
    } constants[] = {
        {"PI", 3.14159265358979323846},
        {"TAU", 6.28318530717958647693},
        {"E", 2.71828182845904523536},
    };

    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
        if (strcmp(constants[i].name, name) == 0) {
            *value = constants[i].value;
            return true;
        }
    return false;
}
