#!/usr/bin/env python3
"""The one command that sets up, runs and checks Briefing, with nothing but Python 3.11 to 3.13 and git at hand."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
LOCK = TOP / "build" / "requirements.lock"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

# What Qt's own wheels expect of a Debian-like system: offscreen needs the first row, a display the rest.
QT_PACKAGES = [
    "libegl1", "libgl1", "libglib2.0-0", "libfontconfig1", "libfreetype6", "libdbus-1-3", "libxkbcommon0",
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xinerama0", "libxcb-xkb1",
]  # fmt: skip

TEST_TOOLS = ("chromium", "dbus-run-session", "gnome-keyring-daemon")
PACKAGES = {"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}  # where a program is not named as its package

NO_NETWORK = (("unshare", "-n"), ("unshare", "-c", "-n"), ("unshare", "-r", "-n"))  # as root; as oneself; by seeming to be root

DESCRIPTION = """\
setup        make .venv from the hash-locked requirements, and Qt's system libraries
run          setup, then open the window (with --demo: on an invented practice)
test         setup, then lint, types, import contracts, tests and a few seconds of made-up imports: what CI runs
slow         setup, then what takes minutes by its nature: the tests marked slow, every property with a thousand examples, and a minute of
             made-up imports; with a table of what took longest
mutants      setup, then small faults put into the modules that decide what is said, and how many of them a quick test notices
check        the same without the tests
fast         setup, then what a change needs before it is committed: lint of changed files, types by mypy's daemon, import contracts, and the
             quick tests that are named after what was changed
debug        setup, then the window on the invented practice in a profile of its own, with Python's development mode
profile      setup, then a command of Briefing under Python's profiler: where the time goes, dearest first
bench        setup, then the benchmarks, printed as ratios
faults       setup, then kills, power cuts, rot and full disks by the hundred, printed with what may be (--quick: fewer)
audit        asks whether a vulnerability of a locked package is known; needs the network, and says so where there is none
screenshots  setup, then every page as PNG in light, dark, large text and 1366 x 768

Arguments after run, test, slow, debug, profile, mutants, bench, faults and screenshots are handed on.
"""


def say(text: str) -> None:
    print(f"dev.py: {text}", flush=True)


def fail(text: str) -> None:
    say(text)
    sys.exit(2)


def run(*command: str | Path, **more: object) -> int:
    return subprocess.run([str(part) for part in command], cwd=TOP, **more).returncode  # type: ignore[call-overload,no-any-return]


def must(*command: str | Path) -> None:
    code = run(*command)
    if code:
        sys.exit(code)


def is_root_on_debian() -> bool:
    return not WINDOWS and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", env=environment)
    return run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=environment) == 0


def ensure_python() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        fail(f"Python 3.11, 3.12 or 3.13 is needed; this is {platform.python_version()}.")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not (is_root_on_debian() and apt_install([package])):
            fail(f"This Python cannot make environments. Run:  sudo apt-get install {package}")


def ensure_environment() -> None:
    """Make .venv once, and again whenever the lock, the project's own table or the Python changed."""
    project = re.search(r"^\[project\].*?(?=^\[tool)", (TOP / "pyproject.toml").read_text("utf-8"), re.S | re.M)
    wanted = hashlib.sha256(
        LOCK.read_bytes() + (project.group().encode() if project else b"") + sys.version.encode()
    ).hexdigest()
    stamp = VENV / "briefing-lock.txt"
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists():
        return
    ensure_python()
    say("making the environment in .venv (once; a few minutes)")
    if VENV.exists():
        shutil.rmtree(VENV)
    # Called from inside the old environment, its own Python has just gone; the one it was made from has not.
    must(getattr(sys, "_base_executable", sys.executable), "-m", "venv", VENV)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    must(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "--only-binary", ":all:", "-r", LOCK)
    must(PYTHON, "-m", "pip", "install", *quiet, "--no-deps", "--no-build-isolation", "--editable", TOP)
    run(PYTHON, "-m", "compileall", "-q", VENV, TOP / "briefing_app", stdout=subprocess.DEVNULL)
    stamp.write_text(wanted)


def missing_qt_libraries() -> str:
    """The dynamic linker's own words on what is missing, or an empty string."""
    code = "import os; os.environ['QT_QPA_PLATFORM']='offscreen'\nfrom PySide6.QtWidgets import QApplication\nQApplication([])"
    result = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, cwd=TOP)
    if result.returncode == 0:
        return missing_xcb_libraries()
    lines = result.stderr.strip().splitlines()
    return lines[-1] if lines else f"Qt ended with code {result.returncode}"


def missing_xcb_libraries() -> str:
    plugin = next(VENV.glob("lib/python*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"), None)
    if plugin is None or shutil.which("ldd") is None:
        return ""
    listing = subprocess.run(["ldd", str(plugin)], capture_output=True, text=True).stdout
    return "; ".join(line.split("=>")[0].strip() for line in listing.splitlines() if "not found" in line)


def ensure_qt_libraries() -> None:
    stamp = VENV / "briefing-qt.txt"
    if not sys.platform.startswith("linux") or stamp.is_file():
        return
    missing = missing_qt_libraries()
    if missing and is_root_on_debian():
        say("installing the system libraries that Qt needs")
        apt_install(QT_PACKAGES)
        missing = missing_qt_libraries()
    if missing:
        say(f"Qt's system libraries are incomplete ({missing}).")
        say("On Debian or Ubuntu run:  sudo apt-get install " + " ".join(QT_PACKAGES))
        return
    stamp.write_text("complete")


def ensure_test_tools(*tools: str) -> None:
    """Tests of power cuts watch with strace what a program writes, those of the check-in page use a real browser, those of keyring and lock a bus."""
    missing = [PACKAGES.get(tool, tool) for tool in tools if not shutil.which(tool)]
    if not sys.platform.startswith("linux") or not missing:
        return
    if not (is_root_on_debian() and apt_install(missing)):
        words = " ".join(missing)
        say(f"Without {words} some tests are left out. On Debian or Ubuntu run:  sudo apt-get install {words}")


def ensure_atheris() -> None:
    """The coverage-guided search of ``faults``, beside the environment: Linux alone, and only where an index answers."""
    place = VENV / "fuzz"
    if not sys.platform.startswith("linux") or place.exists():
        return
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "10", "--no-deps"]
    lock = TOP / "build" / "fuzz.lock"
    if run(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "--only-binary", ":all:", "--target", place, "-r", lock):
        say("atheris cannot be installed here, so imports are not searched for faults.")
        shutil.rmtree(place, ignore_errors=True)


def setup() -> None:
    ensure_environment()
    ensure_qt_libraries()


def has_display() -> bool:
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_app(arguments: list[str]) -> int:
    briefing = BIN / ("briefing.exe" if WINDOWS else "briefing")
    if has_display():
        return run(briefing, *arguments)
    say("there is no display: today's briefs as text, and a picture of the window")
    code = run(briefing, *arguments, "day", "--text")
    picture = TOP / "briefing-window.png"
    shot = run(briefing, *arguments, "--screenshot", picture, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    if shot == 0:
        say(f"the window is in {picture.name}")
    return code or shot


def check() -> None:
    must(PYTHON, "-m", "ruff", "check", ".")
    must(PYTHON, "-m", "ruff", "format", "--check", ".")
    must(PYTHON, "-m", "mypy")
    for platform_name in OTHER_PLATFORMS:  # what is for one system alone is left out there, and is no fault
        must(PYTHON, "-m", "mypy", "--platform", platform_name, "--no-warn-unreachable", "briefing_app")
    must(BIN / "lint-imports", "--no-cache")
    must(PYTHON, "-m", "vulture")


OTHER_PLATFORMS = [one for one in ("linux", "win32", "darwin") if not sys.platform.startswith(one)]
# of tests that open no window
QUIET_FOLDERS = ("domain", "viewmodels", "services", "storage", "sources", "documents", "system")


def changed_files() -> list[str]:
    """Python files that differ from the last commit, new ones too."""
    listed = [
        subprocess.run(["git", *how], capture_output=True, text=True, cwd=TOP).stdout.split("\0")
        for how in (("diff", "-z", "--name-only", "HEAD"), ("ls-files", "-z", "--others", "--exclude-standard"))
    ]
    return sorted({name for names in listed for name in names if name.endswith(".py") and (TOP / name).exists()})


def tests_beside(changed: list[str]) -> list[str]:
    """Tests that are named after what was changed, changed tests, and the map; none that opens a window."""
    tests = {"tests/test_map.py"}
    for name in map(Path, changed):
        beside = [TOP / "tests" / folder for folder in QUIET_FOLDERS]
        found = (
            [TOP / name]
            if name.parts[0] == "tests"
            else [one for folder in beside for one in folder.glob(f"test_{name.stem}*.py")]
        )
        tests |= {one.relative_to(TOP).as_posix() for one in found if one.name.startswith("test_") and one.parent.name != "gui"}
    return sorted(tests)


def fast() -> int:
    """What a change needs before it is committed; the whole is ``test``."""
    if changed := changed_files():
        must(PYTHON, "-m", "ruff", "check", *changed)
        must(PYTHON, "-m", "ruff", "format", "--check", *changed)
    must(BIN / "dmypy", "run", "--")
    must(BIN / "lint-imports")
    return offscreen(PYTHON, "-m", "pytest", "-x", "-m", "not slow and not hypothesis", *tests_beside(changed))


def debug(arguments: list[str]) -> int:
    """The window on the invented practice in a folder that is thrown away; warnings, unclosed files and slow callbacks are told."""
    with tempfile.TemporaryDirectory() as place:
        return run(PYTHON, "-X", "dev", "-m", "briefing_app", "--profile", place, "--demo", *arguments)


def profile(arguments: list[str]) -> int:
    """A command under cProfile, sorted by the time spent in a function and what it calls."""
    return offscreen(
        PYTHON, "-m", "cProfile", "-s", "cumulative", "-m", "briefing_app", *(arguments or ["--demo", "--startup-report"])
    )


def audit() -> int:
    """pip-audit over the lock, in an environment of its own. Not a step of ``test``: it needs the network, and without one it says so."""
    with tempfile.TemporaryDirectory() as place:
        python = Path(place) / ("Scripts/python.exe" if WINDOWS else "bin/python")
        must(PYTHON, "-m", "venv", place)
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "10"]
        if run(python, "-m", "pip", "install", *quiet, "pip-audit", stderr=subprocess.DEVNULL):
            say("pip-audit cannot be installed here: no package index answers. Nothing was audited.")
            return 0
        found = subprocess.run(
            [str(python), "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json",
             "--progress-spinner", "off", "--timeout", "10"],
            capture_output=True, text=True, cwd=TOP,
        )  # fmt: skip
    return say_audit(found.stdout, found.stderr)


def say_audit(answer: str, faults: str) -> int:
    """0 where nothing is known, or nobody could be asked at all, which is said; 1 where a vulnerability is, or a package was left out."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = faults.strip().splitlines()
        say(
            f"The database of vulnerabilities cannot be reached. Nothing was audited. ({last[-1][:200] if last else 'no answer'})"
        )
        return 0
    left = [one["name"] for one in packages if "version" not in one or "vulns" not in one]
    bad = [(one["name"], one["version"], known["id"]) for one in packages for known in one.get("vulns", ())]
    for name, version, known in bad:
        say(f"{name} {version}: {known}")
    if left:
        say(f"{len(left)} of {len(packages)} locked packages could not be asked about: {', '.join(left)}.")
    say(f"{len(packages) - len(left)} locked packages asked about, {len(bad)} known vulnerabilities.")
    return 1 if bad or left or not packages else 0


def search_imports(*how: str) -> int:
    """Coverage-guided inputs for the importer, where atheris can be had: a minute in ``slow``, five seconds in a whole ``test``."""
    ensure_atheris()
    return offscreen(PYTHON, "-m", "tests.faults", "fuzz", *how) if (VENV / "fuzz").exists() else 0


def offscreen(*command: str | Path) -> int:
    return run(*command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def without_network() -> tuple[str, ...]:
    """What starts a command in a network of its own that leads nowhere, not even to this computer; nothing where none may be made."""
    if shutil.which("unshare"):
        for made in NO_NETWORK:
            if subprocess.run([*made, "true"], capture_output=True).returncode == 0:
                return made
    return ()


def test(arguments: list[str]) -> int:
    apart = without_network()
    say(
        "the tests have no network, not even that of this computer."
        if apart
        else "no network of their own can be made for the tests here; that none of them connects is still watched."
    )
    pytest: tuple[str | Path, ...] = (*apart, PYTHON, "-m", "pytest")
    return offscreen(*pytest, *arguments) if arguments else in_halves(pytest)


HALVES = (
    ("tests/gui", "tests/browser"),
    ("--ignore=tests/gui", "--ignore=tests/browser"),
)  # each takes about as long as the other


def in_halves(pytest: tuple[str | Path, ...]) -> int:
    """All tests, windows beside the rest, for most computers have two cores; what the second half says is printed when it is done."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        second = subprocess.Popen(
            [str(part) for part in (*pytest, *HALVES[1])], cwd=TOP, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        first = offscreen(*pytest, *HALVES[0])
        code = second.wait()
        said.seek(0)
        print(said.read(), flush=True)
    return first or code


SLOW = ("-m", "slow or hypothesis", "--hypothesis-profile=slow", "--durations=40", "--durations-min=10", "--timeout=2400")


COMMANDS = (
    "setup", "run", "test", "slow", "mutants", "check", "fast", "debug", "profile", "bench", "faults", "audit", "screenshots",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on")
    options = parser.parse_args()
    setup()
    if options.command == "run":
        return run_app(options.rest)
    if options.command in ("check", "test"):
        check()
    if options.command == "fast":
        return fast()
    if options.command == "debug":
        return debug(options.rest)
    if options.command == "profile":
        return profile(options.rest)
    if options.command in ("test", "slow", "faults"):
        ensure_test_tools("strace", *(TEST_TOOLS if options.command != "faults" else []))
    if options.command == "test":
        return test(options.rest) or (0 if options.rest else search_imports("--quick"))
    if options.command == "slow":
        return test([*SLOW, *options.rest]) or (0 if options.rest else search_imports())
    if options.command == "mutants":
        return offscreen(PYTHON, "-m", "tests.mutants", *options.rest)
    if options.command == "audit":
        return audit()
    if options.command == "bench":
        return offscreen(PYTHON, "-m", "tests.bench", *options.rest)
    if options.command == "faults":
        ensure_atheris()
        return offscreen(PYTHON, "-m", "tests.faults", *options.rest)
    if options.command == "screenshots":
        return offscreen(PYTHON, "-m", "tests.gui.screenshots", *options.rest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
