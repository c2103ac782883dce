def choose(item, free):
    """The number of the bin that the item goes into; None: a new one. free: room in each bin, of 100."""
    # EVOLVE-BLOCK-START
    best, best_score = None, 0.0
    for i, room in enumerate(free):
        if room < item:
            continue
        left = room - item
        score = 1.0 / (1.0 + abs(left - 12))
        if score > best_score:
            best, best_score = i, score
    return best
    # EVOLVE-BLOCK-END
