"""`python -m tests.permissions` writes docs/who-may-what.md."""

from tests.permissions.printing import FILE, printed

FILE.write_text(printed(), encoding="utf-8")
