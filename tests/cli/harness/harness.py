"""Plays an online bin packing policy: asked on standard input, answers on standard output."""
import importlib.util
import json
import random
import sys

CAPACITY = 100


class Illegal(Exception):
    pass


def items_of(workload):
    # What a policy is asked with follows from the workload alone.
    p = workload["params"]
    numbers = random.Random("%d %d %d" % (p["items"], p["from"], p["to"]))
    return [numbers.randint(p["from"], p["to"]) for _ in range(p["items"])]


def pack(items, choose):
    free = []
    for item in items:
        chosen = choose(item, list(free))
        if chosen is None:
            free.append(CAPACITY - item)
            continue
        if not isinstance(chosen, int) or not 0 <= chosen < len(free) or free[chosen] < item:
            raise Illegal("an item of %d does not fit where it was put" % item)
        free[chosen] -= item
    return {"bins": len(free), "mean_free": sum(free) / len(free)}


def references(items):
    bins, free = 0, 0
    for item in items:
        if item > free:
            bins, free = bins + 1, CAPACITY
        free -= item
    return {"next_fit_bins": bins, "least_bins": -(-sum(items) // CAPACITY)}


def policy_of(path):
    spec = importlib.util.spec_from_file_location("policy", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.choose


def answer(question):
    workloads = question["workloads"]
    if question["do"] == "references":
        return {"simulations": [{"metrics": references(items_of(w))} for w in workloads]}
    try:
        choose = policy_of(question["policy"])
    except SyntaxError as error:
        return {"failure": {"kind": "compile_error", "reason": str(error), "line": error.lineno}}
    try:
        return {"simulations": [{"metrics": pack(items_of(w), choose)} for w in workloads]}
    except Illegal as error:
        return {"failure": {"kind": "invalid_decision", "reason": str(error)}}
    except Exception as error:
        return {"failure": {"kind": "exception", "reason": "%s: %s" % (type(error).__name__, error)}}


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
