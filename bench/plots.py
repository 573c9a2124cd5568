"""Pictures of the results, drawn by gnuplot if it is there."""
import shutil
import subprocess

from sweeps import cost

TERMINAL = "set terminal svg size 640,440 font 'DejaVu Sans,12' background 'white'\n"


def draw(script, path):
    """Runs gnuplot; the picture appears whole or not at all. Returns why not, or None."""
    if not shutil.which("gnuplot"):
        return "gnuplot is not installed, no pictures are drawn"
    aside = path.with_suffix(".tmp")
    text = TERMINAL + f"set output '{aside}'\n" + script
    done = subprocess.run(["gnuplot"], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        aside.unlink(missing_ok=True)
        return f"gnuplot: {done.stderr.strip()}"
    aside.replace(path)
    return None


def block(rows):
    return "\n".join(" ".join(map(str, r)) for r in rows) + "\ne\n"


def plot_sweep(kind, axis, measured, xs, names, path):
    curves = {name: [(x, cost(m, name)) for x, m in zip(xs, measured) if cost(m, name)]
              for name in names}
    curves = {name: points for name, points in curves.items() if points}
    if not curves:
        return f"no figures for the picture of {kind}"
    script = (f"set logscale xy\nset xlabel '{axis.label()}'\n"
              "set ylabel 'seconds per biological second, one core'\nset key top left\nset grid\n"
              "plot " + ", ".join(f"'-' with linespoints lw 2 pt 7 title '{n}'" for n in curves))
    return draw(script + "\n" + "".join(map(block, curves.values())), path)


def plot_networks(measured, names, path):
    """Bars of ns per event."""
    names = [n for n in names if any(cost(m, n) for m in measured)]
    if not names:
        return "no figures for the picture of the networks"
    rows = []
    for m in measured:
        cells = [m["results"].get(n, {}).get("ns_per_event") for n in names]
        rows.append([f'"{m["network"]["name"]}"', *(c["min"] if c else "NaN" for c in cells)])
    script = ("set style data histogram\nset style fill solid 0.8 border -1\n"
              "set logscale y\nset yrange [1:]\n"
              "set ylabel 'ns per synaptic event, one core'\nset xtics rotate by -20\nset grid y\n"
              "set key outside top center horizontal\n$data << END\n"
              + "\n".join(" ".join(map(str, r)) for r in rows) + "\nEND\nplot "
              + ", ".join(f"$data using {k + 2}:xtic(1) title '{n}'" for k, n in enumerate(names)))
    return draw(script + "\n", path)
