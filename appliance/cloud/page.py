"""The console's page: which instance holds which address, and how it came about."""

import time
from html import escape

HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>The lab's cloud</title><style>
body{font:15px/1.5 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}
table{border-collapse:collapse;margin:1em 0 2em;width:100%}
th,td{border-bottom:1px solid #ccc;padding:.3em .8em .3em 0;text-align:left;vertical-align:top}.none{color:#a00}</style></head><body>
"""
SHOWN = 30


def page(vpc, record, faults):
    """The caller holds the lock."""
    publics = {each.private: each.address for each in vpc.publics.values() if each.private}
    havips = [
        [
            each.address,
            each.id,
            holder(vpc.effective.get(each.address)),
            ", ".join(sorted(each.drift)) or "none",
            ", ".join(each.coming),
            publics.get(each.address, ""),
            clock(each.moved),
        ]
        for each in vpc.havips.values()
    ]
    taken = {each.address for each in vpc.havips.values()}
    others = [
        [
            address,
            holder(name),
            "" if vpc.effective.get(address) == name else f"in the fabric still {vpc.effective.get(address)}",
            publics.get(address, ""),
        ]
        for address, name in sorted(vpc.holders.items())
        if address not in taken
    ]
    routes = [[network, holder(name)] for network, name in vpc.routes.items()]
    events = [
        [
            clock(line["at"]),
            line["event"],
            ", ".join(f"{name} {value}" for name, value in line.items() if name not in ("at", "event")),
        ]
        for line in reversed(record.lines)
        if line["event"] != "answer" or line["outcome"] != "done"
    ][:SHOWN]
    return (
        HEAD
        + table(
            "Which instance holds this HAVIP", ["HAVIP", "id", "instance", "drift range", "coming", "EIP", "last moved"], havips
        )
        + table("Private addresses", ["address", "instance", "", "EIP"], others)
        + table("Routes to instances", ["network", "instance"], routes)
        + table("Faults", ["fault"], [[str(each)] for each in faults.faults])
        + table("What happened, the newest first", ["time", "event", ""], events)
        + "</body></html>\n"
    )


def holder(name):
    return name or "nobody"


def clock(seconds):
    return time.strftime("%H:%M:%S", time.localtime(seconds)) + f".{int(seconds % 1 * 1000):03d}"


def table(title, names, rows):
    if not rows:
        return ""
    cells = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f'<td{" class=none" if cell == "nobody" else ""}>{escape(str(cell))}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<h2>{escape(title)}</h2>\n<table><tr>{cells}</tr>{body}</table>\n"
