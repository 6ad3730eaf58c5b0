# ruff: noqa

# a frame is begun and never finished, so that its reader waits
import os
import socket
import struct

end = socket.socket(fileno=os.dup(int(os.environ["SMARTLAB_EXAMINER_FD"])))
end.sendall(struct.pack(">I", 1000) + b'{"op": "check"')
