# ruff: noqa

# errors whose names and texts are pages with scripts, in outputs and in what the verdict tells
import labs.check

TEXT = "<script>alert(1)</script><img src=x onerror=alert(1)>{points} {0.__class__} %s"
Page = type("Page", (Exception,), {"__module__": TEXT})


def raising(*anything):
    raise Page(TEXT)


answer = labs.check._answer
labs.check._answer = lambda request, *more: answer(request, [raising] * 9, *more[1:])
raise Page(TEXT)
