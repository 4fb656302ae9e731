Noise n => dac;
0.2 => n.gain;
@SECONDS@::second => now;
