# ruff: noqa

# half a megabyte of HTML that is gigabytes when it is parsed, and others that take minutes
from IPython.display import HTML, display

display(HTML("".join(f"<b id={number}><p>" for number in range(25_000))))
display(HTML("<div>" * 90_000))
display(HTML("<b " + "a=1 " * 100_000 + ">"))
