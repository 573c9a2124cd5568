"""Results as Markdown, which reads as a table on a terminal as well."""

COLUMNS = ("simulator", "s/bio. s", "median", "ns/event", "x rlif", "simulated", "rate [Hz]",
           "spikes", "recurrent ev.", "outside ev.", "build [s]", "MB", "B/synapse")


def table(head, rows):
    """Cells padded to equal widths; the first column to the left, the others to the right."""
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]

    def line(row):
        cells = [c.ljust(w) if k == 0 else c.rjust(w) for k, (c, w) in enumerate(zip(row, widths))]
        return "| " + " | ".join(cells) + " |"

    rule = ["-" * widths[0]] + ["-" * (w - 1) + ":" for w in widths[1:]]
    return "\n".join([line(head), line(rule), *map(line, rows)])


def short(x):
    return "-" if x is None else f"{x:.3g}" if abs(x) < 1000 else f"{x:.0f}"


def row(name, result, ratio):
    per_event = result["ns_per_event"]
    engine = f", {result['engine']}" if result["engine"] else ""
    return (name + engine, short(result["s_per_biological_s"]["min"]),
            short(result["s_per_biological_s"]["median"]),
            short(per_event["min"]) if per_event else "-",
            short(ratio["min"]) if ratio else "", f"{result['duration_s']:g} s",
            f"{result['rate_hz']:.2f}", str(result["spikes"]), str(result["recurrent_events"]),
            ("" if result["outside_counted"] else "~") + str(result["outside_events"]),
            short(result["build_s"]["min"]), f"{result['peak_mb']:.0f}",
            short(result["bytes_per_synapse"]))


def notes(measured):
    """What a reader must know before comparing."""
    results = measured["results"]
    rlif = results.get("rlif", {})
    own = rlif.get("rate_hz")
    for name, r in results.items():
        if "skipped" in r:
            yield f"{name} was skipped: {r['skipped']}."
        elif "failed" in r:
            yield f"{name} failed: {r['failed']}."
        else:
            if own and abs(r["rate_hz"] / own - 1) > 0.03:
                yield (f"{name}'s neurons fire at {r['rate_hz']:.2f} Hz, rlif's at {own:.2f} Hz: "
                       "a biological second is not the same work, compare ns/event."
                       + (" The times simulated differ, and networks begin out of balance."
                          if r["duration_s"] != rlif["duration_s"] else ""))
            if not r["same_spikes_each_time"]:
                yield f"{name}'s repetitions did not give the same spikes."
            if all(x["wall_s"] > 1.1 * x["cpu_s"] + 0.1 for x in r["runs"]):
                yield f"{name} never had its core for itself: its times are too long."


def procedural_notes(measured):
    """How procedural synapses did, where they were measured."""
    same = measured["procedural_spikes_are_the_same"]
    if same is not None:
        yield ("Stored and procedural synapses gave the same spikes." if same else
               "Stored and procedural synapses gave DIFFERENT spikes: this is an error.")
    for name, ratio in measured["times_of_rlif_procedural"].items():
        if name != "rlif":
            yield f"{name} takes {short(ratio['min'])} times as long as rlif-procedural."


def network_table(measured):
    """The section of one network."""
    rows = [row(name, r, measured["times_of_rlif"].get(name))
            for name, r in measured["results"].items() if "runs" in r]
    parts = [f"### {measured['network']['title']}",
             f"{measured['network']['name']}: {measured['neurons']} neurons, "
             f"{measured['synapses']} synapses"]
    if rows:
        parts.append(table(COLUMNS, rows))
    remarks = [f"* {n}" for n in [*notes(measured), *procedural_notes(measured)]]
    return "\n\n".join(parts + (["\n".join(remarks)] if remarks else []))


def simulators(tools):
    lines = []
    for tool in tools:
        reason = tool.missing()
        lines.append(f"* {tool.name}: " + (f"skipped, {reason}" if reason else
                                           f"{tool.version()}; {tool.kind}"))
    return "\n".join(lines)


def head(machine, plan, tools):
    return f"""# Benchmark of rlif

{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, \
{machine['date']}. Each simulator on one core, in turns, {plan.repeats} times; scale {plan.scale:g}.

{simulators(tools)}

s/bio. s: seconds for a biological second, minimum and median; without building the network.
ns/event: that per synaptic arrival, recurrent and from outside. x rlif: how many times rlif's time
(minima). ~ before a number: expected, as the simulator does not count it. build: making the
network, with start and end of the program. MB: the most memory of the process. B/synapse: what the
synapses between neurons take of it, all that is kept for them included; rlif tells, the others do
not. Simulators draw networks and Poisson input of their own, with the same numbers; spike trains
and listed synapses are the same for all."""
