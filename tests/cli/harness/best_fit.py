def choose(item, free):
    fitting = [(room, i) for i, room in enumerate(free) if room >= item]
    return min(fitting)[1] if fitting else None
