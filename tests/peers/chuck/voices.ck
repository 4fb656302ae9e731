LPF f[@N@];
float rate[@N@];
for (0 => int i; i < @N@; i++) {
    BlitSaw s;
    ADSR e;
    Pan2 p;
    55.0 * Math.pow(2.0, ((i * 7) % 60) / 12.0) * (1 + 0.001 * (i % 13)) => s.freq;
    s => f[i] => e => p => dac;
    3.0 => f[i].Q;
    e.set(50::ms, 200::ms, 0.7, 300::ms);
    1.0 / (@N@ + 4) => e.gain;
    (i % 21) / 10.0 - 1.0 => p.pan;
    e.keyOn();
    0.2 + 0.037 * (i % 41) => rate[i];
}
now + @SECONDS@::second => time end;
0.0 => float t;
while (now < end) {
    for (0 => int i; i < @N@; i++)
        1000 + 600 * Math.sin(6.2831853 * rate[i] * t) => f[i].freq;
    64::samp => now;
    t + 64.0 / 48000 => t;
}
