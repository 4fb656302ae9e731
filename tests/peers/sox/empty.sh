exec sox -r 48000 -n -c 2 -t null - synth @SECONDS@ whitenoise vol 0.2
