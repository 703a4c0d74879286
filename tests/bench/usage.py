# Runs a command and writes what it took, as JSON: usage.py RESULT-FILE COMMAND…; its output and exit status are the command's.
import json
import os
import sys
import time

began = time.monotonic()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
result = {
    "seconds": time.monotonic() - began,
    "processor": used.ru_utime + used.ru_stime,
    "resident": used.ru_maxrss * 1024,
}
with open(sys.argv[1], "w") as file:
    json.dump(result, file)
sys.exit(os.waitstatus_to_exitcode(status))
