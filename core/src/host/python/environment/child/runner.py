import os, signal, subprocess, sys, threading


def watch():
    try:
        os.read(0, 1)
    finally:
        os.killpg(0, signal.SIGKILL)


try:
    os.nice(10)
except OSError:
    pass
threading.Thread(target=watch, daemon=True).start()
code = 1
try:
    code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL)
except OSError as error:
    print(f"{sys.argv[1]} cannot be started: {error}", flush=True)
os._exit(code if 0 <= code < 256 else 1)
