# ruff: noqa

# a cell that does not end
while True:
    pass
