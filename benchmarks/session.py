"""One person at the workbench, without a browser: a session that speaks Streamlit's own protocol.

It does what the browser does: it keeps the cookie that tells the workbench who it is, sends every value set so far with
each rerun, and says which messages it still has, so that the server need not send them again.
"""

import urllib.request
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

KEPT_RUNS = 2  # as long does the browser keep messages
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Session:
    """A page that somebody has open.

    sliders: what its sliders show, by the key they have in the page. errors: whatever the page said went wrong.
    """

    def __init__(self, socket: ClientConnection, page: str, address: str) -> None:
        self.sliders: dict[str, float] = {}
        self.errors: list[str] = []
        self._socket, self._page, self._address = socket, page, address
        self._script = ""  # the page's hash, by which the server knows it once it has run
        self._ids: dict[str, str] = {}
        self._set: dict[str, WidgetState] = {}
        self._kept: deque[set[str]] = deque(maxlen=KEPT_RUNS)

    async def rerun(self) -> None:
        """Ask for a rerun, and return once it has ended."""
        await self._socket.send(self._request().SerializeToString())
        self._kept.append(set())
        ended = False
        while not ended:
            received = await self._socket.recv()
            assert isinstance(received, bytes)
            ended = self._take(ForwardMsg.FromString(received))

    async def move(self, key: str, value: float) -> None:
        """Let a slider go at a value, and return once everything has followed."""
        identifier = self._ids[key]
        self._set[identifier] = WidgetState(id=identifier)
        self._set[identifier].double_array_value.data.append(value)
        await self.rerun()

    def _request(self) -> BackMsg:
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self._address
        if self._script:
            state.page_script_hash = self._script
        else:
            state.page_name = self._page
        state.widget_states.widgets.extend(self._set.values())
        state.cached_message_hashes.extend(set().union(*self._kept))
        return request

    def _take(self, message: ForwardMsg) -> bool:
        """Note what a message says; returns whether it says that the script has ended for good."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._script = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self._address = message.page_info_changed.query_string
        elif kind == "ref_hash":
            self._kept[-1].add(message.ref_hash)
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            if message.metadata.cacheable:
                self._kept[-1].add(message.hash)
            self._show(message.delta.new_element)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                self.errors.append("The page does not compile.")
                return True
            return message.script_finished in FINISHED  # the rest is interrupted, and runs again at once
        return False

    def _show(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.errors.append(element.alert.body)
        elif kind == "slider":
            key = element.slider.id.split("-", 2)[2]  # $$ID-hash-key
            self._ids[key] = element.slider.id
            if element.slider.set_value:
                self.sliders[key] = element.slider.value[0]
            else:
                sent = self._set.get(element.slider.id)
                self.sliders[key] = sent.double_array_value.data[0] if sent else element.slider.default[0]


@asynccontextmanager
async def opened(url: str, cookie: str, page: str, address: str) -> AsyncIterator[Session]:
    """A page of the app (the last part of its path), with a query string, in front of whoever has that cookie."""
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    headers = {"Cookie": cookie}
    async with connect(
        stream, subprotocols=[Subprotocol("streamlit")], additional_headers=headers, max_size=None
    ) as socket:
        session = Session(socket, page, address)
        await session.rerun()
        yield session


def new_cookie(url: str) -> str:
    """What the server gives a browser that it has not seen before."""
    with urllib.request.urlopen(f"{url}/_stcore/health") as answer:
        given: SimpleCookie = SimpleCookie(answer.headers["Set-Cookie"])
    return "; ".join(f"{name}={morsel.coded_value}" for name, morsel in given.items())
