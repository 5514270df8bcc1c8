"""Writes and checks kernelspecs.

kernelspec.py DIRECTORY NAME [VARIABLE=VALUE ...] -- ARGV ...
kernelspec.py --check FILE    prints the heap in MB, or what is wrong and ends with status 1
"""

import glob
import json
import os
import sys


def write(directory, name, *rest):
    split = rest.index("--")
    spec = {
        "argv": list(rest[split + 1 :]),
        "display_name": name,
        "language": "java",
        "interrupt_mode": "message",
        "env": dict(pair.split("=", 1) for pair in rest[:split]),
    }
    path = os.path.join(directory, "kernel.json")
    os.makedirs(directory, exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(json.dumps(spec, indent=2) + "\n")
    os.replace(path + ".new", path)


def check(path):
    with open(path, encoding="utf-8") as file:
        argv = json.load(file)["argv"]
    if not os.access(argv[0], os.X_OK):
        sys.exit(report(f"{argv[0]} is not there"))
    for entry in argv[argv.index("-cp") + 1].split(os.pathsep):
        if not glob.glob(entry + ".jar" if entry.endswith("*") else entry):
            sys.exit(report(f"{entry} of its class path is not there"))
    print(megabytes(next(flag[4:] for flag in argv if flag.startswith("-Xmx"))))


def megabytes(size):
    return int(size[:-1]) * (1024 if size[-1] in "gG" else 1)


def report(problem):
    print(problem)
    return 1


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(sys.argv[2])
    else:
        write(*sys.argv[1:])
