# Stands in for the service manager: listens, accepts nobody, and at each `start` on stdin runs the given program with that
# socket as its descriptor 3, passed COUNT times by name: passed_socket.py COUNT PROGRAM ARGUMENTS. `stop` ends it.
import os
import signal
import socket
import sys

listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
print("port", listener.getsockname()[1], flush=True)
child = 0
for line in sys.stdin:
    if line == "start\n":
        child = os.fork()
        if child == 0:
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)  # also where it was 3 already
            environment = {"LISTEN_FDS": sys.argv[1], "LISTEN_PID": str(os.getpid()), "PATH": os.environ["PATH"]}
            os.execve(sys.argv[2], sys.argv[2:], environment)
    elif line == "stop\n":
        os.kill(child, signal.SIGTERM)
    else:
        break
    if line == "stop\n" or sys.argv[1] != "1":
        print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
