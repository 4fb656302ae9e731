/* SPDX-License-Identifier: MIT */
/* synonym: names in another language, and the words that they stand for. */
#include "lang/synonym.h"

#include <string.h>

static const struct synonym synonyms[] = {
    {"Bediening", "GUI"},
    {"Beeld", "Graphics"},
    {"Bestand", "File"},
    {"Componist", "Composer"},
    {"Geluid", "Audio"},
    {"Genereer", "Generate"},
    {"Grafiek", "Graphics"},
    {"Netwerk", "Network"},
    {"Opname", "Recording"},
    {"Stroom", "Stream"},
    {"Tijd", "Time"},
    {"Tijdlijn", "Timeline"},
    {"Wiskunde", "Math"},
    {"aankruisvak", "checkbox"},
    {"afbeelding", "image"},
    {"afronden", "round"},
    {"afspelen", "play"},
    {"akkoord", "chord"},
    {"analyseer_audio", "analyze_audio"},
    {"analyseer_fft", "analyze_fft"},
    {"banddoorlaat", "bandpass"},
    {"beat_detectie", "beat_detect"},
    {"begrenzer", "limiter"},
    {"bestand", "file"},
    {"blokgolf", "square"},
    {"breedte", "width"},
    {"cirkel", "circle"},
    {"deeltjes", "particles"},
    {"draaiknop", "knob"},
    {"driehoek", "triangle"},
    {"druk_af", "print"},
    {"elke", "every"},
    {"flits", "flash"},
    {"galm", "reverb"},
    {"golfvorm", "waveform"},
    {"groep", "group"},
    {"harmoniseer", "harmonize"},
    {"hoogdoorlaat", "highpass"},
    {"hoogte", "height"},
    {"keuzelijst", "dropdown"},
    {"kleur", "color"},
    {"kleurkiezer", "color_picker"},
    {"kleurverloop", "gradient"},
    {"knop", "button"},
    {"laad", "load"},
    {"laad_bestand", "load_file"},
    {"laag", "layer"},
    {"laagdoorlaat", "lowpass"},
    {"lijn", "line"},
    {"lijn_input", "line_input"},
    {"lus", "loop"},
    {"microfoon", "mic_input"},
    {"microfoon_input", "mic_input"},
    {"na", "after"},
    {"nagalm", "reverb"},
    {"niveau", "level"},
    {"noot", "note"},
    {"normaliseer", "normalize"},
    {"nu", "now"},
    {"omhullende", "envelope"},
    {"opslaan", "save"},
    {"paneel", "panel"},
    {"piek", "peak"},
    {"puls", "pulse"},
    {"rechthoek", "rect"},
    {"ruis", "noise"},
    {"samenvoegen", "merge"},
    {"schakelaar", "toggle"},
    {"schuif", "slider"},
    {"schuifregelaar", "slider"},
    {"sinus", "sine"},
    {"sinusgolf", "sine"},
    {"spectrum_analyse", "spectrum_analyzer"},
    {"speel", "play"},
    {"speel_drum", "play_drum"},
    {"speel_noot", "play_note"},
    {"splitsen", "branch"},
    {"spreid", "spread"},
    {"stemmen", "voices"},
    {"sterrenveld", "starfield"},
    {"stop_noot", "stop_note"},
    {"tekst", "text"},
    {"tekstveld", "text_field"},
    {"tijd", "time"},
    {"toonhoogte", "detect_pitch"},
    {"toonladder", "scale"},
    {"uitgang", "output"},
    {"uitvoer", "output"},
    {"veelhoek", "polygon"},
    {"venster", "window"},
    {"verschuif_toonhoogte", "pitch_shift"},
    {"versterking", "gain"},
    {"vertraging", "delay"},
    {"vervagen", "blur"},
    {"vervorming", "distortion"},
    {"voortgangsbalk", "progress_bar"},
    {"vul", "fill"},
    {"wanneer", "when"},
    {"willekeurig", "random"},
    {"wis", "clear"},
    {"wortel", "sqrt"},
    {"zaagtand", "saw"},
};
enum { N_SYNONYMS = sizeof(synonyms) / sizeof(synonyms[0]) };

const struct synonym *synonym_at(size_t index)
{
    return index < N_SYNONYMS ? &synonyms[index] : NULL;
}

const char *synonym_find(const char *name)
{
    size_t low = 0, high = N_SYNONYMS;

    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = strcmp(name, synonyms[middle].name);
        if (order == 0)
            return synonyms[middle].word;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
