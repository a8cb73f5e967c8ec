"""Reads every view of a database by a program of Python's world and by SQLite itself, and compares.

    python3 read-views.py duckdb|pandas|datasette [DATABASE VIEW...]

Prints, as JSON, the number of rows of each view. Ends with 1 and says where they differ. Without a
database it only loads the program.
"""

import glob
import json
import math
import os
import sqlite3
import sys


def duckdb_connection():
    import duckdb

    connection = duckdb.connect()
    try:
        import duckdb_extension_sqlite_scanner as package

        folder = os.path.dirname(package.__file__)
        (extension,) = glob.glob(folder + "/extensions/*/sqlite_scanner.duckdb_extension")
    except ImportError:
        extension = "sqlite"
    connection.execute(f"LOAD '{extension}'")
    return connection


def duckdb_rows(path, views):
    connection = duckdb_connection()
    connection.execute(f"ATTACH '{path}' AS db (TYPE sqlite, READ_ONLY)")
    for view in views:
        yield view, connection.execute(f"SELECT * FROM db.{view}").fetchall()


def pandas_rows(path, views):
    import pandas

    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for view in views:
            frame = pandas.read_sql(f"SELECT * FROM {view}", connection)
            if view == "configurations" and frame["val_accuracy"].dtype != "float64":
                raise SystemExit(f"val_accuracy is read as {frame['val_accuracy'].dtype}")
            yield view, [tuple(row) for row in frame.astype(object).values.tolist()]


def datasette_rows(path, views):
    import asyncio

    from datasette.app import Datasette

    async def read():
        datasette = Datasette([path], settings={"max_returned_rows": 10_000})
        name = os.path.basename(path).rsplit(".", 1)[0]
        for view in views:
            answer = await datasette.client.get(f"/{name}/{view}.json?_shape=arrays&_size=max")
            if answer.status_code != 200:
                raise SystemExit(f"{view}: {answer.status_code} {answer.text}")
            found.append((view, [tuple(row) for row in answer.json()["rows"]]))

    found = []
    asyncio.run(read())
    return found


def alike(a, b):
    if a is None or b is None:
        return a is b or (a is None and b != b) or (b is None and a != a)
    if isinstance(a, float) or isinstance(b, float):
        # A program adds in its own order.
        return math.isclose(a, b, rel_tol=1e-11, abs_tol=1e-15)
    return a == b


def main(program, path=None, *views):
    if path is None:
        if program == "duckdb":
            duckdb_connection()
        else:
            __import__(program)
        return
    readers = {"duckdb": duckdb_rows, "pandas": pandas_rows, "datasette": datasette_rows}
    counts = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        expected = {view: connection.execute(f"SELECT * FROM {view}").fetchall() for view in views}
    for view, rows in readers[program](path, views):
        # The order of a view's rows is SQLite's own promise.
        key = lambda row: [str(value) for value in row if isinstance(value, str)]
        pairs = zip(sorted(expected[view], key=key), sorted(rows, key=key))
        if len(rows) != len(expected[view]):
            raise SystemExit(f"{view}: {len(rows)} rows, expected {len(expected[view])}")
        for theirs, ours in pairs:
            if len(theirs) != len(ours) or not all(map(alike, theirs, ours)):
                raise SystemExit(f"{view}: {ours}, expected {theirs}")
        counts[view] = len(rows)
    print(json.dumps(counts))


main(*sys.argv[1:])
