# A slow line of TCP on loopback: line.py PORT UP DOWN DELAY relays to PORT with UP and DOWN bytes a second, shared by all connections, and
# DELAY milliseconds each way. Prints its own port. "hold" on its input lets nothing pass and refuses nothing, "flow" goes on.
import asyncio
import socket
import sys

# As on the Internet. On loopback segments are of 64 KiB and buffers take megabytes, so that a part would be gone in no time.
SEGMENT = 1400
BUFFER = 32 * 1024
CHUNK = 4096
BACKLOG = 128
SLACK = 0.05  # seconds for which a timer that came late is made up


def shaped(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    sock.setblocking(False)
    return sock


class Direction:
    """The narrowest place on the way, which one chunk passes after the other."""

    def __init__(self, rate):
        self.rate = rate
        self.free_at = 0.0

    async def carry(self, size):
        now = asyncio.get_running_loop().time()
        self.free_at = max(self.free_at, now - SLACK) + size / self.rate
        await asyncio.sleep(self.free_at - now)


class Line:
    def __init__(self, port, up, down, delay):
        self.port, self.up, self.down, self.delay = port, Direction(up), Direction(down), delay
        self.flowing = asyncio.Event()
        self.flowing.set()

    async def serve(self, browser):
        loop = asyncio.get_running_loop()
        server = shaped(socket.socket())
        try:
            await asyncio.sleep(2 * self.delay)  # what a handshake takes
            await self.flowing.wait()
            await loop.sock_connect(server, ("127.0.0.1", self.port))
            ways = [self.pump(browser, server, self.up), self.pump(server, browser, self.down)]
            await self.until_broken(ways)
        except OSError:
            pass
        finally:
            browser.close()
            server.close()

    async def until_broken(self, ways):
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def pump(self, source, sink, direction):
        under_way = asyncio.Queue()
        await self.until_broken([self.take(source, direction, under_way), self.give(sink, under_way)])

    async def take(self, source, direction, under_way):
        loop = asyncio.get_running_loop()
        data = True
        while data:
            data = await loop.sock_recv(source, CHUNK)
            await direction.carry(len(data))
            await self.flowing.wait()
            under_way.put_nowait((loop.time() + self.delay, data))

    async def give(self, sink, under_way):
        loop = asyncio.get_running_loop()
        while True:
            at, data = await under_way.get()
            await asyncio.sleep(at - loop.time())
            await self.flowing.wait()
            if not data:
                return sink.shutdown(socket.SHUT_WR)
            await loop.sock_sendall(sink, data)

    async def obey(self):
        loop = asyncio.get_running_loop()
        while word := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
            self.flowing.clear() if word == "hold" else self.flowing.set()


async def main():
    port, up, down, delay = (int(word) for word in sys.argv[1:])
    line = Line(port, up, down, delay / 1000)
    door = shaped(socket.socket())
    door.bind(("127.0.0.1", 0))
    door.listen(BACKLOG)
    print(door.getsockname()[1], flush=True)
    ending = asyncio.ensure_future(line.obey())
    connections = set()
    while not ending.done():
        accepting = asyncio.ensure_future(asyncio.get_running_loop().sock_accept(door))
        await asyncio.wait([accepting, ending], return_when=asyncio.FIRST_COMPLETED)
        if accepting.done():
            browser, _ = accepting.result()
            browser.setblocking(False)
            connections.add(asyncio.ensure_future(line.serve(browser)))


asyncio.run(main())
