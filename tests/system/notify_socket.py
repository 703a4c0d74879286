# Stands in for the service manager: a datagram socket at the given path; each message goes to stdout as one line of JSON.
import json
import socket
import sys

listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(json.dumps(listener.recv(4096).decode().split("\n")), flush=True)
