<CsoundSynthesizer>
<CsInstruments>
sr = 48000
ksmps = 64
nchnls = 2
0dbfs = 1
gif ftgen 1, 0, 4096, 10, 1
gifreq ftgen 2, 0, 1024, -2, 0
giamp ftgen 3, 0, 1024, -2, 0
instr 1
indx = 0
while indx < @N@ do
  tabw_i 50 + 17.37 * indx, indx, 2
  tabw_i 0.001, indx, 3
  indx += 1
od
a1 adsynt2 1, 1, 1, 2, 3, @N@
outs a1, a1
endin
</CsInstruments>
<CsScore>
i1 0 @SECONDS@
e
</CsScore>
</CsoundSynthesizer>
