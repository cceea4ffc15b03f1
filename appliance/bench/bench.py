#!/usr/bin/env python3
"""Measures this product beside keepalived, plain and in real time, on one machine in one run.

Each run of each scenario has a pair of nodes, a switch and a client of its own, in network namespaces; the products take turns. Every
run's figures are written to FOLDER/results.jsonl as they come, beside those of former runs of something else on this machine, and in
the end FOLDER/tables.md and FOLDER/benchmarks.svg; with --publish docs/benchmarks.md has them too. Needs root, and a machine that does
nothing else.
"""

import argparse
import dataclasses
import json
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NamedTuple

import report
from load import returns_under_load, starts, under_load
from many import scale, takes_beside
from products import PRODUCTS, Gateway, Setting
from scenarios import SCENARIOS, Pair, tell_logs
from scraped import scraped

SETTLING, SECONDS = 10, 60  # after which many routers are measured, and for how long
ADDRESSES_BESIDE = 250


class Measurement(NamedTuple):
    kind: str
    what: str
    setting: Setting
    measure: object  # of a pair on which nothing of the product runs yet
    products: list = PRODUCTS


def measurements(arguments):
    """Each as often as asked for."""
    quick = Setting(interval=0.01, haproxy=False)
    for _ in range(arguments.runs):
        for scenario in SCENARIOS:
            yield Measurement("fault", scenario.name, Setting(), scenario.run)
    for _ in range(arguments.load_runs):
        yield Measurement("load", f"{arguments.load_seconds:g} s", quick, lambda pair: under_load(pair, arguments.load_seconds))
    if arguments.returns:
        yield Measurement("load returns", "10 ms", quick, lambda pair: returns_under_load(pair, arguments.returns))
    if arguments.starts:
        yield Measurement("starts", "10 ms", quick, lambda pair: starts(pair, arguments.starts))
    for _ in range(arguments.beside_runs):
        yield Measurement("beside", str(ADDRESSES_BESIDE), dataclasses.replace(quick, beside=ADDRESSES_BESIDE), takes_beside)
    # Another time than the usual is another row.
    settling, seconds = arguments.scale_settling, arguments.scale_seconds
    when = "" if (settling, seconds) == (SETTLING, SECONDS) else f", {seconds:g} s after {settling:g} s"
    for routers in arguments.routers:
        for _ in range(arguments.scale_runs):
            yield Measurement("scale", f"{routers:,}{when}", at_one_second(routers), lambda pair: scale(pair, settling, seconds))
    for routers in arguments.scraped_routers:
        yield Measurement("scraped", f"{routers:,}", at_one_second(routers),
                          lambda pair: scraped(pair, arguments.scraped_settling, arguments.scraped_seconds), [Gateway()])


def at_one_second(routers: int) -> Setting:
    return Setting(routers=routers, interval=1.0, haproxy=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="for the results")
    parser.add_argument("--runs", type=int, default=5, help="of each fault")
    parser.add_argument("--load-runs", type=int, default=3)
    parser.add_argument("--load-seconds", type=float, default=60)
    parser.add_argument("--returns", type=int, default=100, help="of the better node, on busy processors")
    parser.add_argument("--starts", type=int, default=220, help="of one node, on busy processors")
    parser.add_argument("--beside-runs", type=int, default=3)
    parser.add_argument("--scale-runs", type=int, default=3)
    parser.add_argument("--scale-settling", type=float, default=SETTLING, help="seconds until it is measured")
    parser.add_argument("--scale-seconds", type=float, default=SECONDS)
    parser.add_argument("--routers", type=int, nargs="*", default=[1, 20, 255, 1000])
    parser.add_argument("--scraped-routers", type=int, nargs="*", default=[1000])
    parser.add_argument("--scraped-settling", type=float, default=60, help="seconds until it is measured")
    parser.add_argument("--scraped-seconds", type=float, default=600)
    parser.add_argument("--publish", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--only", default="", help="what has words that begin so")
    names = [each.name for each in PRODUCTS]
    parser.add_argument("--products", nargs="*", default=names, choices=names)
    arguments = parser.parse_args()

    arguments.folder.mkdir(parents=True, exist_ok=True)
    results = arguments.folder / "results.jsonl"
    chosen = [each._replace(products=[product for product in each.products if product.name in arguments.products])
              for each in measurements(arguments) if f" {arguments.only}" in f" {each.kind} {each.what}"]
    if not chosen:
        sys.exit(f"there is nothing to measure that has words which begin with {arguments.only}")
    measured = {(each.kind, each.what, product.name) for each in chosen for product in each.products}
    machine = report.machine()
    kept = report.others(report.read(results), measured, machine)
    broken = 0
    # Outside the folder: keepalived of another tree sees /tmp alone.
    with tempfile.TemporaryDirectory(prefix="havip-bench-", dir="/tmp", ignore_cleanup_errors=True) as work, results.open("w") as out:
        out.writelines(json.dumps(result) + "\n" for result in kept)
        out.flush()
        for number, (kind, what, setting, measure, products) in enumerate(chosen):
            for product in products:
                figures, failure = run(product, setting, measure, Path(work, f"{number}-{products.index(product)}"))
                broken += failure is not None
                print(f"{kind} {what} {product.name}: {failure or figures}", flush=True)
                result = {"kind": kind, "what": what, "product": product.name, "figures": figures, "failure": failure,
                          "machine": machine}
                out.write(json.dumps(result) + "\n")
                out.flush()
    write(report.read(results), machine, arguments.folder)
    if arguments.publish:
        report.publish(arguments.folder)
    if broken:
        sys.exit(f"{broken} runs did not come to their end")


def run(product, setting, measure, folder):
    pair = Pair(product, setting, folder)
    try:
        pair.prepare()
        return measure(pair), None
    except Exception as failure:  # a product that does not manage is a result too
        traceback.print_exc()
        tell_logs(folder)
        return {}, f"{type(failure).__name__}: {failure}"
    finally:
        pair.close()


def write(results, machine: str, folder: Path):
    (folder / "tables.md").write_text(f"{machine}\n{report.tables(results)}")
    picture = folder / "benchmarks.svg"
    picture.unlink(missing_ok=True)
    if faults := report.rows(results, "fault"):
        picture.write_text(report.picture(faults, "longest silence", 10000))


if __name__ == "__main__":
    main()
