exec ffmpeg -v error -threads 1 -f lavfi -i anoisesrc=r=48000:a=0.2:d=@SECONDS@ -ac 2 -f null -
