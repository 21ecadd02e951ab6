"""Pictures drawn on the server as SVG: pieces that every picture of ours is made of."""

from adapters.web.drawing.svg import element, group, hatches, line, picture, rect, text

__all__ = ["element", "group", "hatches", "line", "picture", "rect", "text"]
