# ruff: noqa

# so many outputs that a page of them cannot be opened
from IPython.display import display

for number in range(10_000):
    display({"text/plain": str(number), "text/html": f"<b>{number}</b>"}, raw=True)
