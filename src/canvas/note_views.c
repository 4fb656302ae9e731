/* SPDX-License-Identifier: MIT */
/* note_views: piano_roll, pattern_grid, piano_keys and highlight_key. */
#include "canvas/view.h"

/* Whether a key of the piano is black, from C on. */
static bool is_black(int key)
{
    static const bool black[12] = {false, true,  false, true,  false, false,
                                   true,  false, true,  false, true,  false};

    return black[((key % 12) + 12) % 12];
}

enum { ROLL_POSITION = VIEW_OWN, ROLL_LENGTH };
enum { START, LENGTH, KEY, VELOCITY }; /* columns of a note */

static const struct leat_draw_param roll_params[] = {
    VIEW_NUMBERS("data", "Rows of start, length, key and, if wished, velocity."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0xff2a6dff, "Of the notes."),
    CLASS_NUMBER("position", -1e9, -1e9, 1e9, "Where it plays, if it does."),
    CLASS_NUMBER("length", 0.0, 0.0, 1e9, "What is seen, from 0 on; 0: all."),
};

/* What the notes span. */
struct span {
    double end;
    int low, high;
};

static struct span span_of(const struct leat_draw_value *data, size_t columns)
{
    struct span s = {1e-9, 127, 0};

    for (size_t i = 0; i + columns <= data->n; i += columns) {
        const int key = (int)view_number(data, i + KEY, 0.0, 127.0);
        s.low = key < s.low ? key : s.low;
        s.high = key > s.high ? key : s.high;
        s.end = math_max_d(s.end, view_number(data, i + START, 0.0, 1e9) +
                                      view_number(data, i + LENGTH, 0.0, 1e9));
    }
    if (s.low > s.high) {
        s.low = 48;
        s.high = 72;
    }
    s.low = s.low > 2 ? s.low - 2 : 0;
    s.high = s.high < 125 ? s.high + 2 : 127;
    return s;
}

static int piano_roll(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    const struct leat_draw_value *data = &values[VIEW_DATA];
    const size_t columns = data->columns >= 3 ? data->columns : 3;
    const double position = values[ROLL_POSITION].number;
    const struct view v = view_of(values);
    struct span s = span_of(data, columns);
    const double lane = v.height / (s.high - s.low + 1);
    uint8_t ink[4];

    if (values[ROLL_LENGTH].number > 0.0)
        s.end = values[ROLL_LENGTH].number;
    view_tint(&v, 0.12, ink);
    for (int key = s.low; key <= s.high; key++)
        if (is_black(key))
            ink_box(canvas, v.x, v.y + (s.high - key) * lane, v.x + v.width,
                    v.y + (s.high - key + 1) * lane, ink);
    for (size_t i = 0; i + columns <= data->n; i += columns) {
        const double x = view_number(data, i + START, -1e9, 1e9) / s.end;
        const double end = x + view_number(data, i + LENGTH, 0.0, 1e9) / s.end;
        const double key = view_number(data, i + KEY, 0.0, 127.0);
        const double top = v.y + (s.high - key) * lane;
        view_tint(&v, columns > 3 ? view_number(data, i + VELOCITY, 0.1, 1.0) : 1.0,
                  ink);
        ink_box(canvas, v.x + v.width * math_clamp_d(x, 0.0, 1.0) + 0.5, top + 0.5,
                v.x + v.width * math_clamp_d(end, 0.0, 1.0) - 0.5, top + lane - 0.5,
                ink);
    }
    if (values[ROLL_POSITION].is_set && position >= 0.0 && position <= s.end)
        ink_line(canvas, v.x + v.width * position / s.end, v.y,
                 v.x + v.width * position / s.end, v.y + v.height, 2.0, v.ink);
    return 0;
}

const struct leat_draw_class leat_draw_piano_roll =
    CLASS("piano_roll", NULL, "Draw notes over time.",
          "Graphics.piano_roll([[0, 1, 60], [1, 1, 64], [2, 2, 67]], color: neon)", 0,
          roll_params, piano_roll);

enum { GRID_STEP = VIEW_OWN };

static const struct leat_draw_param grid_params[] = {
    VIEW_NUMBERS("data", "Rows of steps from 0, which is none, to 1."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0xffd700ff, "Of the steps."),
    CLASS_NUMBER("step", -1.0, -1.0, 1e6, "The step that plays; -1: none."),
};

static int pattern_grid(struct leat_canvas *canvas,
                        const struct leat_draw_value *values)
{
    const struct leat_draw_value *data = &values[VIEW_DATA];
    const size_t columns = data->columns ? data->columns : data->n;
    const size_t rows = columns ? data->n / columns : 0;
    const struct view v = view_of(values);
    const double width = v.width / (double)(columns ? columns : 1);
    const double height = v.height / (double)(rows ? rows : 1);
    const double gap = math_min_d(2.0, 0.08 * math_min_d(width, height));
    const double step = math_floor_d(values[GRID_STEP].number);

    for (size_t i = 0; i < rows * columns; i++) {
        const size_t column = i % columns;
        const double x = v.x + width * (double)column;
        const double y = v.y + height * (double)(i / columns);
        const double level = view_number(data, i, 0.0, 1.0);
        uint8_t ink[4];
        /* every fourth step is a little brighter, the one that plays more so */
        view_tint(&v,
                  math_max_d(0.85 * level, column % 4 ? 0.10 : 0.18) +
                      ((double)column == step ? 0.15 : 0.0),
                  ink);
        ink_box(canvas, x + gap, y + gap, x + width - gap, y + height - gap, ink);
    }
    return 0;
}

const struct leat_draw_class leat_draw_pattern_grid =
    CLASS("pattern_grid", NULL, "Draw the steps of a pattern.",
          "Graphics.pattern_grid([[1, 0, 0, 0], [0, 0, 1, 0]], step: 2)", 0,
          grid_params, pattern_grid);

/* A keyboard in a rectangle: keys [low, high]. */
struct keyboard {
    struct view view;
    int low, high;
    double white; /* width of a white key */
};

/* White keys below a key, from key 0 on. */
static int whites_below(int key)
{
    int n = 0;

    for (int k = 0; k < key; k++)
        n += !is_black(k);
    return n;
}

static struct keyboard keyboard_of(const struct view *view, double low, double high)
{
    struct keyboard k = {*view, (int)low, (int)high, 0.0};

    if (k.high < k.low)
        k.high = k.low;
    k.low -= is_black(k.low); /* it begins and ends with a white key */
    k.high += is_black(k.high);
    k.white = view->width / (whites_below(k.high + 1) - whites_below(k.low));
    return k;
}

static void draw_key(struct leat_canvas *canvas, const struct keyboard *k, int key,
                     const uint8_t ink[4])
{
    const double x = k->view.x + k->white * (whites_below(key) - whites_below(k->low));
    const double gap = math_min_d(1.0, 0.1 * k->white);

    if (is_black(key))
        ink_box(canvas, x - 0.3 * k->white, k->view.y, x + 0.3 * k->white,
                k->view.y + 0.62 * k->view.height, ink);
    else
        ink_box(canvas, x + gap, k->view.y, x + k->white - gap,
                k->view.y + k->view.height, ink);
}

enum { KEYS_LOW = VIEW_OWN, KEYS_HIGH };

#define KEY_RANGE                                                                      \
    CLASS_NUMBER("low", 0.0, 48.0, 126.0, "The lowest key."),                          \
        CLASS_NUMBER("high", 0.0, 72.0, 126.0, "The highest key.")

static const struct leat_draw_param keys_params[] = {
    {.name = "data",
     .aliases = "pressed notes",
     .kind = LEAT_DRAW_NUMBERS,
     .help = "The keys that are down."},
    CLASS_PLACE,
    CLASS_COLOR("color", 0x05d9e8ff, "Of keys that are down."),
    KEY_RANGE,
};

static bool is_down(const struct leat_draw_value *data, int key)
{
    for (size_t i = 0; i < data->n; i++)
        if ((int)math_round_d(view_number(data, i, -1.0, 128.0)) == key)
            return true;
    return false;
}

static int piano_keys(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    static const uint8_t ivory[4] = {240, 240, 232, 255}, ebony[4] = {16, 16, 20, 255};
    const struct view v = view_of(values);
    const struct keyboard k =
        keyboard_of(&v, values[KEYS_LOW].number, values[KEYS_HIGH].number);

    ink_box(canvas, v.x, v.y, v.x + v.width, v.y + v.height, ebony);
    for (int black = 0; black < 2; black++) /* black keys lie on white ones */
        for (int key = k.low; key <= k.high; key++) {
            const uint8_t *ink = black ? ebony : ivory;
            if (is_black(key) == (black == 1))
                draw_key(canvas, &k, key,
                         is_down(&values[VIEW_DATA], key) ? v.ink : ink);
        }
    return 0;
}

const struct leat_draw_class leat_draw_piano_keys =
    CLASS("piano_keys", NULL, "Draw the keys of a piano.",
          "Graphics.piano_keys([60, 64, 67], y: 80%, height: 20%)", 0, keys_params,
          piano_keys);

static const struct leat_draw_param highlight_params[] = {
    CLASS_NUMBER("key", 0.0, 60.0, 127.0, "Its note number."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0x05d9e8c0, "Its colour."),
    KEY_RANGE,
};

static int highlight_key(struct leat_canvas *canvas,
                         const struct leat_draw_value *values)
{
    const struct view v = view_of(values);
    const struct keyboard k =
        keyboard_of(&v, values[KEYS_LOW].number, values[KEYS_HIGH].number);
    const int key = (int)values[VIEW_DATA].number;

    if (key >= k.low && key <= k.high)
        draw_key(canvas, &k, key, v.ink);
    return 0;
}

const struct leat_draw_class leat_draw_highlight_key =
    CLASS("highlight_key", NULL, "Light up one key of a piano of the same place.",
          "Graphics.highlight_key(60, y: 80%, height: 20%, color: orange)", 0,
          highlight_params, highlight_key);
