<CsoundSynthesizer>
<CsInstruments>
sr = 48000
ksmps = 64
nchnls = 2
0dbfs = 1
giw vco2init 1
instr 1
iN = @N@
indx = 0
while indx < iN do
  schedule 2, 0, @SECONDS@, 55 * 2 ^ (((indx * 7) % 60) / 12) * (1 + 0.001 * (indx % 13)), 0.2 + 0.037 * (indx % 41), (indx % 21) / 20, 1 / (iN + 4)
  indx += 1
od
turnoff
endin
instr 2
a1 vco2 1, p4, 0
kc oscili 600, p5
a2 bqrez a1, kc + 1000, 4
ke madsr 0.05, 0.2, 0.7, 0.3
a3, a4 pan2 a2 * ke * p7, p6
outs a3, a4
endin
</CsInstruments>
<CsScore>
i1 0 @SECONDS@
e
</CsScore>
</CsoundSynthesizer>
