"""Bot API methods about files: documents and photos into a chat, and files out again."""

import mimetypes
from pathlib import PurePosixPath

from sandbox import pictures
from sandbox.botapi import BotApi
from sandbox.messages import LONGEST_CAPTION, formatted, send
from sandbox.parameters import Upload
from sandbox.refusals import bad
from sandbox.world import FileKind, Json, StoredFile

LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_SIDES = 10_000
LONGEST_RATIO = 20
UNKNOWN = "application/octet-stream"


async def send_photo(api: BotApi, p: Json) -> Json:
    """Send a picture with a caption."""
    return _send_file(api, p, FileKind.PHOTO)


async def send_document(api: BotApi, p: Json) -> Json:
    """Send a file with a caption."""
    return _send_file(api, p, FileKind.DOCUMENT)


async def get_file(api: BotApi, p: Json) -> Json:
    """Say where a file can be taken from."""
    if not p.get("file_id"):
        raise bad("file_id not specified")
    file = api.world.files.get(p["file_id"])
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return _named(file) | {"file_path": file.path}


def _send_file(api: BotApi, p: Json, kind: FileKind) -> Json:
    chat = api.writable(p)
    caption, entities = formatted(p, "caption", "caption_entities")
    if len(caption) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    file = _given(api, p, kind)
    message = send(api, chat, p, caption, entities, {kind.value: _wire(file)})
    message.file = file
    return message.wire()


def _given(api: BotApi, p: Json, kind: FileKind) -> StoredFile:
    """The file a request carries, or the one sent before that it names."""
    source: Upload | str | None = p.get(kind.value)
    match source:
        case None | "":
            raise bad(f"there is no {kind} in the request")
        case Upload():
            return _stored(api, source, kind)
        case str() if source in api.world.files:
            known = api.world.files[source]
            if known.kind is not kind:
                was, wanted = known.kind.value.capitalize(), kind.value.capitalize()
                raise bad(f"can't use file of type {was} as {wanted}")
            return known
        case _:
            raise bad("wrong file identifier/HTTP URL specified")


def _stored(api: BotApi, upload: Upload, kind: FileKind) -> StoredFile:
    size = len(upload.content)
    if not size:
        raise bad("file must be non-empty")
    picture = None
    if kind is FileKind.PHOTO:
        if size > LARGEST_PHOTO:
            raise bad(
                f"file of size {size} bytes is too big for a photo; "
                f"the maximum size is {LARGEST_PHOTO} bytes"
            )
        picture = pictures.look(upload.content)
        if picture is None:
            raise bad("IMAGE_PROCESS_FAILED")
        sides = sorted((picture.width, picture.height))
        if sum(sides) > LARGEST_SIDES or sides[1] > sides[0] * LONGEST_RATIO:
            raise bad("PHOTO_INVALID_DIMENSIONS")
    # Of a path only the last part is the name.
    name = upload.name.replace("\\", "/").rpartition("/")[2] or kind.value
    suffix = PurePosixPath(name).suffix
    mime = picture.mime if picture else mimetypes.guess_type(name)[0] or UNKNOWN
    file = StoredFile(
        id=f"sandbox-{api.world.unique(20)}",
        kind=kind,
        name=name,
        content=upload.content,
        mime=mime,
        path=f"{kind}s/file_{len(api.world.files)}{suffix}",
        sides=(picture.width, picture.height) if picture else None,
    )
    api.world.files[file.id] = file
    return file


def _wire(file: StoredFile) -> Json | list[Json]:
    if file.sides is None:
        return _named(file) | {"file_name": file.name, "mime_type": file.mime}
    width, height = file.sides
    return [_named(file) | {"width": width, "height": height}]


def _named(file: StoredFile) -> Json:
    return {
        "file_id": file.id,
        "file_unique_id": file.id[-12:],
        "file_size": len(file.content),
    }
