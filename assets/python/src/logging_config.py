"""Loggers as plugins ask for them; everything goes to standard error, which the host reads."""

import json
import logging
import sys
import time


class PluginLoggerAdapter(logging.LoggerAdapter):
    """Marks every record with the plugin it comes from."""

    def process(self, msg, kwargs):
        """Adds `plugin_id` to what the caller passes as `extra`."""
        extra = dict(kwargs.get("extra") or {})
        extra.setdefault("plugin_id", self.extra.get("plugin_id"))
        kwargs["extra"] = extra
        return msg, kwargs


class ContextualFormatter(logging.Formatter):
    """`LEVEL name: text`, the form whose level the host recognises; the host adds the time."""

    def __init__(self, include_context=True, include_location=False):
        """`include_location` adds file and line."""
        super().__init__()
        self.include_context = include_context
        self.include_location = include_location

    def format(self, record):
        """One record as text, with its traceback if it has one."""
        text = "%s %s: %s" % (record.levelname, record.name, record.getMessage())
        if self.include_location:
            text += " [%s:%d]" % (record.filename, record.lineno)
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text


class StructuredFormatter(logging.Formatter):
    """One JSON object a line, for those who switch it on."""

    def format(self, record):
        """One record as a JSON object."""
        entry = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in ("plugin_id", "operation", "context"):
            value = getattr(record, name, None)
            if value is not None:
                entry[name] = value
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def setup_logging(level=logging.INFO, format_type="readable", include_location=False, log_file=None):
    """Sends all records to standard error; `log_file` is not honoured, logs belong to the host."""
    handler = logging.StreamHandler(sys.stderr)
    structured = format_type in ("json", "structured")
    handler.setFormatter(StructuredFormatter() if structured else ContextualFormatter(True, include_location))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    # Setting it, even to the same, goes through all loggers there are: memory that workers share.
    if root.level != level:
        root.setLevel(level)


def get_logger(name, plugin_id=None):
    """The logger of that name, marked with the plugin if one is given."""
    logger = logging.getLogger(name)
    return PluginLoggerAdapter(logger, {"plugin_id": plugin_id}) if plugin_id else logger


def log_with_context(logger, level, message, plugin_id=None, operation=None, context=None, exc_info=False):
    """Logs with what was going on at the time."""
    given = {"plugin_id": plugin_id, "operation": operation, "context": context}
    extra = {name: value for name, value in given.items() if value is not None}
    logger.log(level, message, extra=extra, exc_info=exc_info)


def log_debug(logger, message, **kwargs):
    """`log_with_context` at debug."""
    log_with_context(logger, logging.DEBUG, message, **kwargs)


def log_info(logger, message, **kwargs):
    """`log_with_context` at info."""
    log_with_context(logger, logging.INFO, message, **kwargs)


def log_warning(logger, message, **kwargs):
    """`log_with_context` at warning."""
    log_with_context(logger, logging.WARNING, message, **kwargs)


def log_error(logger, message, exc_info=True, **kwargs):
    """`log_with_context` at error, with the traceback."""
    log_with_context(logger, logging.ERROR, message, exc_info=exc_info, **kwargs)
