<CsoundSynthesizer>
<CsInstruments>
sr = 48000
ksmps = 64
nchnls = 2
0dbfs = 1
instr 1
a1 noise 0.5, 0
f1 pvsanal a1, 2048, 512, 2048, 1
a2 pvsynth f1
outs a2, a2
endin
</CsInstruments>
<CsScore>
i1 0 @SECONDS@
e
</CsScore>
</CsoundSynthesizer>
