"""The figures of all runs as a page: tables with medians or means, and ranges, and a picture."""

import json
import math
import platform
import statistics
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from products import LAB, LAUNCHER

PRODUCT = [":/pom.xml", ":/src/main", ":/appliance/java.options", ":/appliance/bin"]  # what another commit makes another one
DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
FIGURES = "<!-- What make bench PUBLISH=yes has written. -->\n"
PICTURE = "\n![The longest silence that a client saw, fault by fault](images/benchmarks.svg)\n\n"
COLOURS = ["#1f77b4", "#ff7f0e", "#8c564b"]
LEFT, WIDTH, ROW = 170, 560, 13
MIDDLES = {"failed requests": statistics.fmean}  # rare ones are none at the median
TABLES = {  # for each kind: its title, and that of its first column
    "fault": ("Faults", "fault"),
    "load": ("10 ms under load", "for"),
    "load returns": ("Returns under load", "interval"),
    "starts": ("Starts under load", "interval"),
    "beside": ("Many addresses beside 10 ms", "addresses"),
    "scale": ("Many routers", "routers"),
    "scraped": ("Many routers, scraped", "routers"),
}


def cell(values: list[float], middle_of=statistics.median) -> str:
    """What is in the middle, and the range where there is one."""
    if not values:
        return "-"
    low, middle, high = min(values), middle_of(values), max(values)
    return number(middle) if low == high else f"{number(middle)} ({number(low)} - {number(high)})"


def number(value: float) -> str:
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(rows: list[tuple[str, str, list[dict[str, float]]]], first: str) -> str:
    """A row for each (what, product, figures of its runs); a column for each figure."""
    columns = list(dict.fromkeys(figure for _, _, runs in rows for run in runs for figure in run))
    lines = [f"| {first} | product | n | " + " | ".join(columns) + " |", "|---|---|--:|" + "--:|" * len(columns)]
    for what, product, runs in rows:
        cells = [cell([run[column] for run in runs if column in run], MIDDLES.get(column, statistics.median)) for column in columns]
        lines.append(f"| {what} | {product} | {sum(map(bool, runs))} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def failures(results: list[dict], kind: str) -> str:
    """Runs that did not come to their end have no figures."""
    failed = [f"- {r['what']}, {r['product']}: {r['failure']}\n" for r in results if r["kind"] == kind and r.get("failure")]
    return "\nWithout figures:\n\n" + "".join(failed) if failed else ""


def tables(results: list[dict]) -> str:
    """A section for each kind that there is."""
    return "".join(f"\n## {title}\n\n{table(found, first)}\n{failures(results, kind)}"
                   for kind, (title, first) in TABLES.items() if (found := rows(results, kind)))


def picture(rows: list[tuple[str, str, list[dict[str, float]]]], figure: str, most: float) -> str:
    """A dot for each run, on a logarithmic scale from 1 to most; a row for each fault and product."""
    def x(value):
        return LEFT + WIDTH * math.log10(max(1.0, min(value, most))) / math.log10(most)

    products = list(dict.fromkeys(product for _, product, _ in rows))
    drawn, y, last = [], 40, None
    for index, product in enumerate(products):
        drawn.append(f'<circle cx="{LEFT + 170 * index}" cy="12" r="4" fill="{COLOURS[index]}"/>'
                     f'<text x="{LEFT + 8 + 170 * index}" y="16">{escape(product)}</text>')
    for what, product, runs in rows:
        values = [run[figure] for run in runs if figure in run]
        if what != last:
            y += 8
            drawn.append(f'<text x="4" y="{y + 14}">{escape(what)}</text>')
            last = what
        for value in values:
            drawn.append(f'<circle cx="{x(value):.1f}" cy="{y + 4}" r="3.5" fill="{COLOURS[products.index(product)]}" '
                         f'fill-opacity="0.6"/>')
        y += ROW
    height = y + 30
    for decade in range(int(math.log10(most)) + 1):
        at = x(10**decade)
        drawn.append(f'<line x1="{at:.1f}" y1="30" x2="{at:.1f}" y2="{height - 22}" stroke="#ccc"/>'
                     f'<text x="{at:.1f}" y="{height - 8}" text-anchor="middle">{10**decade:,} ms</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 60}" height="{height}" font-family="sans-serif" '
            f'font-size="12"><rect width="100%" height="100%" fill="white"/>{"".join(drawn)}</svg>\n')


def machine() -> str:
    def said(*command):
        output = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        return (output.stdout or output.stderr).splitlines()[0]

    model = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    processors = Path("/proc/cpuinfo").read_text().count("processor\t")
    product = said("git", "-C", LAB, "log", "-1", "--format=%h", "--", *PRODUCT)
    modified = " and more" if subprocess.run(["git", "-C", LAB, "diff", "--quiet", "HEAD", "--", *PRODUCT]).returncode else ""
    return (f"{processors} processors ({model}), Linux {platform.release()}; {said(LAUNCHER, 'version')} ({product}{modified}); "
            f"{said(LAB / 'trixie.sh', 'run', '/usr/sbin/keepalived', '--version')}; {said('haproxy', '-v')}")


def rows(results, kind: str):
    """In the order of their first run."""
    found = {}
    for result in results:
        if result["kind"] == kind:
            found.setdefault((result["what"], result["product"]), []).append(result["figures"])
    order = list(dict.fromkeys(what for what, _ in found))
    return [(what, product, runs) for what in order for (of, product), runs in found.items() if of == what]


def read(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def others(results: list[dict], measured: set[tuple[str, str, str]], on: str) -> list[dict]:
    """What remains of earlier results beside (kind, what, product) that are measured anew; figures of one machine alone can be
    compared."""
    return [r for r in results if (r["kind"], r["what"], r["product"]) not in measured and r.get("machine") == on]


def publish(folder: Path):
    """Puts what was measured in the place of what the page has of it."""
    page = DOCS / "benchmarks.md"
    above, old = page.read_text().split(FIGURES)
    page.write_text(above + FIGURES + merged(old, (folder / "tables.md").read_text()))
    if (folder / "benchmarks.svg").exists():
        (DOCS / "images/benchmarks.svg").write_text((folder / "benchmarks.svg").read_text())


def merged(old: str, new: str) -> str:
    """The tables of both, the new where both have one; of the new alone where the old are another machine's."""
    on, *of_new = new.split("\n## ")
    on_old, *of_old = old.replace(PICTURE, "").split("\n## ")
    sections = {section.splitlines()[0]: section for section in (of_old if on_old.strip() == on.strip() else []) + of_new}
    ordered = [sections[title] for title, _ in TABLES.values() if title in sections]
    return (PICTURE if "Faults" in sections else "\n") + "\n## ".join([on, *ordered])
