"""Rooms include only what ARCHITECTURE.md's table of the house allows. RULES below is that table; both are changed together."""
import re

import project

GATEWAY = ["gateway/broker", "gateway/http", "gateway/security", "gateway/runtime"]

# room: (rooms it may include beside itself, libraries it may include beside the standard library and POSIX)
RULES = {
    "base": ([], ["boost-system", "openssl"]),
    "fhir_models": (["base"], ["boost-system", "rapidjson", "expat", "re2"]),
    "gateway/ports": (["base"], []),
    **{room: (["base", "gateway/ports", *GATEWAY], ["boost", "boost-system", "openssl", "fmt"]) for room in GATEWAY},
    "adapters": (["*"], []),  # adapter_list: the one place that knows every standard
    "adapters/": (["base", "fhir_models", "gateway/ports", "gateway/runtime", "adapters/mapping"], ["boost-system"]),  # every adapter
    "adapters/http_push": (["gateway/http", "gateway/security"], []),  # on top of what every adapter may
    "adapters/fhir_rest": (["gateway/http", "gateway/security"], []),
    "adapters/mapping": ([], ["date", "re2", "yaml-cpp"]),
    "adapters/oioxml": ([], ["date"]),
    "adapters/sqlite": ([], ["sqlite", "zstd"]),
    "routes": (["base", "fhir_models", "gateway/ports"], ["boost-system", "yaml-cpp", "openssl"]),
    "gateway/app": (["*"], ["*"]),
    "deploy": (["base", "gateway/http", "gateway/security", "gateway/runtime"], ["boost-system", "openssl", "rapidjson", "cli11"]),
    "tests": (["*"], ["*"]),
}

LIBRARIES = {
    "boost-system": r"boost/system/",
    "boost": r"boost/",
    "openssl": r"openssl/",
    "rapidjson": r"rapidjson/",
    "expat": r"expat\.h",
    "re2": r"re2/",
    "fmt": r"fmt/",
    "date": r"date/",
    "yaml-cpp": r"yaml-cpp/",
    "sqlite": r"sqlite3\.h",
    "zstd": r"zstd\w*\.h",
    "cli11": r"CLI/",
    "doctest": r"doctest/",
    "libxml2": r"libxml/",
}
STANDARD = re.compile(r"[a-z_0-9]+(\.h)?$|(sys|netinet|arpa|linux)/")
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def room_of(path):
    parts = path.split("/")
    if parts[0] in ("gateway", "adapters") and len(parts) > 2:
        return "/".join(parts[:2])
    return parts[0]


def allowed(room):
    rooms, libraries = RULES.get(room, ([], []))
    if room.startswith("adapters/"):
        rooms, libraries = rooms + RULES["adapters/"][0], libraries + RULES["adapters/"][1]
    return rooms, libraries


def library_of(header):
    return next((name for name, pattern in LIBRARIES.items() if re.match(pattern, header)), None)


def check(path, text):
    """Findings of one file; `path` is relative to the root."""
    room = room_of(path)
    rooms, libraries = allowed(room)
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        own, header = match.groups()
        if own:
            target = room_of(own)
            if target != room and target not in rooms and "*" not in rooms:
                yield f"{path}:{number}: {room} may not include {target} ({own})"
            continue
        library = library_of(header)
        if library is None and not STANDARD.match(header):
            yield f"{path}:{number}: <{header}> belongs to no known library: name it in LIBRARIES of tests/tidy/include_arrows.py"
        if library and library not in libraries and "*" not in libraries:
            yield f"{path}:{number}: {room} may not include {library} (<{header}>)"


def unknown_rooms(paths):
    for path in paths:
        room = room_of(path)
        if room not in RULES and not room.startswith("adapters"):
            yield f"{path}:1: the room {room} is not in the table"


if __name__ == "__main__":
    sources = project.files(".hpp", ".cpp")
    project.report([finding for path in sources for finding in check(path, project.read(path))] + list(unknown_rooms(sources)))
