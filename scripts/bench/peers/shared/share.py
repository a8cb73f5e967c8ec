"""Splits models over processes so that each has about the same arithmetic."""

MOST_UNEVEN = 1.1  # the busiest process to the mean


def share_out(groups, costs, processes, whole_groups):
    """Lists of positions of models, one for each process.

    `groups` are lists of positions of models of equal shape and `costs` has every model's. Groups stay
    whole if `whole_groups` wants so and that is even enough; else they are split.
    """
    positions = [[position] for position in sorted(sum(groups, []))]
    if whole_groups:
        shares = greedy(groups, costs, processes)
        loads = [sum(costs[position] for position in share) for share in shares]
        if max(loads) <= MOST_UNEVEN * sum(loads) / processes:
            return shares
    return greedy(positions, costs, processes)


def greedy(parts, costs, processes):
    """The costliest part that is left goes to the process with the least so far."""
    shares = [[] for _ in range(processes)]
    loads = [0] * processes
    cost_of = [sum(costs[position] for position in part) for part in parts]
    for part in sorted(range(len(parts)), key=lambda part: -cost_of[part]):
        least = loads.index(min(loads))
        shares[least] += parts[part]
        loads[least] += cost_of[part]
    return [sorted(share) for share in shares]
