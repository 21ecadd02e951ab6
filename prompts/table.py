"""A TOML table and the tables inside it."""

from collections.abc import Iterator, Mapping

from prompts.faults import shown
from prompts.fields import Fields, what_is

TABLES_LIMIT = 1_000  # entries in one file; a hostile file must not make as many faults as it has bytes
LABELS = ("key", "id", "term")


class Table(Fields):
    """One table of a file, whose inner tables know the same file and note their faults in the same list."""

    def table(self, name: str) -> "Table | None":
        """Return the one `[name]`, or None after noting that it is missing or something else."""
        value = self.required(name)
        if isinstance(value, dict):
            return self._inner(value, key=name)
        if value is not None:
            self.fault(
                f"`{name}` is {what_is(value)}, not one table", f"write [{name}] once, in single brackets"
            )
        return None

    def tables(self, name: str) -> Iterator["Table"]:
        """Yield each `[[name]]`, called by its key in faults, or by its place when it has none."""
        value = self.required(name)
        if value is not None and not isinstance(value, list):
            self.fault(
                f"`{name}` is {what_is(value)}, not a list of tables", f"write [[{name}]] above each one"
            )
        entries = value if isinstance(value, list) else []
        if len(entries) > TABLES_LIMIT:
            self.fault(f"`{name}` has {len(entries)} entries", f"keep to {TABLES_LIMIT} in one file")
        for place, entry in enumerate(entries[:TABLES_LIMIT], start=1):
            if isinstance(entry, dict):
                yield self._inner(entry, key=_label(entry) or f"{name} {place}")
            else:
                self.fault(
                    f"{name} {place} is {what_is(entry)}, not a table", f"write [[{name}]] above its fields"
                )

    def tables_by_key(self, name: str) -> Iterator[tuple[str, "Table"]]:
        """Yield each `[name.key]` with its key."""
        value = self.required(name)
        if value is not None and not isinstance(value, dict):
            self.fault(
                f"`{name}` is {what_is(value)}, not tables by key", f"write [{name}.some-key] above each one"
            )
        for key, entry in value.items() if isinstance(value, dict) else ():
            if isinstance(entry, dict):
                yield key, self._inner(entry, key=shown(key)[1:-1])
            else:
                self.fault(
                    f"{name} {shown(key)} is {what_is(entry)}, not a table", f"write it as [{name}.some-key]"
                )

    def _inner(self, values: Mapping[str, object], *, key: str) -> "Table":
        return Table(values, file=self.file, key=key, faults=self._faults)


def _label(values: Mapping[str, object]) -> str:
    """Return what faults call a table: whichever of its names is text."""
    names = (values.get(label) for label in LABELS)
    return next((shown(name)[1:-1] for name in names if isinstance(name, str) and name.strip()), "")
