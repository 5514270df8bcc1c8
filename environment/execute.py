"""Executes notebooks in their own kernel and keeps what they show. Called by environment/reproduce.

Each notebook runs in a process of its own, so that an interrupt, a crash or a time limit in one
leaves the finished ones untouched.
"""

import argparse
import base64
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

ANSI = re.compile(r"\x1b\[[0-9;]*m")
# A call of the façade's publish(...): such a notebook leaves numbers in build/results.
PUBLISHES = re.compile(r"^\s*(?:\w+\.)*publish\(", re.MULTILINE)
STOPPED = 130
REFUSED = 2
# What a JVM takes from the environment it prints first, to stderr.
JVM_VARIABLES = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--scale", required=True)
    parser.add_argument("--timeout", type=int)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--single", action="store_true", help="run the one notebook in this process")
    parser.add_argument("notebooks", type=Path, nargs="+")
    return parser.parse_args()


class Places:
    """Where the files of one notebook at one scale go."""

    def __init__(self, build, scale, notebook):
        self.name = notebook.stem
        self.figures = build / "figures"
        self.results = build / "results"
        self.executed = build / "executed" / scale / notebook.name
        self.html = self.executed.with_suffix(".html")
        self.report = self.executed.with_suffix(".report.json")
        self.result = self.results / f"{self.name}.{scale}.json"

    def clear(self):
        """Nothing of an earlier run may pass for this one's."""
        for directory in (self.figures, self.results, self.executed.parent):
            directory.mkdir(parents=True, exist_ok=True)
        for file in (self.executed, self.html, self.report, self.result):
            file.unlink(missing_ok=True)
        for file in self.figures.glob(f"{self.name}-[0-9]*.png"):
            file.unlink()


class Malformed(Exception):
    """What is wrong with a file that should be a notebook, in one line."""


def read_notebook(path):
    """The notebook in today's format; Malformed where the file holds none."""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text)
    except OSError as problem:
        raise Malformed(f"{path}: cannot be read: {problem.strerror}") from problem
    except (ValueError, RecursionError) as problem:
        raise Malformed(f"{path}: no notebook, for it is no JSON ({first_line(problem)})") from problem
    if not isinstance(found, dict) or not isinstance(found.get("nbformat"), int):
        raise Malformed(f'{path}: no notebook, for its JSON has no number "nbformat"')
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # it prints what is raised here
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook, relax_add_props=True)
    except Exception as problem:
        reason = getattr(problem, "message", None) or problem
        raise Malformed(f"{path}: no notebook that Jupyter reads: {first_line(reason)}") from problem
    if not notebook.cells:
        raise Malformed(f"{path}: the notebook has no cells")
    return notebook


def first_line(problem):
    return next(iter(str(problem).splitlines()), type(problem).__name__)


def outputs_of(notebook):
    """(cell number from 1, output) for every output of every code cell."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            yield number, output


def source_of(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def title_of(notebook, name):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return name


def merge_streams(notebook):
    """Joins neighbouring chunks of one stream: how the kernel batches them is chance."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        merged = []
        for output in cell.outputs:
            if merged and output.output_type == "stream" and merged[-1].get("name") == output.name:
                merged[-1].text += output.text
            else:
                merged.append(output)
        cell.outputs = merged


def strip_volatile(notebook):
    """Drops what differs between two runs of the same notebook without being a result."""
    language = notebook.metadata.get("language_info", {})
    language.pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)


def save_figures(notebook, places):
    count = 0
    for _, output in outputs_of(notebook):
        png = output.get("data", {}).get("image/png")
        if png:
            count += 1
            (places.figures / f"{places.name}-{count:02d}.png").write_bytes(base64.b64decode(png))
    return count


def save_html(notebook, places):
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    html, _ = HTMLExporter().from_notebook_node(notebook, resources={"metadata": {"name": places.name}})
    places.html.write_text(html, encoding="utf-8")


def problems_in(notebook):
    """Error outputs and stderr noise, as text."""
    for number, output in outputs_of(notebook):
        if output.output_type == "error":
            text = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
            yield f"cell {number}: error\n{ANSI.sub('', text).strip()}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield f"cell {number}: wrote to stderr\n{ANSI.sub('', output.text).strip()}"


def without_banners(noise):
    """What the kernel's process wrote, less what each JVM says of the options that it takes from the environment."""
    for name in JVM_VARIABLES:
        value = re.escape(os.environ.get(name, ""))  # of several lines, where it comes from a file of settings
        noise = re.sub(rf"^(?:NOTE: )?Picked up {name}: (?:{value}$|.*$)\n?", "", noise, flags=re.MULTILINE)
    return noise.strip()


def result_problem(notebook, places):
    """What is wrong with the numbers that the notebook should have left, or None."""
    if not places.result.is_file():
        if PUBLISHES.search(source_of(notebook)):
            return (
                f"publishes results, but left no {places.result.name}: the name given to publish(...) must equal "
                f'the notebook\'s file name, publish("{places.name}", ...)'
            )
        return None
    try:
        numbers = json.loads(places.result.read_text(encoding="utf-8"))
    except ValueError as problem:
        return f"{places.result.name} is no JSON: {problem}"
    if not isinstance(numbers, dict) or not numbers:
        return f"{places.result.name} holds no numbers"
    return None


def run_cells(notebook, directory, timeout, stderr):
    """Runs the cells up to the first error; returns what stopped them otherwise, or None.

    stderr: the open file that takes what the kernel's process itself writes there.
    """
    client = NotebookClient(
        notebook,
        timeout=timeout,
        startup_timeout=120,
        record_timing=False,
        kernel_name=notebook.metadata.get("kernelspec", {}).get("name", "java"),
        resources={"metadata": {"path": str(directory)}},
    )
    try:
        client.execute(stderr=stderr)
    except CellExecutionError:
        return None  # its error output tells more
    except CellTimeoutError:
        return f"a cell ran longer than --timeout {timeout} s"
    except DeadKernelError:
        return "the kernel ended: out of memory, killed, or crashed"
    except Exception as problem:
        return f"the kernel could not be run: {problem}"
    return None


def run_single(options):
    path = options.notebooks[0]
    places = Places(options.build, options.scale, path)
    places.clear()
    os.environ["MACRODYN_SCALE"] = options.scale
    os.environ["MACRODYN_RESULTS"] = str(places.results)
    notebook = read_notebook(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    start = time.monotonic()
    with tempfile.TemporaryFile() as stderr:
        stopped = run_cells(notebook, path.parent, options.timeout, stderr)
        stderr.seek(0)
        noise = without_banners(stderr.read().decode(errors="replace"))
    minutes = (time.monotonic() - start) / 60
    merge_streams(notebook)
    strip_volatile(notebook)
    nbformat.write(notebook, places.executed)
    problems = list(problems_in(notebook))
    if noise:
        problems.append(f"the kernel's process wrote to stderr\n{ANSI.sub('', noise)}")
    if stopped:
        problems.append(stopped)
    elif not problems:
        problems.extend(filter(None, [result_problem(notebook, places)]))
    report = {"minutes": minutes, "figures": save_figures(notebook, places), "problems": problems}
    save_html(notebook, places)
    places.report.write_text(json.dumps(report), encoding="utf-8")
    if options.update and not problems:
        nbformat.write(notebook, path)


def wait_for(child):
    """Waits for the child; on Ctrl-C gives it time to save what it has, and says that it was stopped."""
    try:
        return child.wait()
    except KeyboardInterrupt:
        try:
            child.wait(timeout=30)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
        return STOPPED


def run_in_child(options, path):
    """Runs one notebook in a process of its own; returns its report and whether the user stopped it."""
    command = [sys.executable, __file__, "--single", "--build", options.build, "--scale", options.scale]
    if options.timeout:
        command += ["--timeout", options.timeout]
    if options.update:
        command.append("--update")
    report = Places(options.build, options.scale, path).report
    child = subprocess.Popen([*map(str, command), str(path)])
    stopped = wait_for(child) == STOPPED
    if report.is_file():
        outcome = json.loads(report.read_text(encoding="utf-8"))
        report.unlink()
    else:
        outcome = {"minutes": 0.0, "figures": 0, "problems": [f"ended with status {child.returncode}"]}
    if stopped:
        outcome["problems"] = ["stopped by the user"]
    return outcome, stopped


def row_of(path, title, outcome):
    state = "FAIL" if outcome["problems"] else "pass"
    return [title.replace("|", "\\|"), path.stem, f"{outcome['minutes']:.2f}", str(outcome["figures"]), state]


def table_of(rows):
    table = [["Experiment", "Notebook", "Minutes", "Figures", "Result"], *rows]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in table]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def titles_of(paths):
    """Path → title; ends with a line for each file that is no notebook, before any of them runs."""
    titles, malformed = {}, []
    for path in paths:
        try:
            titles[path] = title_of(read_notebook(path), path.stem)
        except Malformed as problem:
            malformed.append(str(problem))
    if malformed:
        print(*malformed, sep="\n", file=sys.stderr)
        sys.exit(REFUSED)
    return titles


def run_all(options):
    titles = titles_of(options.notebooks)
    rows = []
    for path in options.notebooks:
        print(f"{path.stem} ({options.scale}) ...", flush=True)
        outcome, stopped = run_in_child(options, path)
        rows.append(row_of(path, titles[path], outcome))
        for problem in outcome["problems"] or [None]:
            print(f"  FAIL {path.stem}: {problem}" if problem else f"  pass in {rows[-1][2]} min", flush=True)
        if stopped:
            break
    failed = [row[1] for row in rows if row[-1] == "FAIL"]
    table = table_of(rows)
    (options.build / f"summary.{options.scale}.md").write_text(table, encoding="utf-8")
    names = f": {', '.join(failed)}" if failed else ""
    print(f"\n{table}\n{len(rows) - len(failed)} passed, {len(failed)} failed{names}", flush=True)
    return 1 if failed else 0


def main():
    options = arguments()
    options.build.mkdir(parents=True, exist_ok=True)
    options.notebooks = [path.resolve() for path in options.notebooks]
    if options.single:
        run_single(options)
        return 0
    return run_all(options)


if __name__ == "__main__":
    sys.exit(main())
