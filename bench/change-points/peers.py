"""Change points by Apache Otava and ruptures: series as JSON on standard input, answers on output."""
import json
import sys
import time

import numpy as np
import ruptures
from importlib.metadata import version
from otava.analysis import compute_change_points


def otava(values):
    return [point.index for point in compute_change_points(values, 50, 0.001, 0.0)[0]]


def pelt(values):
    series = np.log(np.array(values))
    scale = 1.4826 * np.median(np.abs(np.diff(series))) / np.sqrt(2)
    series = (series - np.median(series)) / (scale or 1)
    penalty = 2.6 * np.log(len(values))
    return ruptures.KernelCPD(kernel="linear", min_size=2).fit(series).predict(pen=penalty)[:-1]


answers = []
for values in json.load(sys.stdin):
    answer = {}
    for name, find in (("otava", otava), ("ruptures", pelt)):
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            found = find(values)
            times.append(1000 * (time.perf_counter() - begin))
        answer[name] = {"found": [int(at) for at in found], "ms": float(np.median(times))}
    answers.append(answer)
json.dump({"versions": {name: version(name) for name in ("apache-otava", "ruptures")},
           "answers": answers}, sys.stdout)
