"""Drawers: where the parts of a corpus, and what is counted in them, lie on the disk."""

import json
import zlib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from cuttings.files import PlainError, new_file
from cuttings.loading.parts import pack, unpack

AnyDrawer = MutableMapping[tuple[str, int], Any]  # a dictionary, or a `Drawer`: tables by name, or a list of records
RECORDS = "records"
PASSING = ("records", "drafts", "lines")  # what lies in a drawer until the next stage: to compress it would cost more than it saves
WIDE = 30  # columns


class EmptiedError(PlainError, KeyError):
    """What was put into a drawer is no longer there: somebody cleared the folder for caches."""

    __str__ = PlainError.__str__  # that of a KeyError quotes


@dataclass(frozen=True)
class Drawer(MutableMapping[tuple[str, int], Any]):
    """A folder that holds, by a name and the number of a part, tables by their names, or a list of records.

    A file each: Arrow streams, compressed if they stay, behind their checksum.
    """

    folder: Path

    def _path(self, key: tuple[str, int]) -> Path:
        return self.folder / f"{key[0]}-{key[1]:06d}.arrows"

    def __getitem__(self, key: tuple[str, int]) -> Any:
        try:
            raw = self._path(key).read_bytes()
        except FileNotFoundError:
            why = "the folder for caches was cleared while this corpus was in use, or a worker does not see that folder"
            raise EmptiedError(f"{self._path(key)} is not there: {why}. Read the corpus anew.") from None
        if zlib.crc32(raw[4:]).to_bytes(4) != raw[:4]:
            raise OSError(f"{self._path(key)} is damaged. Run `cuttings cache --clear`, and read the corpus anew.")
        tables = unpack_tables(raw[4:])
        return unpack(tables[RECORDS]) if RECORDS in tables else tables

    def __setitem__(self, key: tuple[str, int], value: Any) -> None:
        tables = {RECORDS: pack(value)} if isinstance(value, list) else value
        raw = pack_tables(tables, None if key[0] in PASSING else "lz4")
        with new_file(self._path(key)) as new:
            new.write_bytes(zlib.crc32(raw).to_bytes(4) + raw)

    def __delitem__(self, key: tuple[str, int]) -> None:
        self._path(key).unlink(missing_ok=True)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and self._path(key).exists()

    def __iter__(self) -> Iterator[tuple[str, int]]:
        for path in sorted(self.folder.glob("*.arrows")):
            name, number = path.stem.rsplit("-", 1)
            yield name, int(number)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def pack_tables(tables: Mapping[str, pd.DataFrame], compression: str | None = None) -> bytes:
    """Return tables as bytes; equal tables give equal bytes.

    >>> unpack_tables(pack_tables({"a": pd.DataFrame({"x": [1]}, index=["y"])}))["a"].loc["y", "x"].item()
    1
    """
    sink = pa.BufferOutputStream()
    for name, table in tables.items():
        arrow = _narrow(table) if table.shape[1] > WIDE else pa.Table.from_pandas(table, nthreads=1)
        arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"name": name.encode()})
        with pa.ipc.new_stream(sink, arrow.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as stream:
            stream.write_table(arrow)
    return sink.getvalue().to_pybytes()


def unpack_tables(raw: bytes) -> dict[str, pd.DataFrame]:
    """Return the tables of `pack_tables`."""
    source, found = pa.BufferReader(raw), {}
    while source.tell() < len(raw):
        with pa.ipc.open_stream(source) as stream:
            arrow = stream.read_all()
        wide = b"columns" in arrow.schema.metadata
        found[arrow.schema.metadata[b"name"].decode()] = _widen(arrow) if wide else arrow.to_pandas(use_threads=False)
    return found


def _narrow(table: pd.DataFrame) -> pa.Table:
    """Return a table of many columns of one type with a single one of lists: it is written, and read, ten times as fast."""
    values = pa.array(table.to_numpy().ravel())
    index = pa.Table.from_pandas(table[[]])
    metadata = {**(index.schema.metadata or {}), b"columns": json.dumps(table.columns.tolist()).encode()}
    lists = pa.FixedSizeListArray.from_arrays(values, table.shape[1])
    return index.append_column("values", lists).replace_schema_metadata(metadata)


def _widen(arrow: pa.Table) -> pd.DataFrame:
    """Return the table that `_narrow` was given."""
    columns = json.loads(arrow.schema.metadata[b"columns"])
    values = arrow.column("values").combine_chunks().flatten().to_numpy().reshape(-1, len(columns))
    return pd.DataFrame(values, index=arrow.drop_columns("values").to_pandas().index, columns=columns)
