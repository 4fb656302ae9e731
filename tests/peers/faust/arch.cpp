// arch: runs N copies of a Faust program for some seconds of sound in blocks of 64.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>
#define FAUSTFLOAT float
struct Meta {
    void declare(const char *, const char *) {}
};
struct UI {
    std::map<std::string, float *> at;
    void openVerticalBox(const char *) {}
    void openHorizontalBox(const char *) {}
    void openTabBox(const char *) {}
    void closeBox() {}
    void declare(float *, const char *, const char *) {}
    void addButton(const char *name, float *p) { at[name] = p; }
    void addCheckButton(const char *name, float *p) { at[name] = p; }
    void addVerticalSlider(const char *name, float *p, float, float, float, float) { at[name] = p; }
    void addHorizontalSlider(const char *name, float *p, float, float, float, float) { at[name] = p; }
    void addNumEntry(const char *name, float *p, float, float, float, float) { at[name] = p; }
    void addHorizontalBargraph(const char *, float *, float, float) {}
    void addVerticalBargraph(const char *, float *, float, float) {}
    void set(const char *name, float x) { if (at.count(name)) *at[name] = x; }
};
struct dsp {
    virtual ~dsp() {}
};
<<includeIntrinsic>>
<<includeclass>>

int main(int, char **argv)
{
    enum { BLOCK = 64 };
    const int n = atoi(argv[1]), blocks = (int)(atof(argv[2]) * 48000 / BLOCK);
    std::vector<mydsp *> voice;
    std::vector<float *> cutoff;
    float left[BLOCK], right[BLOCK], sum[2][BLOCK], *out[] = {left, right};
    double heard = 0;

    for (int i = 0; i < n; i++) {
        mydsp *v = new mydsp;
        UI ui;
        v->init(48000);
        v->buildUserInterface(&ui);
        ui.set("freq", 55 * powf(2, (i * 7 % 60) / 12.f) * (1 + 0.001f * (i % 13)));
        ui.set("pan", (i % 21) / 20.f);
        ui.set("gain", 1.f / (n + 4));
        ui.set("gate", 1);
        voice.push_back(v);
        cutoff.push_back(ui.at.count("fc") ? ui.at["fc"] : nullptr);
    }
    for (int b = 0; b < blocks; b++) {
        memset(sum, 0, sizeof(sum));
        for (int i = 0; i < n; i++) {
            if (cutoff[i])
                *cutoff[i] = 1000 + 600 * sinf(6.2831853f * (0.2f + 0.037f * (i % 41)) * (b * BLOCK / 48000.f));
            voice[i]->compute(BLOCK, nullptr, out);
            for (int k = 0; k < BLOCK; k++) {
                sum[0][k] += left[k];
                sum[1][k] += right[k];
            }
        }
        heard += sum[0][3] * sum[0][3] + sum[1][9] * sum[1][9];
    }
    printf("%g\n", heard);
}
