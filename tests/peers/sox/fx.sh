exec sox -r 48000 -n -c 2 -t null - synth @SECONDS@ whitenoise vol 0.2 \
    equalizer 60 1q 3 equalizer 150 1q -3 equalizer 400 1q 3 equalizer 1000 1q -3 \
    equalizer 2400 1q 3 equalizer 5000 1q -3 equalizer 9000 1q 3 equalizer 14000 1q -3 \
    compand 0.005,0.1 6:-60,-60,-12,-12,0,-9 0 -90 0.005 echos 0.8 0.7 350 0.5 \
    reverb 80 50 100 100 0 -10 compand 0.001,0.05 6:-90,-90,-1,-1,0,-0.5
