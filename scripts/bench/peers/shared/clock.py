"""Seconds of a peer's run, by column."""

import os
import time
from contextlib import contextmanager


def seconds_since_process_start():
    """Wall seconds since the kernel started this process; a hundredth of a second fine."""
    with open("/proc/self/stat", encoding="utf-8") as file:
        after_name = file.read().rpartition(")")[2].split()
    started = int(after_name[19]) / os.sysconf("SC_CLK_TCK")  # field 22: ticks since boot
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


PROCESS_START = time.perf_counter() - seconds_since_process_start()


class Stopwatch:
    """Adds up wall seconds in the columns of the report."""

    def __init__(self):
        self.seconds = {"startup": 0.0, "compile": 0.0, "train": 0.0, "evaluate": 0.0}

    def started(self):
        """Call once, when imports are done and the data is in memory."""
        self.seconds["startup"] = time.perf_counter() - PROCESS_START

    @contextmanager
    def column(self, name):
        """Adds the seconds of a `with` block to a column."""
        began = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - began
