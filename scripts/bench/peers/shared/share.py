"""Splits models over processes so that each has about the same arithmetic."""


def share_out(models, processes, fixed_cost):
    """Lists of positions in `models`, one for each process.

    Greedy: the costliest model that is left goes to the process with the least so far. A model
    costs its multiply-accumulates per image plus `fixed_cost`, the same for every model.
    """
    shares = [[] for _ in range(processes)]
    costs = [0] * processes
    costliest_first = sorted(
        range(len(models)), key=lambda position: -models[position].multiplications
    )
    for position in costliest_first:
        least = costs.index(min(costs))
        shares[least].append(position)
        costs[least] += models[position].multiplications + fixed_cost
    return [sorted(share) for share in shares]
