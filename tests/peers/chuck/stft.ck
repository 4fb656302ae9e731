Noise n => FFT fft =^ IFFT ifft => dac;
2048 => fft.size;
Windowing.hann(2048) => fft.window;
Windowing.hann(2048) => ifft.window;
now + @SECONDS@::second => time end;
while (now < end) {
    ifft.upchuck();
    512::samp => now;
}
