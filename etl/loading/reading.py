"""Reading files in processes that may crash, hang or run out of memory: each costs its one file, by name. One file is read so, too.

Results come in the order of the files whatever the number of processes, so that the same files give the same revisions. A process
reads one file at a time; what is read and not yet taken is bounded in bytes. Nothing is written by these processes but the cache.

Instead of pebble's ProcessPool (5.2, tried in its place), because
- its processes share one pipe and the locks of it: one that is killed while it sends ends the others after a minute and the run after two;
  here each has a pipe of its own, and the file that was sent is lost alone;
- a process that ends with code 0 amidst a file isn't noticed before the time-out; here any end is;
- it bounds nothing of what was read and isn't taken yet (`WAITING_BYTES`): that part stays ours with it, too.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import connection as pipes
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar, cast

from etl.documents.model import Document
from etl.errors import Cause, DocumentError, GongkaiError, NoHeadError, UnreachableError, in_a_line
from etl.head import HeadlessSays, ReportHead, ReportKind, StatedHead
from etl.loading.cache import document_cache
from etl.loading.sources import Source, local
from etl.pipeline import interpret_report
from etl.report import Report
from etl.statements.head.names import preparer_name
from etl.statements.head.places import cover_lines
from etl.statements.head.words import compiled
from etl.statements.surroundings import preparer_in

_NOBODY, _NO_YEAR = "？", 2000
"""In place of an agency and a year that aren't known yet."""
TIMEOUT = 300.0
"""Seconds that a file may take. A report of 300 pages of PDF takes some 30."""
MEMORY_BYTES = 4 * 1024**3
"""What a reading process may allocate; the reader of PDFs gives up at half of it by itself."""
WAITING_BYTES = 256 * 1024**2
"""Results read ahead of the writing, as bytes. A report has some 200 KB."""
FILES_A_PROCESS = 500
"""After so many files a process is replaced: libraries keep fonts and patterns."""
PATIENCE = 1.0
"""Seconds after which whoever waits for the next report is given the chance to do something else."""
_GRACE = 30
_ALIVE = 2.0
_SWAP = threading.Lock()


@dataclass(frozen=True, slots=True)
class Headless:
    """A document without a head of its own, read without one, and what it says of it all the same."""

    report: Report
    says: HeadlessSays


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that gave no report, and why: a message for people that names the file; `seconds` is what trying took."""

    message: str
    cause: Cause = "failed"
    seconds: float = 0.0
    headless: Headless | None = None
    """What was read, where all that it lacks is a head: it may be a part of the publication in its folder."""


Outcome = Report | Unread
Read = Callable[[Source], Outcome]
_Given = TypeVar("_Given")


def read_one(path: Source, stated: Mapping[Source, StatedHead] | None = None) -> Outcome:
    """Read one file in this process, `stated` being what persons say of heads, by file; whatever goes wrong is in the result, and how long it took."""
    started = time.monotonic()
    outcome = _read_one(path, (stated or {}).get(path))
    return replace(outcome, seconds=time.monotonic() - started)


def _read_one(path: Source, stated: StatedHead | None) -> Outcome:
    try:
        with local(path) as file:
            document = document_cache().read(file)
            try:
                return interpret_report(document, stated=stated)
            except NoHeadError as error:
                return Unread(str(error)) if error.is_report else _without_head(document, error)
    except GongkaiError as error:
        return Unread(str(error), "unreachable" if isinstance(error, UnreachableError) else "failed")
    except OSError as error:
        return Unread(str(in_a_line(error)), "unreachable")
    except MemoryError:
        return _too_large(path)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one document, named, never the batch
        return Unread(fault(path, "reading", error))


def _without_head(document: Document, error: NoHeadError) -> Unread:
    """What a document without a head holds; one that holds nothing of a report is none."""
    lines = [paragraph.text for paragraph in document.paragraphs]
    own = [line for line in (*cover_lines(document), *lines) if not compiled("superior").match(line)]
    preparers = dict.fromkeys(name for line in own if (name := preparer_name(preparer_in(line))))
    says = HeadlessSays(error.agency, error.fiscal_year, error.kind, tuple(preparers))
    kind: ReportKind = "budget" if error.kind == "budget" else "final_account"
    head = ReportHead(error.agency or _NOBODY, error.fiscal_year or _NO_YEAR, kind, "department", "")
    report = interpret_report(document, head=head)
    if not report.interpretation.statements and not report.performance and not report.narrative.disclosures:
        return Unread(str(error), "headless")
    return Unread(str(error), "headless", headless=Headless(report, says))


def _too_large(path: Source) -> Unread:
    return Unread(f"{path.name}: reading it takes too much memory → check how the file was made", "crashed")


def fault(path: Source, step: str, error: Exception) -> str:
    """The message for an error that is ours."""
    return (
        f"{path.name}: internal error while {step} ({type(error).__name__}: {error}) → please report it with the file"
    )


def usual_workers() -> int:
    """As many processes as this one may use cores."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(
    files: Sequence[Source],
    *,
    workers: int | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY_BYTES,
    read: Read = read_one,
    idle: Callable[[], None] = lambda: None,
) -> Generator[tuple[Source, Outcome], None, None]:
    """Each file with its report, or why there is none, in the order given.

    `timeout` is in seconds a file, `memory` in bytes a process. `idle` is called whenever the next report lets wait for `PATIENCE`.
    Closing the iterator, or an exception where it is used, ends all processes. GongkaiError if no process can be started.
    """
    if not files:
        return
    with _Pool(files, min(workers or usual_workers(), len(files)), timeout, memory, read) as pool:
        yield from pool.results(idle)


def read_apart(
    work: Callable[[Path], _Given], path: Path, *, timeout: float = TIMEOUT, memory: int = MEMORY_BYTES
) -> _Given:
    """What `work` makes of one file, in a process with the same limits; `work` and what it gives are pickled.

    Raises the GongkaiError that `work` raises, and DocumentError where the process crashes, takes too long or too much memory.
    """
    with _Pool([path], 1, timeout, memory, _Apart(work)) as pool:
        ((_, outcome),) = pool.results(lambda: None)
    if isinstance(outcome, GongkaiError):
        raise outcome
    if isinstance(outcome, Unread):
        raise DocumentError(outcome.message)
    return cast(_Given, outcome)


@dataclass(frozen=True, slots=True)
class _Apart:
    """Work on a file, whose errors are results."""

    work: Callable[[Path], Any]

    def __call__(self, path: Source) -> Any:
        assert isinstance(path, Path)  # noqa: S101 - `read_apart` takes nothing else
        try:
            return self.work(path)
        except GongkaiError as error:
            return error
        except OSError as error:
            return in_a_line(error)
        except MemoryError:
            return _too_large(path)
        except Exception as error:  # noqa: BLE001 - a fault of ours is said in a line
            return Unread(fault(path, "reading", error))


# One reading process


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What this process may have changed since the server was started that its processes come from."""

    environment: dict[str, str]
    folder: str


def _serve(
    pipe: Connection, read: Callable[[Source], Any], timeout: float, memory: int, surroundings: _Surroundings
) -> None:
    """Main function of a reading process: paths come in, pickled outcomes go out, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.update(surroundings.environment)
    os.chdir(surroundings.folder)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _limit_memory(memory)
    try:
        pipe.send_bytes(b"ready")
        while True:
            path = pipe.recv()
            # Should the parent be gone while code that never returns to Python runs, the alarm ends us.
            _alarm(timeout + _GRACE)
            try:
                result = pickle.dumps(read(path), pickle.HIGHEST_PROTOCOL)
            except MemoryError:
                result = pickle.dumps(_too_large(path))
            _alarm(0)
            pipe.send_bytes(result)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        pipes.wait([parent.sentinel])
        os._exit(1)


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(most: int) -> None:
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    except (ImportError, ValueError, OSError):  # not every system has such a limit
        return


# Many of them


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    started: float
    ready: bool = False
    file: int | None = None  # the number of the file that it reads
    read: int = 0  # files so far


@dataclass
class _Pool:
    """Hands out files from a thread of its own, so that reading goes on while a report is written."""

    files: Sequence[Source]
    count: int
    timeout: float
    memory: int
    read: Callable[[Source], Any]
    _done: dict[int, bytes | Unread] = field(default_factory=dict)
    _waiting: int = 0
    _news: threading.Condition = field(default_factory=threading.Condition)
    _stop: bool = False
    _failure: BaseException | None = None
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> _Pool:
        self._context = _context()
        self._wake, self._waker = self._context.Pipe(duplex=False)
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = True
        self._nudge()
        self._thread.join()
        self._wake.close()
        self._waker.close()

    def results(self, idle: Callable[[], None]) -> Iterator[tuple[Source, Any]]:
        """The outcomes in the order of the files, each as soon as it and those before it are there."""
        for number, path in enumerate(self.files):
            while not self._is_there(number):
                idle()
            with self._news:
                if number not in self._done:
                    raise self._failure or AssertionError
                found = self._done.pop(number)
                self._waiting -= len(found) if isinstance(found, bytes) else 0
            self._nudge()
            # What our own process of the same program sent: pickle is safe here.
            yield path, found if isinstance(found, Unread) else pickle.loads(found)  # noqa: S301

    def _is_there(self, number: int) -> bool:
        """Whether a file is done, or all is over, waiting for it for a while."""
        with self._news:
            return self._news.wait_for(lambda: number in self._done or self._failure is not None, PATIENCE)

    def _nudge(self) -> None:
        with contextlib.suppress(OSError):
            self._waker.send_bytes(b".")

    # In the thread

    def _run(self) -> None:
        try:
            self._read_files()
        except BaseException as error:  # noqa: BLE001 - it is raised again where the results are taken
            with self._news:
                self._failure = error
                self._news.notify_all()
        finally:
            for worker in self._workers:
                _end(worker)

    def _read_files(self) -> None:
        todo = deque(range(len(self.files)))
        while not self._stop and (todo or any(w.file is not None for w in self._workers)):
            while len(self._workers) < min(self.count, len(todo) + sum(w.file is not None for w in self._workers)):
                self._workers.append(_start(self._context, self.read, self.timeout, self.memory))
            for worker in self._workers:
                if worker.ready and worker.file is None and todo and self._waiting < WAITING_BYTES:
                    self._hand(worker, todo)
            self._await()

    def _hand(self, worker: _Worker, todo: deque[int]) -> None:
        worker.file, worker.started = todo.popleft(), time.monotonic()
        with contextlib.suppress(OSError):  # it has just died: its end will be noticed
            worker.pipe.send(self.files[worker.file])

    def _await(self) -> None:
        """Wait for something to happen, and see to it."""
        now = time.monotonic()
        deadlines = [w.started + self.timeout - now for w in self._workers if w.file is not None or not w.ready]
        ends = {w.process.sentinel: w for w in self._workers}
        talk = {w.pipe: w for w in self._workers}
        happened = pipes.wait([*talk, *ends, self._wake], timeout=max(0.0, min(deadlines, default=60.0)))
        if self._wake in happened:
            while self._wake.poll():
                self._wake.recv_bytes()
        for worker in list(self._workers):
            if worker.pipe in happened or worker.process.sentinel in happened:
                self._listen(worker)
            elif (worker.file is not None or not worker.ready) and time.monotonic() >= worker.started + self.timeout:
                self._lose(worker, "timeout", f"it took longer than {self.timeout:g} s", "give it more with --timeout")

    def _listen(self, worker: _Worker) -> None:
        try:
            data = worker.pipe.recv_bytes() if worker.pipe.poll() else b""
        except (EOFError, OSError):
            data = b""
        if not data:
            worker.process.join(_ALIVE)
            self._lose(
                worker,
                "crashed",
                f"the process that read it {_how_it_ended(worker.process)}",
                "please report it with the file",
            )
        elif not worker.ready:
            worker.ready = True
        else:
            self._put(worker, data)
            worker.read += 1
            if worker.read >= FILES_A_PROCESS:
                self._workers.remove(worker)
                _end(worker)

    def _lose(self, worker: _Worker, cause: Cause, why: str, next_step: str) -> None:
        self._workers.remove(worker)
        _end(worker)
        if not worker.ready:
            raise GongkaiError(
                f"a process for reading can't be started ({why.replace('read it', 'should read')})",
                next_step="see the messages above, or check memory and limits of processes (ulimit -u)",
            )
        if worker.file is not None:
            others = "the others are loaded; " if len(self.files) > 1 else ""
            message = f"{self.files[worker.file].name}: not read, {why} → {others}{next_step}"
            self._put(worker, Unread(message, cause, time.monotonic() - worker.started))

    def _put(self, worker: _Worker, found: bytes | Unread) -> None:
        assert worker.file is not None  # noqa: S101 - only a process that reads sends
        with self._news:
            self._done[worker.file] = found
            self._waiting += len(found) if isinstance(found, bytes) else 0
            self._news.notify_all()
        worker.file = None


def _context() -> BaseContext:
    """Processes forked from a server without threads, sockets or locks of ours, where the system has that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["etl.loading.reading"])  # imported once, in the server
    return context


def _start(context: BaseContext, read: Callable[[Source], Any], timeout: float, memory: int) -> _Worker:
    ours, theirs = context.Pipe()
    surroundings = _Surroundings(
        {name: value for name, value in os.environ.items() if name.startswith("GONGKAI_")}, _here()
    )
    process = context.Process(  # type: ignore[attr-defined]
        target=_serve, args=(theirs, read, timeout, memory, surroundings), name="gongkai reading", daemon=True
    )
    with _main_left_alone():
        process.start()
    theirs.close()
    return _Worker(process, ours, time.monotonic())


@contextlib.contextmanager
def _main_left_alone() -> Iterator[None]:
    """A process that is started here doesn't run the script that the program is: it needs nothing of it, and a script that reads a file
    without `if __name__ == "__main__"` would read it there again."""
    with _SWAP:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _here() -> str:
    """The folder in which relative paths begin; one that was removed while we were in it has no name any more."""
    try:
        return os.getcwd()
    except OSError as error:
        raise UnreachableError(
            f"the current folder is gone ({error.strerror})", next_step="change to a folder that is there"
        ) from error


def _end(worker: _Worker) -> None:
    """End a process at once: it holds nothing that has to be put in order."""
    worker.process.kill()
    worker.process.join(_ALIVE)
    worker.pipe.close()
    with contextlib.suppress(ValueError):
        worker.process.close()


def _how_it_ended(process: BaseProcess) -> str:
    code = process.exitcode
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"was ended by {name}" + (" (out of memory?)" if name == "SIGKILL" and sys.platform == "linux" else "")
