exec ffmpeg -v error -threads 1 -filter_complex_threads 1 -f lavfi -i anoisesrc=r=48000:a=0.2:d=@SECONDS@ -i impulse.wav \
    -filter_complex "[0:a]aformat=channel_layouts=stereo[x];[x][1:a]afir=minp=64:maxp=8192" -f null -
