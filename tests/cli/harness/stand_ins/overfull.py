def choose(item, free):
    return 0 if free else None
