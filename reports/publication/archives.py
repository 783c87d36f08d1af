"""Office files are archives that note the time of day: here the same content, the same bytes."""

import io
import re
import zipfile

KEPT = (1980, 1, 1, 0, 0, 0)
NAMESPACE = re.compile(r' xmlns:(\w+)="[^"]*"')


def still(made: bytes) -> bytes:
    """The archive with one fixed time on everything in it, in the same order."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            kept = zipfile.ZipInfo(entry.filename, KEPT)
            kept.compress_type = entry.compress_type
            content = old.read(entry)
            if entry.filename.endswith(".xml") and b"opendocument" in content:
                content = _in_order(content.decode()).encode()
            new.writestr(kept, content)
    return written.getvalue()


def _in_order(xml: str) -> str:
    """An OpenDocument part with the namespaces that it uses: odfpy adds all it has met before."""
    used = {
        found[0]: found[1]
        for found in NAMESPACE.finditer(xml)
        if f"<{found[1]}:" in xml or f" {found[1]}:" in xml
    }
    first = NAMESPACE.search(xml)
    if first is None:
        return xml
    start, rest = xml[: first.start()], xml[first.start() :]
    return start + "".join(sorted(used)) + NAMESPACE.sub("", rest)
