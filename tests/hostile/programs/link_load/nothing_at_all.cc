// expect: source=link_error
