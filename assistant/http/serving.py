"""Serving the application with uvicorn, its log kept free of what people ask."""

from __future__ import annotations

import logging
import socket
import traceback
from types import TracebackType
from typing import Any

import uvicorn
from fastapi import FastAPI

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Log lines whose tracebacks name the error and the places, not the values in it."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802
        """The frames and the error's type; its message may quote a question."""
        kind, _, frames = ei
        name = kind.__name__ if kind else "error"
        return "".join(traceback.format_tb(frames)) + name


def log_config() -> dict[str, Any]:
    """The logging configuration of the server: one handler on stderr, no access log."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": QuietFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "loggers": {"assistant": {"level": "INFO"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
    }


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serves on a listening socket until the process is told to stop."""
    config = uvicorn.Config(
        app, log_config=log_config(), access_log=False, server_header=False, lifespan="off"
    )
    uvicorn.Server(config).run(sockets=[listener])
