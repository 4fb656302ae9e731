#!/usr/bin/env python3
"""lsp_session: what an editor and leat lsp say to each other.
Usage: lsp_session.py LEAT"""
import json
import os
import subprocess
import sys
import tempfile

leat = sys.argv[1]


class Editor:
    def __init__(self):
        self.process = subprocess.Popen([leat, 'lsp'], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.n = 0
        self.findings = {}

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, **message):
        text = json.dumps(dict(jsonrpc='2.0', **message), ensure_ascii=False).encode()
        self.raw(b'Content-Length: %d\r\n\r\n' % len(text) + text)

    def take(self):
        length = None
        while True:
            line = self.process.stdout.readline()
            assert line, 'the server has gone'
            if line == b'\r\n':
                break
            name, value = line.decode().split(':')
            if name == 'Content-Length':
                length = int(value)
        message = json.loads(self.process.stdout.read(length).decode())
        assert message['jsonrpc'] == '2.0'
        if message.get('method') == 'textDocument/publishDiagnostics':
            self.findings[message['params']['uri']] = message['params']['diagnostics']
        return message

    def ask(self, method, **params):
        self.n += 1
        self.send(id=self.n, method=method, params=params)
        while True:
            message = self.take()
            if message.get('id') == self.n:
                return message

    def tell(self, method, **params):
        self.send(method=method, params=params)

    def open(self, uri, text):
        self.tell('textDocument/didOpen',
                  textDocument=dict(uri=uri, languageId='syn', version=1, text=text))
        self.take()
        return self.findings[uri]

    def change(self, uri, *changes):
        self.tell('textDocument/didChange', textDocument=dict(uri=uri, version=2),
                  contentChanges=list(changes))
        self.take()
        return self.findings[uri]

    def at(self, method, uri, line, character):
        return self.ask('textDocument/' + method, textDocument=dict(uri=uri),
                        position=dict(line=line, character=character))['result']


def span(line, start, end, last=None):
    return dict(start=dict(line=line, character=start),
                end=dict(line=line if last is None else last, character=end))


def check(what, got, wanted):
    if got != wanted:
        sys.exit('%s: %r, not %r' % (what, got, wanted))


def labels(items):
    return [i['label'] for i in items]


e = Editor()
# Before initialize nothing is answered.
check('early', e.ask('textDocument/hover')['error']['code'], -32002)
result = e.ask('initialize', processId=None, rootUri=None, capabilities={})['result']
check('name', result['serverInfo']['name'], 'leat')
check('sync', result['capabilities']['textDocumentSync'], dict(openClose=True, change=2))
check('twice', e.ask('initialize')['error']['code'], -32600)
e.tell('initialized')

# Findings: their place in units of UTF-16, their code, message and hint.
uri = 'file:///tmp/a%20b.syn'
found = e.open(uri, 'print("\U0001F3B5\U0001F3B5é") ; lowpas(saw(110.hz))\n')
check('findings', len(found), 1)
check('range', found[0]['range'], span(0, 17, 23))
check('severity', found[0]['severity'], 1)
check('code', found[0]['code'], 'E201')
check('message', found[0]['message'],
      'There is no function called `lowpas`.\nDid you mean `lowpass`?')
found = e.open('file:///w.syn', 'lowpass()\nsaw(110.hz) |> gain(100.db)\n')
check('two', sorted((f['code'], f['severity']) for f in found), [('E401', 1), ('W606', 2)])

# Changes: of a range, several one after the other, and of all.
found = e.change(uri, dict(range=span(0, 23, 23), text='s'))
check('repaired', found, [])
found = e.change(uri, dict(range=span(0, 7, 11), text='\U0001F600'),
                 dict(range=span(0, 9, 10), text=''), dict(range=span(0, 8, 8), text=''))
check('spliced', found, [])
check('form', e.ask('textDocument/formatting', textDocument=dict(uri=uri),
                    options={})['result'],
      [dict(range=span(0, 0, 0, 1),
            newText='print("\U0001F600")\nlowpass(saw(110.hz))\n')])
found = e.change(uri, dict(text='x = (1'))
check('all', [f['code'] for f in found], ['E105'])
check('no form', e.ask('textDocument/formatting', textDocument=dict(uri=uri),
                       options={})['result'], [])
found = e.change(uri, dict(range=span(9, 9, 99, 99), text=')\n'))
check('behind the end', found, [])


# A line that ends with CR LF ends before them.
uri = 'file:///r.syn'
e.open(uri, 'x = 1\r\nprint(x)\r\n')
e.change(uri, dict(range=span(0, 99, 99), text='0'), dict(range=span(1, 6, 7), text='y'))
check('line end', [f['message'] for f in e.findings[uri]],
      ['`y` has no value yet.\nGive it one above this line; a text stands in quotes.'])
check('lines', e.at('formatting', uri, 0, 0)[0]['newText'], 'x = 10\nprint(y)\n')

# Completion.
uri = 'file:///c.syn'
text = ('func soft(x, by = -6.db) { gain(x, by) }\nthickness = 0.5\nAudio.\n'
        'lowpass(q: 2, c\nnoise(color: \n// lo\nprint("lo")\nsoft(b\nlo\n')
e.open(uri, text)
items = e.at('completion', uri, 2, 6)
assert 'lowpass' in labels(items) and 'testpattern' not in labels(items), 'members of Audio'
items = e.at('completion', uri, 3, 15)
setting = [i for i in items if i['kind'] == 10]
check('settings', labels(setting), ['cutoff', 'slope'])
check('detail', setting[0]['detail'], '20 Hz to 20000 Hz; 1000 Hz if not set')
check('edit', setting[0]['textEdit'], dict(range=span(3, 14, 15), newText='cutoff: '))
items = e.at('completion', uri, 4, 13)
check('choices', labels(i for i in items if i['kind'] == 20), ['white', 'pink', 'brown'])
check('comment', e.at('completion', uri, 5, 5), [])
check('text', e.at('completion', uri, 6, 9), [])
check('parameters', labels(i for i in e.at('completion', uri, 7, 6) if i['kind'] == 10),
      ['x', 'by'])
items = e.at('completion', uri, 8, 2)
for label, kind in [('soft', 3), ('thickness', 6), ('lowpass', 3), ('sqrt', 3), ('Audio', 9),
                    ('loop', 14)]:
    assert (label, kind) in [(i['label'], i['kind']) for i in items], label
check('a label once', len([i for i in items if i['label'] == 'thickness']), 1)

# Hover.
uri = 'file:///h.syn'
e.open(uri, 'func soft(x) { gain(x, -6.db) }\n/* \U0001F600 */ saw(110.hz) |> '
            'lowpass(cutoff: 2.khz) |> soft()\nloop { }\n')
hover = e.at('hover', uri, 1, 10)
assert hover['contents']['value'].startswith('### saw\n'), hover
check('hover range', hover['range'], span(1, 9, 12))
hover = e.at('hover', uri, 1, 34)
assert hover['contents']['value'].startswith(
    '**cutoff** of `lowpass`: 20 Hz to 20000 Hz; 1000 Hz if not set\n'), hover
check('quantity', e.at('hover', uri, 1, 44)['contents']['value'],
      'a frequency: 2000 Hz\n')
check('own', e.at('hover', uri, 1, 53)['contents']['value'],
      '```syn\nfunc soft(x)\n```\n')
assert e.at('hover', uri, 2, 1)['contents']['value'].startswith('**loop** does')
check('nothing', e.at('hover', uri, 1, 4), None)

# Signature help.
uri = 'file:///s.syn'
e.open(uri, 'lowpass(saw([110.hz, 1]), q: 2\nfunc f(a, b = 2, c = 3) { a }\nf(1, (2), \nx\n')
help = e.at('signatureHelp', uri, 0, 29)
check('signature', help['signatures'][0]['label'], 'lowpass(cutoff, q, slope)')
check('by name', help['signatures'][0]['activeParameter'], 1)
check('inner', e.at('signatureHelp', uri, 0, 20)['signatures'][0]['label'][:4], 'saw(')
help = e.at('signatureHelp', uri, 2, 10)['signatures'][0]
check('own', (help['label'], help['activeParameter']), ('f(a, b, c)', 2))

# Symbols.
uri = 'file:///y.syn'
e.open(uri, 'func f(x) { x }\nlet a = 1\nb = 2\nb = 3\nclass C { x: Int = 1 }\n'
            'enum E { A, B }\nsine()\n')
got = e.ask('textDocument/documentSymbol', textDocument=dict(uri=uri))['result']
check('symbols', [(s['name'], s['kind']) for s in got],
      [('f', 12), ('a', 13), ('b', 13), ('C', 5), ('E', 10)])
check('symbol range', got[0]['range'], span(0, 0, 15))
check('symbol name', got[0]['selectionRange'], span(0, 5, 6))

# A closed document has no findings, and nothing is known of it.
uri = 'file:///w.syn'
e.tell('textDocument/didClose', textDocument=dict(uri=uri))
e.take()
check('closed', e.findings[uri], [])
check('gone', e.ask('textDocument/hover', textDocument=dict(uri=uri))['error']['code'],
      -32602)

# What is no message is answered, and the next one is heard.
e.raw(b'Content-Length: 5\r\n\r\n{"a":')
check('bad JSON', e.take()['error']['code'], -32700)
e.raw(b'Content-Length: 2\r\n\r\n[]')
check('no object', e.take()['error']['code'], -32600)
e.raw(b'Content-Length: 2\r\n\r\n{}')
check('no method', e.take()['error']['code'], -32600)
e.raw(b'Nonsense: 1\r\n\r\n')
check('no length', e.take()['error']['code'], -32700)
e.raw(b'Content-Length: 20000000\r\n\r\n' + b' ' * 20000000)
check('too large', e.take()['error']['code'], -32600)
e.raw(b'content-length:   24\r\nContent-Type: x\r\n\r\n{"id":"a","method":"no"} '.rstrip())
message = e.take()
check('unknown', (message['id'], message['error']['code']), ('a', -32601))
e.tell('$/cancelRequest', id=1)

# What is wrong with an imported file is told where it is imported.
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(folder + '/a b')
    with open(folder + '/a b/drums.syn', 'w') as file:
        file.write('level = 1\nx = nope(3)\n')
    uri = 'file://' + folder + '/song.syn'
    found = e.open(uri, 'level = 2\nimport "a b/drums.syn" as drums\nprint(drums.level)\n')
    check('imported', [(f['code'], f['range']['start'], f['message'].split('\n')[0])
                       for f in found],
          [('E201', dict(line=1, character=0),
            'a b/drums.syn:2:5: There is no function called `nope`.')])
    found = e.open(uri, 'import "a b/drum.syn" as d\n')
    check('not there', found[0]['code'], 'E801')
    e.tell('textDocument/didClose', textDocument=dict(uri=uri))
    e.take()

# What is too much is told to the person, and nothing more is known of it.
big = 'file:///big.syn'
e.open(big, '// ' + 'x' * 9000000 + '\n')
e.tell('textDocument/didChange', textDocument=dict(uri=big),
       contentChanges=[dict(range=span(0, 0, 0), text='// ' + 'y' * 9000000 + '\n')])
check('told', e.take()['method'], 'window/showMessage')
e.take()
check('forgotten', e.ask('textDocument/hover', textDocument=dict(uri=big))['error']['code'],
      -32602)
for i in range(300):
    e.tell('textDocument/didOpen', textDocument=dict(uri='file:///%d' % i, text='x'))
got = [e.take()['method'] for i in range(300)]
assert got.count('window/showMessage') > 40, got
e.tell('textDocument/didChange', textDocument=dict(uri='file:///none'), contentChanges=[])

check('shutdown', e.ask('shutdown')['result'], None)
check('down', e.ask('textDocument/hover')['error']['code'], -32600)
e.tell('exit')
check('exit', e.process.wait(20), 0)

# exit without shutdown, and an input that ends, are failures.
e = Editor()
e.tell('exit')
check('early exit', e.process.wait(20), 1)
e = Editor()
e.process.stdin.close()
check('end of input', e.process.wait(20), 1)
