<CsoundSynthesizer>
<CsInstruments>
sr = 48000
ksmps = 64
nchnls = 2
0dbfs = 1
instr 1
aL noise 0.2, 0
aR noise 0.2, 0
aL rbjeq aL, 60, 1.41, 1, 1, 8
aL rbjeq aL, 150, 0.708, 1, 1, 8
aL rbjeq aL, 400, 1.41, 1, 1, 8
aL rbjeq aL, 1000, 0.708, 1, 1, 8
aL rbjeq aL, 2400, 1.41, 1, 1, 8
aL rbjeq aL, 5000, 0.708, 1, 1, 8
aL rbjeq aL, 9000, 1.41, 1, 1, 8
aL rbjeq aL, 14000, 0.708, 1, 1, 8
aR rbjeq aR, 60, 1.41, 1, 1, 8
aR rbjeq aR, 150, 0.708, 1, 1, 8
aR rbjeq aR, 400, 1.41, 1, 1, 8
aR rbjeq aR, 1000, 0.708, 1, 1, 8
aR rbjeq aR, 2400, 1.41, 1, 1, 8
aR rbjeq aR, 5000, 0.708, 1, 1, 8
aR rbjeq aR, 9000, 1.41, 1, 1, 8
aR rbjeq aR, 14000, 0.708, 1, 1, 8
aL compress2 aL, aL, -60, -12, -9, 4, 0.005, 0.1, 0.005
aR compress2 aR, aR, -60, -12, -9, 4, 0.005, 0.1, 0.005
adL init 0
adR init 0
adL delay aL + adL * 0.5, 0.35
adR delay aR + adR * 0.5, 0.35
aL = aL + adL * 0.4
aR = aR + adR * 0.4
awL, awR freeverb aL, aR, 0.8, 0.5
aL = aL * 0.7 + awL * 0.3
aR = aR * 0.7 + awR * 0.3
aL compress2 aL, aL, -90, -1, -0.5, 100, 0.001, 0.05, 0.005
aR compress2 aR, aR, -90, -1, -0.5, 100, 0.001, 0.05, 0.005
outs aL, aR
endin
</CsInstruments>
<CsScore>
i1 0 @SECONDS@
e
</CsScore>
</CsoundSynthesizer>
