"""A peer's whole run: reads the work, trains in one or more processes, prints one JSON line."""

import importlib
import json
import os
import sys

from shared.clock import Stopwatch
from shared.processes import run_in_processes
from shared.share import share_out
from work import groups_of_equal_shape, read_work


def run(peer, training, processes=1, fixed_cost=0, compiles=False, **options):
    """Does the work named on the command line and reports it.

    `training` names a module of training/ with `VERSIONS` and `train(work, models, stopwatch,
    **options)`, which returns one result for each model. It is imported only in the process that
    trains, since frameworks do not survive a fork. `fixed_cost` is what a step costs besides its
    arithmetic, in multiply-accumulates per image; it evens out the processes. What `compiles` a
    program for each shape has models of one shape in one process, where that is even.
    """
    work = read_work(sys.argv[1])
    processes = max(1, min(processes, work.threads, len(work.models)))
    costs = [model.multiplications + fixed_cost for model in work.models]
    shares = share_out(groups_of_equal_shape(work.models), costs, processes, compiles)

    def train_share(share):
        stopwatch = Stopwatch()
        module = importlib.import_module(f"training.{training}")
        models = [work.models[position] for position in share]
        results = module.train(work, models, stopwatch, **options)
        return {"results": results, "seconds": stopwatch.seconds, "versions": module.VERSIONS}

    line_out = keep_stdout_clean()
    answers = run_in_processes(train_share, shares, work.threads // processes)

    results = [None] * len(work.models)
    for share, answer in zip(shares, answers):
        for position, result in zip(share, answer["results"]):
            results[position] = result
    line = {
        "peer": peer,
        "versions": answers[0]["versions"],
        "processes": processes,
        "precision": "float32",
        "seconds": {
            column: round(max(answer["seconds"][column] for answer in answers), 4)
            for column in answers[0]["seconds"]
        },
        "models": results,
    }
    print(json.dumps(line), file=line_out, flush=True)


def keep_stdout_clean():
    """Sends what libraries print on stdout to stderr; returns the real stdout."""
    line_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return line_out
