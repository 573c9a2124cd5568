"""Reads a report of rlif study, runs its command lines, and compares.

usage: study-report.py REPORT.html RLIF FOLDER CHECK; the folder has the experiment, under its name."""
import base64, html.parser, json, os, re, subprocess, sys, xml.etree.ElementTree as tree

XHTML = '{http://www.w3.org/1999/xhtml}'
RAISED = str.maketrans('⁰¹²³⁴⁵⁶⁷⁸⁹⁻', '0123456789-')
PREFIX = {'f': 1e-15, 'p': 1e-12, 'n': 1e-9, 'µ': 1e-6, 'm': 1e-3, '': 1, 'k': 1e3}


def value(cell):
    """The number of a cell; None if there is none."""
    text = cell.split('±')[0].strip()
    if '\u202f' in text and '×' not in text:
        assert re.fullmatch('[0-9]{1,3}(\u202f[0-9]{3})+', text), text
    text = text.replace('\u202f', '').replace('−', '-').strip()
    if text in ('', '–'):
        return None
    if text.endswith('J'):
        number, unit = text.split(' ')
        return float(number) * PREFIX[unit[:-1]]
    if '×10' in text:
        number, power = text.split('×10')
        return float(number) * 10.0 ** int(power.translate(RAISED))
    return float(text)


class Report:
    """Its command lines, each with the tables and pictures that follow it."""
    def __init__(self, path):
        self.text = open(path, encoding='utf-8').read()
        self.root = tree.fromstring(self.text)
        self.parts = []
        for e in self.root.iter():
            kind = e.tag.replace(XHTML, '')
            if kind == 'pre' and e.get('class') == 'command':
                self.parts.append({'line': ''.join(e.itertext()), 'tables': [], 'pictures': []})
            elif kind == 'table':
                self.parts[-1]['tables'].append({row[0]: row[1:] for row in (
                    [''.join(c.itertext()) for c in r] for r in e.iter(XHTML + 'tr'))})
            elif kind == 'img':
                self.parts[-1]['pictures'].append(base64.b64decode(e.get('src').split(',', 1)[1]))

    def part(self, word, k=0):
        return [p for p in self.parts if p['line'].startswith('rlif ' + word)][k]


def whole(report):
    assert report.text.startswith('<!DOCTYPE html>')
    html.parser.HTMLParser().feed(report.text)
    ids = [e.get('id') for e in report.root.iter() if e.get('id')]
    assert len(ids) == len(set(ids))
    for e in report.root.iter():
        kind = e.tag.replace(XHTML, '')
        assert kind not in ('script', 'link', 'iframe', 'object', 'embed', 'base'), kind
        for name, text in e.attrib.items():
            assert not name.startswith('on'), name
            if name in ('href', 'src'):
                assert text.startswith('data:image/svg+xml;base64,') or text[0] == '#' and text[1:] in ids, text
        if kind == 'img':
            assert len(e.get('alt')) > 20
    style = report.root.find('.//' + XHTML + 'style').text
    assert 'url(' not in style and '@import' not in style and '@page' in style
    for p in report.parts:
        for picture in p['pictures']:
            for e in tree.fromstring(picture).iter():
                for name, text in e.attrib.items():
                    assert not name.endswith('href') or text[0] == '#', text
    for kind, word in (('figure', 'Figure'), ('table', 'Table')):
        shown = [''.join(e.itertext()) for e in report.root.iter(XHTML + ('figcaption' if kind == 'figure' else 'caption'))]
        assert len(shown) >= 9 and all(s.startswith('%s %d. ' % (word, k + 1)) for k, s in enumerate(shown)), shown


def run(report, rlif, folder):
    """All lines in turn, as a reader would; what they draw must be what the report shows."""
    os.chdir(folder)
    assert len(report.parts) == 12
    for p in report.parts:
        answer = subprocess.run(['sh', '-c', 'rlif () { "%s" "$@"; }; %s' % (rlif, p['line'])],
                                stdout=subprocess.PIPE, check=True).stdout
        p['json'] = json.loads(answer) if '--json' in p['line'] else None
        drawn = p['line'].split()[p['line'].split().index('--plot') + 1] if '--plot' in p['line'] else None
        drawn = drawn or {'figure1': 'figure1.svg', 'plot': 'raster.svg'}.get(p['line'].split()[1])
        assert len(p['pictures']) == (1 if drawn else 0), p['line']
        assert not drawn or open(drawn, 'rb').read() == p['pictures'][0], p['line']


def same(cell, expected, digits):
    shown = value(cell)
    if expected is None:
        assert shown is None, (cell, expected)
    else:
        assert shown is not None and abs(shown - expected) <= 0.5001 * 10 ** (1 - digits) * abs(expected), (cell, expected)


def compare(report):
    p = report.part('figure1')
    rows = list(p['tables'][0].values())
    wanted = p['json']['operations']
    for k, name in enumerate(('rnn_unit', 'rnn_all_connected', 'rnn_with_the_synapses', 'lif_neuron', 'lif_network')):
        same(rows[k + 1][0], wanted[name], 15)

    p = report.part('run')
    for q in p['json']['populations']:
        row = p['tables'][0]['%s (%s)' % (q['name'], q['model'])]
        for k, name, digits in ((0, 'neurons', 15), (1, 'active_neurons', 15), (2, 'recorded_spikes', 15), (3, 'rate_hz', 4),
                                (4, 'cv_isi', 3), (5, 'delivered', 15), (6, 'gated', 15)):
            same(row[k], q[name], digits)
    for q in p['json']['ledger']['projections']:
        same(p['tables'][1][q['projection']][2], q['delivered'], 15)

    for k in (0, 1):
        p = report.part('kernel', k)
        assert len(p['json']['kernels']) == len(p['tables'][0]) - 1
        for q in p['json']['kernels']:
            for j, name in enumerate(('half_life_ms', 'area_ms', 'mean_lag_ms', 'tail_ms', 'period_ms')):
                same(p['tables'][0][q['kernel']][j], q[name], 4)

    p = report.part('unroll')
    table, o = p['tables'][0], p['json']
    same(table['hidden units'][0], o['units'], 15)
    same(table['elements of W_h in all'][0], o['units'] ** 2, 15)
    same(table['spectral radius of W_h'][0], o['spectral_radius']['W_h'], 6)
    same(table['spectral radius of the membrane part'][0], o['spectral_radius']['membrane'], 6)
    same(table['spikes that differ'][0], o['check']['differing_spikes'], 15)

    for k in (0, 1):
        p = report.part('dense', k)
        for q in p['json']['steps']:
            row = p['tables'][0]['%g' % q['step_ms']]
            for j, name in enumerate(('before_first_spike_rms', 'before_first_spike_largest', 'whole_run_rms', 'whole_run_largest')):
                same(row[j], q['error'][name], 3)
            for j, name in enumerate(('spikes', 'matched', 'missing', 'extra')):
                same(row[4 + j], q[name], 15)
        same(p['tables'][0]['order'][0], p['json']['order']['before_first_spike_rms'], 3)
        same(p['tables'][0]['events'][4], p['json']['events']['spikes'], 15)
    assert abs(report.part('dense', 0)['json']['order']['before_first_spike_rms'] - 1) < 0.05

    p = report.part('energy', 0)
    ways = p['json']['ways']
    for q in ways:
        row = p['tables'][2][q['way']]
        for j, name in enumerate(('macs', 'additions', 'updates')):
            same(row[j], q[name], 4)
        same(row[3], q['joules']['cmos45'], 3)
        same(row[5], q['events_win_to_hz']['cmos45'], 3)
        if q['way'] != 'events':
            same(row[4], q['joules']['cmos45'] / ways[0]['joules']['cmos45'], 3)
    for q in p['json']['prices']:
        row = p['tables'][3][q['title']]
        same(row[0], ways[0]['joules'][q['name']], 3)
        same(row[1], ways[1]['joules'][q['name']], 3)
    n = p['json']['neurobench']
    same(p['tables'][1]['activation sparsity'][0], n['activation_sparsity'], 6)
    same(p['tables'][1]['footprint [bytes]'][0], n['footprint'], 15)
    for q in p['json']['ledger']['populations']:
        same(p['tables'][0][q['population']][5], q['updates'], 15)

    p = report.part('sparsity')
    made = [q for q in p['json']['conditions'] if 'not_made' not in q]
    assert len(made) == len(p['tables'][0]) - 1 == 6
    for q in made:
        row = p['tables'][0][q['condition']]
        for j, name, scale in ((0, 'rate [Hz]', 1), (1, 'fired', 100), (2, 'active', 100), (3, 'on', 100), (4, 'gated', 100),
                               (5, 'events [1/s]', 1e-3), (6, 'power [W]', 1e9), (7, 'ratio', 1)):
            mean, half = q[name]['mean'], q[name]['half_interval_95']
            same(row[j], None if mean is None else mean * scale, 3)
            if half:
                same(row[j].split('±')[1], half * scale, 2)

    p = report.part('memory')
    for q in p['json']['systems']:
        row = p['tables'][0][q['system']]
        for j in range(3):
            same(row[j], q['degrees'][j], 3)
        same(row[3], q['forgets_steps'], 3)
        same(row[5], q['macs_per_step'] + q['additions_per_step'] + q['updates_per_step'], 3)
        same(row[7], q['bits_per_step'], 3)
        same(row[8], q['joules_per_bit']['cmos45'], 3)


report = Report(sys.argv[1])
if sys.argv[4] == 'whole':
    whole(report)
else:
    run(report, sys.argv[2], sys.argv[3])
    compare(report)
