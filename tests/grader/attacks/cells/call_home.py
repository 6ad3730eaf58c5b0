# ruff: noqa

# the questions are sent out, and help is asked for
import socket

found = []
for host, port in (("127.0.0.1", 8000), ("192.168.0.1", 80), ("8.8.8.8", 53), ("169.254.169.254", 80)):
    try:
        socket.create_connection((host, port), timeout=0.3).close()
        found.append(host)
    except OSError:
        pass
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.sendto(b"hello", ("8.8.8.8", 53))
        found.append("udp")
except OSError:
    pass
try:
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    found.append("raw")
except OSError:
    pass
print("FOUND" if found else "nothing", found)
