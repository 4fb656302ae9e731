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
#include "lang/builtin.h"
#include "lang/musical.h"
#include "lang/visual.h"

#define COMPOSER_WORDS                                                                 \
    "set_musical_context get_musical_context set_tempo set_key set_time_signature "    \
    "set_swing tap set_palette set_visual_context harmonize layer spread "             \
    "sync_to_beat sync_to_tempo visualize process_through when_beat_drops perform "    \
    "get_creative_health stream_health composition_overview create_workflow_example"

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
     "stop_transport start_playback is_playing get_playback_position set_tempo "
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
    {"Time", false, false,
     "now time get_time clock date delta_time fps frame beat bar phase sync_to_bpm "
     "every "
     "after while sequence when"},
    {"Timeline", false, false,
     "every after while sequence when create new sequencer Sequencer animation_curve "
     "AnimationCurve metronome clock_in tempo_map"},
    {"Generate", false, false, ""},
    {"Hardware", false, false,
     "osc_server osc_client midi_input midi_output controller_manager "
     "creative_controller_mapping arduino_manager arduino_sensors webcam "
     "webcam_manager "
     "leap_motion color_to_hue"},
    {"Network", false, false,
     "send receive create_session share_variable get_shared broadcast_state "
     "get_remote_states get_ping osc"},
    {"Recording", false, false, "start stop status start_timelapse stems bounce"},
    {"File", false, false, "save load exists list append read_text write_text"},
    {"Web", false, false, "export_webapp export_project"},
    {"ML", false, false, "load_model style_transfer"},
    {"Stream", true, true,
     "input transform buffer connect_direct connect_split connect_merge connect_chain "
     "connect_parallel connect_conditional disconnect add_rule fork info stats "
     "set_metadata get_metadata"},
    {"Composer", false, false, COMPOSER_WORDS},
    {"composer", false, false, COMPOSER_WORDS},
};
enum { N_MODULES = sizeof(modules) / sizeof(modules[0]) };

/* Of values, and of the language as such. */
static const char methods[] =
    "name lane lanes mono mix throttle smooth scale delay gate level peak stop start "
    "beat_drops latency on_buffer new process play";
static const char general[] =
    "boost creative_boost main_thread step mouse Option Result";

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

const char *scope_module_names(void)
{
    return "Audio, Graphics, GUI, Math, Time, Timeline, Generate, Hardware, Network, "
           "Recording, File, Web, ML, Stream, Composer";
}

bool scope_is_among(const char *words, const char *name)
{
    const size_t size = strlen(name);

    for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ')
        if (strcspn(w, " ") == size && strncmp(w, name, size) == 0)
            return true;
    return false;
}

bool scope_is_planned(const struct module *module, const char *name)
{
    if (module)
        return scope_is_among(module->planned, name);
    for (size_t i = 0; i < N_MODULES; i++)
        if (scope_is_among(modules[i].planned, name))
            return true;
    return scope_is_among(general, name);
}

bool scope_is_method(const char *name)
{
    return scope_is_among(methods, name);
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

/* Effects that are made by `Name.new(...)`, and the classes they are of. */
static const struct {
    const char *name, *class;
} makers[] = {{"Reverb", "reverb"},         {"Filter", "filter"},
              {"ParametricEQ", "eq"},       {"MultiTapDelay", "multitap"},
              {"Distortion", "distortion"}, {"Compressor", "compressor"},
              {"Oscillator", "sine"}};

static const struct leat_node_class *find_class(const char *name)
{
    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
        if (strcmp(makers[i].name, name) == 0)
            return leat_node_class_find(makers[i].class);
    return leat_node_class_find(name);
}

bool scope_function(const struct module *module, const char *name,
                    struct function *function)
{
    const struct builtin *builtin = builtin_find(module ? module->name : NULL, name);
    const struct leat_node_class *class = find_class(name);

    function->name = name;
    if (module && class && !belongs(class, module))
        class = NULL;
    /* a plain `text` draws; GUI has one of its own */
    if (!module && builtin && strcmp(builtin->module, "GUI") == 0 &&
        leat_draw_class_find(name))
        builtin = NULL;
    /* a plain word is rather a class than what a module calls by its name */
    if (builtin && !(class && !module && !scope_is_among(builtin->module, "Audio")))
        function->builtin = builtin;
    else
        function->class = class;
    if (!function->builtin && !function->class && (!module || module->video))
        function->draw = leat_draw_class_find(name);
    if (module && function->class && strcmp(module->name, "Graphics") == 0 &&
        leat_draw_class_find(name) && function->class->ports[0].stream != LEAT_VIDEO) {
        function->class = NULL;
        function->draw = leat_draw_class_find(name);
    }
    return function->builtin || function->class || function->draw;
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
    const struct leat_node_class *class;
    const struct builtin *builtin;
    struct str_nearest near;

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
    const struct leat_node_class *class;

    if (visual_is_name(name) || musical_is_name(name))
        return true;
    for (size_t i = 0; (class = leat_node_class_at(i)); i++)
        for (size_t p = 0; p < class->n_params; p++)
            if (class->params[p].choices &&
                scope_is_among(class->params[p].choices, name))
                return true;
    return false;
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
