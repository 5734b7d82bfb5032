"""A plugin's pictures for the ticker that shows all plugins in one line."""

from lumarium_worker import protocol
from lumarium_worker.stage import pixels_of

PICTURES_MAX = 64


def _pictures(plugin, width):
    """What the plugin gives, else what its scroll helper holds."""
    instance = plugin.instance
    give = getattr(instance, "get_vegas_content", None)
    if width:
        instance._vegas_render_width = int(width)
    try:
        with plugin.screen.capture_mode():
            content = give() if callable(give) else None
    finally:
        if width:
            del instance._vegas_render_width
    if content is None:
        content = getattr(getattr(instance, "scroll_helper", None), "cached_image", None)
    if content is None:
        return []
    return list(content) if isinstance(content, (list, tuple)) else [content]


def send(channel, plugin, request):
    """Sends each picture as a strip of speed 0; what the answer says. No picture means: capture display()."""
    count = 0
    for image in _pictures(plugin, request.get("width")):
        width, height = getattr(image, "size", (0, 0))
        fits = 0 < width <= protocol.STRIP_WIDTH_MAX and 0 < height <= plugin.screen.height
        if not fits or count >= PICTURES_MAX:
            continue
        header = {"width": width, "height": height, "speed": 0, "position": 0, "token": 0, "loop": False, "gap": 0,
                  "call": request.get("id") or 0, "index": count}
        channel.send(protocol.encode_strip(header, pixels_of(image, width, height)))
        count += 1
    return {"pictures": count}
