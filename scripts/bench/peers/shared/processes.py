"""Runs shares of the work in processes of their own, each with its own cores and threads."""

import json
import os
import sys

THREAD_VARIABLES = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]


def run_in_processes(work_on, shares, threads):
    """`work_on(share)` for each share, at the same time; returns their answers in order.

    One share runs in this process; several run in forked children, `threads` threads each. Nothing
    heavy may be imported before. Answers must be JSON. If a child fails, so does this process.
    """
    cores = sorted(os.sched_getaffinity(0))
    if len(shares) == 1:
        take_cores(cores, 0, threads)
        return [work_on(shares[0])]

    pipes = []
    for number, share in enumerate(shares):
        read_end, write_end = os.pipe()
        if os.fork() == 0:
            os.close(read_end)
            answer_and_exit(work_on, share, write_end, cores, number, threads)
        os.close(write_end)
        pipes.append(read_end)

    texts = []
    for read_end in pipes:
        with os.fdopen(read_end, encoding="utf-8") as pipe:
            texts.append(pipe.read())
    for _ in shares:
        _, status = os.wait()
        if status != 0:
            sys.exit("a training process failed")
    return [json.loads(text) for text in texts]


def answer_and_exit(work_on, share, write_end, cores, number, threads):
    """The child's life: writes its answer to the pipe and ends without Python's clean-up."""
    code = 1
    try:
        take_cores(cores, number * threads, threads)
        with os.fdopen(write_end, "w", encoding="utf-8") as pipe:
            json.dump(work_on(share), pipe)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def take_cores(cores, first, threads):
    """Keeps this process to `threads` cores, where there are as many, and as many threads."""
    if first + threads <= len(cores):
        os.sched_setaffinity(0, cores[first : first + threads])
    for variable in THREAD_VARIABLES:
        os.environ[variable] = str(threads)
