"""Writes and checks kernelspecs.

kernelspec.py DIRECTORY NAME [VARIABLE=VALUE ...] -- ARGV ...
kernelspec.py --check FILE    prints the heap in MB (0: not set), the host and its command on a line each;
                              or what is wrong, and ends with status 1
"""

import glob
import json
import os
import shlex
import shutil
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
    fresh = f"{path}.{os.getpid()}.new"
    with open(fresh, "w", encoding="utf-8") as file:
        file.write(json.dumps(spec, indent=2) + "\n")
    os.replace(fresh, path)


def started(command):
    """The main class of a command, or the jar that it starts."""
    if "-jar" in command:
        return os.path.basename(command[command.index("-jar") + 1])
    for flag in ("-cp", "-classpath", "--class-path"):
        if flag in command:
            return command[command.index(flag) + 2]
    return os.path.basename(command[0])


def host_of(command):
    """Which kernel a command starts, for people."""
    name = started(command).lower()
    if name.startswith("org.macrodyn."):
        return "Macrodyn's own kernel"
    if "jjava" in name:
        return "JJava"
    return "IJava" if "ijava" in name else f"a kernel that is unknown here ({started(command)})"


def problem_of(command):
    """What the command names and is not there, or None."""
    if not shutil.which(command[0]):
        return f"{command[0]} is not there"
    for flag in ("-cp", "-jar"):
        if flag in command:
            for entry in command[command.index(flag) + 1].split(os.pathsep):
                if not glob.glob(entry + ".jar" if entry.endswith("*") else entry):
                    return f"{entry} of its class path is not there"
    return None


def check(path):
    try:
        with open(path, encoding="utf-8") as file:
            argv = json.load(file)["argv"]
        command = [argument.replace("{resource_dir}", os.path.dirname(path)) for argument in argv]
        lines = [heap_of(command), host_of(command), shlex.join(command)]
        problem = problem_of(command)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        problem = "no kernelspec that can be read"
    if problem:
        print(problem)
        sys.exit(1)
    print(*lines, sep="\n")


def heap_of(command):
    return next((megabytes(flag[4:]) for flag in command if flag.startswith("-Xmx")), 0)


def megabytes(size):
    return int(size[:-1]) * (1024 if size[-1] in "gG" else 1)


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        check(sys.argv[2])
    else:
        write(*sys.argv[1:])
