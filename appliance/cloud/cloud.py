#!/usr/bin/env python3
"""A cloud's private network in the lab, with gateways in it. See "make help". Needs root."""

import argparse
import os
import sys

import failover
import tour
from agents import AGENTS
from failover import HEADINGS, HOWS
from lab import DESK, PROVIDERS, STATE, Lab, present
from network import OUTSIDE, namespace


def up(arguments):
    lab = Lab(arguments.provider, arguments.agent, arguments.drift)
    try:
        lab.up()
        lab.wait_whole()
    except BaseException:
        for log in sorted(STATE.glob("*/*.log")) + [STATE / "control.log"]:
            if log.exists() and log.stat().st_size:
                print(f"{log}:", *log.read_text(errors="replace").splitlines()[-8:], sep="\n  ", file=sys.stderr)
        lab.down()
        raise
    outside = f"  from outside     ip netns exec {namespace(OUTSIDE)} curl http://{lab.provider.public}/ -i   by the EIP\n"
    print(f"""The cloud is up, with {arguments.agent} on two gateways; gw1 holds {lab.provider.address}.

  who holds what   http://{DESK}/   which instance holds this address, and how it came about
  the service      ip netns exec {namespace('client')} curl http://{lab.provider.address}/ -i     X-Gateway tells who answers
{outside if lab.provider.public else ""}  logs             {STATE}/gw1/agent.log   {STATE}/gw2/agent.log
  calls and moves  {STATE}/record.jsonl

Next:
  make lab-cloud-failover HOW=crash   other ways: {", ".join(HOWS)}
  make lab-cloud-down                 leaves nothing behind""")


def fail(arguments):
    hows = list(HOWS) if arguments.how == "all" else [arguments.how]
    results = []
    lab = present()
    for number, how in enumerate([how for how in hows for _ in range(arguments.runs)]):
        if number:
            lab.up()  # each run has a lab of its own, and its budget of calls
        print(f"{how}: {HOWS[how]}", flush=True)
        result = failover.run(lab, how)
        print(*result.story(), *(f"  broken: {each}" for each in result.broken), sep="\n", flush=True)
        results.append(result)
    print()
    print(
        f"{lab.provider.name}, {lab.agent.name}" + ("" if lab.provider.calls else f"; the fabric follows ARP after {lab.drift:g} s")
    )
    print(table(HEADINGS, [result.row() for result in results]))
    if any(result.broken for result in results):
        sys.exit(1)


def table(headings, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in (headings, ["---"] * len(headings), *rows))


def down(_):
    Lab().down()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("up")
    command.add_argument("--provider", choices=PROVIDERS, default="tencent")
    command.add_argument("--agent", choices=AGENTS, default="havip")
    command.add_argument("--drift", type=float, default=10.0, help="seconds until the fabric follows a gratuitous ARP")
    command.set_defaults(do=up)
    command = commands.add_parser("failover")
    command.add_argument("how", choices=[*HOWS, "all"])
    command.add_argument("--runs", type=int, default=1)
    command.set_defaults(do=fail)
    command = commands.add_parser("tour")
    command.add_argument("--agent", choices=AGENTS, default="havip")
    command.add_argument("--drift", type=float, default=10.0)
    command.set_defaults(do=tour.main)
    commands.add_parser("down").set_defaults(do=down)
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("the lab makes network namespaces, which needs root")
    arguments.do(arguments)


if __name__ == "__main__":
    main()
