/* SPDX-License-Identifier: MIT */
/* catalogue: what codes of errors, and words of the grammar, mean. */
#include "lang/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const struct catalogue_code codes[] = {
    {LEAT_ERROR, 101, "text", "This file has a byte that is not text.",
     "Save it as UTF-8.", "print(\"caf\xE9\")", "print(\"caf\xC3\xA9\")"},
    {LEAT_ERROR, 102, "text", "I don't know what `{c}` ({code}) means here.",
     "Remove it, or put it inside quotes.", "sine(440.hz)~", "sine(440.hz)"},
    {LEAT_ERROR, 103, "text", "`\\{c}` is not something I can put in a text.",
     "Use `\\\\` for a backslash; known ones: n t r \" $ u{...}.", "print(\"a\\qb\")",
     "print(\"a\\\\qb\")"},
    {LEAT_ERROR, 104, "text", "This starts like a colour but goes on like a sentence.",
     "Put a blank after `#` to make it a comment.", "#fab is a colour\nsine(440.hz)",
     "# fab is a colour\nsine(440.hz)"},
    {LEAT_ERROR, 105, "text", "The `{open}` from line {n} is never closed.",
     "Add `{close}` where that part ends.", "sine(440.hz |> output()",
     "sine(440.hz) |> output()"},
    {LEAT_ERROR, 106, "grammar",
     "Something is missing after `{before}`: I expected {what}.", "{example}",
     "pitch = ;\nsine(pitch)", "pitch = 440.hz\nsine(pitch)"},
    {LEAT_ERROR, 107, "text", "This text never ends.", "Close it with `\"`.",
     "print(\"hello)", "print(\"hello\")"},
    {LEAT_ERROR, 110, "grammar", "Comparisons cannot be chained.",
     "Write `a < b and b < c`.", "x = 2\nprint(1 < x < 3)",
     "x = 2\nprint(1 < x and x < 3)"},
    {LEAT_ERROR, 111, "grammar",
     "`{name}: ...` only belongs in a call, a record or a panel.",
     "Use `{name} = ...` to set a variable.", "pitch: 440.hz\nsine(pitch)",
     "pitch = 440.hz\nsine(pitch)"},
    {LEAT_ERROR, 112, "grammar", "`{sign}` does not {what}.",
     "Use `|>`: `saw(110.hz) |> lowpass()`.", "saw(110.hz) | lowpass()",
     "saw(110.hz) |> lowpass()"},
    {LEAT_ERROR, 201, "name", "There is no function called `{name}`.",
     "Did you mean `{near}`?", "saw(110.hz) |> lowpas(cutoff: 800.hz)",
     "saw(110.hz) |> lowpass(cutoff: 800.hz)"},
    {LEAT_ERROR, 202, "name", "A {type} has no `{name}`.", "It has: {list}.",
     "notes = [60, 64, 67]\nprint(notes.sizes)",
     "notes = [60, 64, 67]\nprint(notes.length)"},
    {LEAT_ERROR, 203, "name", "{Module} does not offer `{name}`.",
     "Did you mean `{near}`?", "Audio.lowpas(saw(110.hz))",
     "Audio.lowpass(saw(110.hz))"},
    {LEAT_ERROR, 204, "name", "`{name}` has no value yet.",
     "Give it one above this line, or check the spelling: `{near}`.",
     "volume = -6.db\nsine(440.hz) |> gain(volumm)",
     "volume = -6.db\nsine(440.hz) |> gain(volume)"},
    {LEAT_ERROR, 205, "name", "There is no module `{name}`.", "Modules: {list}.",
     "import Sound.*\nsine(440.hz)", "import Audio.*\nsine(440.hz)"},
    {LEAT_ERROR, 206, "name", "`{name}` is planned but not in this leat yet.",
     "{what works instead}", "Network.osc(\"127.0.0.1:9000\")",
     "Stream.output(lfo(2.hz), OSC { port: 9000 })"},
    {LEAT_ERROR, 207, "name", "`{name}` is declared twice.", "Rename one of them.",
     "func soft(x) { gain(x, -6.db) }\nfunc soft(x) { gain(x, -12.db) }\n"
     "soft(sine(440.hz))",
     "func soft(x) { gain(x, -6.db) }\nfunc softer(x) { gain(x, -12.db) }\n"
     "soft(sine(440.hz))"},
    {LEAT_ERROR, 208, "name", "`{name}` is not a type I know.",
     "Did you mean `{near}`?", "let level: Flot = 0.5\nsine(440.hz) * level",
     "let level: Float = 0.5\nsine(440.hz) * level"},
    {LEAT_ERROR, 209, "name", "`{name}` was made with `let` and stays as it is.",
     "Write `let mut {name}` if it should change.",
     "let pitch = 440.hz\npitch = 220.hz\nsine(pitch)",
     "let mut pitch = 440.hz\npitch = 220.hz\nsine(pitch)"},
    {LEAT_ERROR, 212, "name", "`{a}` and `{b}` import each other.",
     "Put what both need into a third file.", "import \"round.syn\"",
     "import \"lib/drums.syn\"\ndrums.kick()"},
    {LEAT_ERROR, 301, "value", "{a} {op} {b} has no answer.", "Check for zero first.",
     "print(1 / 0)", "print(1 / 2)"},
    {LEAT_ERROR, 302, "value", "The list has {n} items; there is no item {i}.",
     "Counting starts at 0; the last is {n - 1}, or `[-1]`.",
     "notes = [60, 64, 67]\nprint(notes[3])", "notes = [60, 64, 67]\nprint(notes[2])"},
    {LEAT_ERROR, 303, "unit", "{unit a} and {unit b} measure different things.",
     "Give both the same unit: {example}.", "print(2.s + 440.hz)",
     "print(2.s + 500.ms)"},
    {LEAT_ERROR, 304, "value", "{type a} and {type b} cannot be compared.",
     "Compare numbers, quantities or texts.", "print(1 < \"a\")", "print(1 < 2)"},
    {LEAT_ERROR, 305, "value",
     "Lists of {n} and {m} items cannot be combined with `{op}`.", "Make them equal.",
     "print([1, 2] + [1, 2, 3])", "print([1, 2, 3] + [1, 2, 3])"},
    {LEAT_ERROR, 306, "unit", "{value} is {kind}; {setting} needs {kind}.",
     "{nearest working form}", "saw(110.hz) |> lowpass(cutoff: -3.db)",
     "saw(110.hz) |> lowpass(cutoff: 800.hz)"},
    {LEAT_ERROR, 307, "value", "A chord has several tones; {setting} takes one.",
     "Pick one: `chord(\"Am\")[0]`.", "print(\"Am\" as Frequency)",
     "print(\"A4\" as Frequency)"},
    {LEAT_ERROR, 308, "value", "Lists inside lists cannot become lanes.",
     "Use one flat list.", "sine([[220.hz, 330.hz], 440.hz])",
     "sine([220.hz, 330.hz, 440.hz])"},
    {LEAT_ERROR, 309, "value", "An optional value was empty.",
     "Use `?? default` or `if let`.", "notes = []\nprint(notes.first().unwrap())",
     "notes = []\nprint(notes.first() ?? 60)"},
    {LEAT_ERROR, 401, "setting",
     "{setting} is {value}; it can go from {low} to {high}.", "Try {nearest}.",
     "saw(110.hz) |> lowpass(cutoff: 5.hz)", "saw(110.hz) |> lowpass(cutoff: 20.hz)"},
    {LEAT_ERROR, 403, "setting", "`{function}` needs {setting}.", "{what it is}",
     "print(min(1))", "print(min(1, 2))"},
    {LEAT_ERROR, 404, "setting", "`{function}` has no setting `{name}`.",
     "Did you mean `{near}`?", "saw(110.hz) |> lowpass(cuttoff: 800.hz)",
     "saw(110.hz) |> lowpass(cutoff: 800.hz)"},
    {LEAT_ERROR, 405, "setting", "{setting} is given twice.", "Keep one.",
     "saw(110.hz) |> lowpass(800.hz, cutoff: 900.hz)",
     "saw(110.hz) |> lowpass(cutoff: 900.hz)"},
    {LEAT_ERROR, 406, "setting",
     "These lists belong together but have {n} and {m} entries.",
     "Give one entry per stream.", "merge([sine(220.hz), saw(110.hz)], gains: [-6.db])",
     "merge([sine(220.hz), saw(110.hz)], gains: [-6.db, -12.db])"},
    {LEAT_ERROR, 407, "setting", "{what} cannot work: {reason}.", "{example}",
     "merge([])", "merge([sine(220.hz), saw(110.hz)])"},
    {LEAT_ERROR, 501, "limit", "This would never finish.",
     "Look at how often functions are called, and loops go round.",
     "func a(x) { x + x + x + x + x + x + x + x }\n"
     "func b(x) { a(x) + a(x) + a(x) + a(x) + a(x) + a(x) + a(x) + a(x) }\n"
     "func c(x) { b(x) + b(x) + b(x) + b(x) + b(x) + b(x) + b(x) + b(x) }\n"
     "func d(x) { c(x) + c(x) + c(x) + c(x) + c(x) + c(x) + c(x) + c(x) }\n"
     "func e(x) { d(x) + d(x) + d(x) + d(x) + d(x) + d(x) + d(x) + d(x) }\n"
     "func f(x) { e(x) + e(x) + e(x) + e(x) + e(x) + e(x) + e(x) + e(x) }\n"
     "func g(x) { f(x) + f(x) + f(x) + f(x) + f(x) + f(x) + f(x) + f(x) }\n"
     "print(g(1))",
     "print(8 ** 7)"},
    {LEAT_ERROR, 502, "limit", "This grew too large.", "Make the text shorter.",
     "func twice(t) { t + t }\n"
     "func more(t) { twice(twice(twice(twice(twice(twice(t)))))) }\n"
     "print(more(more(more(more(more(\"la \"))))))",
     "func twice(t) { t + t }\nprint(twice(twice(\"la \")))"},
    {LEAT_ERROR, 503, "limit", "`{function}` calls itself too deeply.",
     "Check where it stops.",
     "func echoes(x) { echoes(delay(x)) }\nechoes(sine(440.hz))",
     "func echoes(x) { delay(delay(x)) }\nechoes(sine(440.hz))"},
    {LEAT_ERROR, 601, "stream", "I know no {output or input} called `{name}`.",
     "Write `name:port` or `name.setting` of a `node` above.",
     "node(\"tone\", \"sine\")\nnode(\"heard\", \"output\")\n"
     "link(\"tune:out\", \"heard:in\")",
     "node(\"tone\", \"sine\")\nnode(\"heard\", \"output\")\n"
     "link(\"tone:out\", \"heard:in\")"},
    {LEAT_ERROR, 602, "stream", "This carries {type}; `{function}` wants {type}.",
     "Link streams of one kind.", "testpattern() |> lowpass()", "noise() |> lowpass()"},
    {LEAT_ERROR, 603, "name", "The rule `{name}` links a stream to itself.",
     "Name another stream; feedback is written with `<>`.",
     "low = saw(55.hz); Stream.add_rule(\"r\", Always, Connect(low), stream: low)",
     "low = saw(55.hz); low <> delay()"},
    {LEAT_ERROR, 604, "stream", "A feedback delay must be at least 64 frames.",
     "Use 64.samples.", "fb(sine(440.hz), gain(-6.db), delay: 10.samples)",
     "fb(sine(440.hz), gain(-6.db), delay: 64.samples)"},
    {LEAT_ERROR, 605, "stream", "cannot connect {a} to {b}: {field}. {what each has}.",
     "Put map(channels: {n}) between, or a channel matrix.",
     "merge([sine([220, 330, 440]), saw(110.hz) |> pan(0)])",
     "merge([sine([220, 330]), saw(110.hz) |> pan(0)])"},
    {LEAT_ERROR, 607, "what", "What runs for every sample cannot hold {what}.",
     "It can hold numbers, `if`, `for i in 0..4` and words such as sin(x).",
     "saw(110.hz).map(|x| \"a\")", "saw(110.hz).map(|x| x * x)"},
    {LEAT_ERROR, 608, "stream", "A waiting buffer would stop the sound.",
     "Use Circular or Dropping here.",
     "Stream.buffer(64, Blocking).write(saw(110.hz))\nsine(440.hz)",
     "Stream.buffer(64, Circular).write(saw(110.hz))\nsine(440.hz)"},
    {LEAT_ERROR, 609, "system", "`{node}` did nothing for 10 s.",
     "Is its file or its source still there?", NULL, NULL},
    {LEAT_ERROR, 610, "stream", "`{verb}` needs at least two streams.",
     "Add another, or use it directly.",
     "tone = sine(440.hz)\ncomposer.harmonize([tone])",
     "tone = sine(440.hz)\ncomposer.harmonize([tone, saw(110.hz)])"},
    {LEAT_ERROR, 611, "system",
     "`{node}` cannot run in a process of its own: it streams or draws.",
     "Isolate only what is heard: --isolate race:NAME.", NULL, NULL},
    {LEAT_ERROR, 612, "system",
     "The process that makes workers is gone: what plays plays on, but it can no "
     "longer "
     "be changed.",
     "Start leat again.", NULL, NULL},
    {LEAT_ERROR, 613, "system", "No worker lives long enough to compute this.",
     "See what is told above; --isolate off shows more.", NULL, NULL},
    {LEAT_ERROR, 614, "system", "There is no node `{name}` to isolate.",
     "Is it `{near}`?", NULL, NULL},
    {LEAT_ERROR, 615, "system",
     "This is too large to be isolated: no room is left for its state, or for what a "
     "group hears and gives.",
     "Isolate less of it: --isolate race:NAME, or off.", NULL, NULL},
    {LEAT_ERROR, 616, "system", "No process can be made for the isolation: {why}.",
     "Go without: --isolate off.", NULL, NULL},
    {LEAT_ERROR, 701, "system", "The sound device `{name}` cannot be used: {why}.",
     "Try: {devices}; without one, sound goes nowhere but everything runs.", NULL,
     NULL},
    {LEAT_ERROR, 703, "system", "{device} does not run at {rate} Hz.",
     "It offers {rates}; leat converts if you leave it out.", NULL, NULL},
    {LEAT_ERROR, 801, "file", "There is no file `{path}`.",
     "In that folder {what is there}.", "file(\"no such song.ogg\")", "sine(440.hz)"},
    {LEAT_ERROR, 802, "file", "`{path}` may not be {what}.", "{reason}",
     "import \"../drums.syn\"", "import \"lib/drums.syn\"\ndrums.kick()"},
    {LEAT_ERROR, 803, "file", "`{path}` is not something I can read: {why}.",
     "Readable: {kinds}.", "print(File.load(\"broken.json\"))",
     "print(File.read_text(\"broken.json\"))"},
    {LEAT_ERROR, 804, "system", "No leat listens on {place}.",
     "Is it running?  Start one: leat serve patch.syn", NULL, NULL},
    {LEAT_ERROR, 901, "system", "There is not enough memory for {what}.",
     "Make {what} smaller.", NULL, NULL},
    {LEAT_ERROR, 999, "system",
     "{program} would mean something else in its standard form; it stays as it is.",
     "Please report it, with the program.", NULL, NULL},
    {LEAT_WARNING, 206, "name", "`{name}` is planned: it does nothing yet.",
     "{what it does meanwhile}", "saw(110.hz) |> ML.style_transfer(\"cello\")",
     "saw(110.hz) |> distortion()"},
    {LEAT_WARNING, 210, "value", "No case fits {value}.",
     "The value is null; `_ => ...` fits everything.",
     "x = match 7 { 1 => 2 }\nprint(x)", "x = match 7 { 1 => 2, _ => 0 }\nprint(x)"},
    {LEAT_WARNING, 211, "name",
     "I do not know the attribute `@{name}`; it changes nothing.",
     "Known is `@export`.",
     "@shiny func soft(x) { gain(x, -6.db) }\nsoft(sine(440.hz))",
     "@export func soft(x) { gain(x, -6.db) }\nsoft(sine(440.hz))"},
    {LEAT_WARNING, 212, "live", "This {what} stands still: nothing plays it.",
     "Begin with `.play()`.", "s = sequencer()\ns.set_step(0)\nsine(440.hz)",
     "s = sequencer()\ns.set_step(0)\ns.play()"},
    {LEAT_WARNING, 401, "unit",
     "{setting} is {value}; it goes from {least} to {most}, so I take {nearest}.",
     "Write {nearest}.", "print(850.0 as Fraction)", "print(85% as Fraction)"},
    {LEAT_WARNING, 402, "unit",
     "{setting} goes from 0 to 1; I read {value} as {value}%.",
     "Write `{value}%` or {fraction}.", "saw(110.hz) |> delay(wet_mix: 35.0)",
     "saw(110.hz) |> delay(wet_mix: 35%)"},
    {LEAT_WARNING, 403, "value", "{setting} is not a number, so I take {default}.",
     "Look at what computes it.", "huge = 1e308 * 10\nprint((huge - huge) as Fraction)",
     "huge = 1e308\nprint((huge - huge) as Fraction)"},
    {LEAT_WARNING, 602, "system", "The disk was too slow: {what is missing}.",
     "Record to another disk, or fewer channels.", NULL, NULL},
    {LEAT_WARNING, 605, "live",
     "A feedback loop grew beyond 36 dBFS: {n} samples were held there.",
     "Give the loop a gain below 1.", "noise() <> gain(24.db)",
     "noise() <> gain(-6.db)"},
    {LEAT_WARNING, 606, "stream",
     "This effect has no sound to work on, so it does nothing.",
     "Send one through it: `sine(440.hz) |> ...`, or give it a name to use later.",
     "lowpass(cutoff: 800.hz)\nsine(440.hz)",
     "sine(440.hz) |> lowpass(cutoff: 800.hz)"},
    {LEAT_WARNING, 701, "name", "There is no device for `{name}`; it is planned.",
     "It measures 0 until then.",
     "pad = Hardware.leap_motion()\nsine(440.hz) |> gain(pad.x)",
     "keys = Hardware.midi_input()\nsine(440.hz) |> gain(keys.velocity)"},
    {LEAT_WARNING, 702, "live", "{n} frames of the program were late",
     "Do less in each frame: `every(0.5.s) { ... }`, or a lower `fps(30)`.",
     "loop { for i in 0..50000 { x = sin(i) } }",
     "every(0.5.s) { for i in 0..500 { x = sin(i) } }"},
    {LEAT_WARNING, 803, "system", "`{path}` ends before its header says.",
     "What is there was played: {length} s.  Copy it again.", NULL, NULL},
};
enum { N_CODES = sizeof(codes) / sizeof(codes[0]) };

static const struct catalogue_word words[] = {
    {"import", "makes names of a module, or of another file, known here.",
     "import Audio.{sine, saw as buzz}"},
    {"let", "makes a variable of this block, which stays as it is.",
     "let pitch = 440.hz"},
    {"mut", "lets a variable of `let` change.", "let mut level = 0.5"},
    {"func", "makes a function; its last line is what it gives.",
     "func soft(x, by = -6.db) { gain(x, by) }"},
    {"class", "makes a kind of object, with fields and functions of its own.",
     "class Bell { root: Note = 60 }"},
    {"struct", "is a class whose objects are copied and compared by what is in them.",
     "struct Point { x: Float = 0, y: Float = 0 }"},
    {"enum", "makes a kind of value that is one of a few.",
     "enum Colour { Red, Green, Blue }"},
    {"if", "does something, or has a value, when a condition holds.",
     "gain = if loud { -6.db } else { -24.db }"},
    {"else", "says what holds when the condition of its `if` does not.",
     "if loud { 1 } else { 2 }"},
    {"match", "chooses by what a value looks like.",
     "match step { \"X\" => 1.0, \"x\" => 0.6, _ => 0 }"},
    {"for", "does something for each item of a list or a range.",
     "for i in 0..8 { print(i) }"},
    {"in", "asks whether a list has an item, and stands between the parts of `for`.",
     "print(60 in [60, 64, 67])"},
    {"while", "does something again as long as a condition holds.",
     "while n < 8 { n += 1 }"},
    {"loop", "does something in every frame, until the program ends.",
     "loop { Graphics.clear() }"},
    {"return", "leaves a function early, with a value.", "return 0"},
    {"break", "leaves the loop around it.", "break"},
    {"continue", "goes on with the next turn of the loop around it.", "continue"},
    {"try", "does something that may fail; `catch` says what happens then.",
     "try { file(\"a.ogg\") } catch e { print(e.hint) }"},
    {"catch", "says what happens when its `try` fails.",
     "try { file(\"a.ogg\") } catch e { print(e.hint) }"},
    {"as", "gives what is imported another name, or a value another type.",
     "import Audio.sine as tone"},
    {"true", "is what holds.", "voices(4, sine(), mono: true)"},
    {"false", "is what does not hold.", "voices(4, sine(), mono: false)"},
    {"null", "is no value.", "x = null"},
    {"and", "holds when both sides do; `&&` is the same.", "print(1 < 2 and 2 < 3)"},
    {"or", "holds when one side does; `||` is the same.", "print(1 < 2 or 3 < 2)"},
    {"not", "holds when what follows does not; `!` is the same.", "print(not false)"},
    {"self", "is the object whose function runs.", "self.root + 12"},
    {"Self", "is the class whose function is declared.", "Self { root: 60 }"},
    {"every", "does something again and again in time.",
     "every(0.5.beats) { bell.strike(0) }"},
    {"after", "does something once, later.", "after(4.bars) { print(\"now\") }"},
    {"when", "does something at the moment a condition begins to hold.",
     "when level > 0.5 { print(\"loud\") }"},
    {"sequence", "does things at given times.",
     "sequence { 0.beats => kick, 1.beats => snare }"},
    {"main", "is where a program begins that is written like one.",
     "main { sine(440.hz) }"},
    {"at", "says how many frames a program has in a second, 60 where it says nothing.",
     "loop at 30.hz { sine(220.hz) |> gain(-12.db) }"},
    {"step", "says how far apart the numbers of a range are.", "0..360 step 5"},
    {"|>", "sends a stream on: `a |> f(x)` is `f(a, x)`.",
     "saw(110.hz) |> lowpass(cutoff: 800.hz)"},
    {"<>", "sends a stream through an effect and back into itself.",
     "noise() <> delay(time: 250.ms)"},
    {"..", "makes a range without its end; `..=` takes the end too.", "print(0..8)"},
    {"??", "gives its right side when the left one is null.", "x = level ?? 0.5"},
    {"?.", "asks a value for something unless it is null.", "x = bell?.root"},
};
enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

const struct catalogue_code *catalogue_code_at(size_t index)
{
    return index < N_CODES ? &codes[index] : NULL;
}

const struct catalogue_code *catalogue_code_find(const char *name)
{
    const char letter = (char)(*name & ~0x20);
    enum leat_severity severity = letter == 'E' ? LEAT_ERROR : LEAT_WARNING;
    int number = 0;

    if ((letter != 'E' && letter != 'W') || strlen(name) != 4)
        return NULL;
    for (const char *p = name + 1; *p; p++) {
        if (*p < '0' || *p > '9')
            return NULL;
        number = 10 * number + (*p - '0');
    }
    for (size_t i = 0; i < N_CODES; i++)
        if (codes[i].severity == severity && codes[i].code == number)
            return &codes[i];
    return NULL;
}

const char *catalogue_code_name(const struct catalogue_code *code,
                                char name[CATALOGUE_NAME_SIZE])
{
    str_format(name, CATALOGUE_NAME_SIZE, "%c%03d",
               code->severity == LEAT_ERROR ? 'E' : 'W', code->code);
    return name;
}

const struct catalogue_word *catalogue_word_at(size_t index)
{
    return index < N_WORDS ? &words[index] : NULL;
}

const struct catalogue_word *catalogue_word_find(const char *word)
{
    for (size_t i = 0; i < N_WORDS; i++)
        if (strcmp(words[i].word, word) == 0)
            return &words[i];
    return NULL;
}
