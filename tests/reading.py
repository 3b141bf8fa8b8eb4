"""Folders of fictional files, written and read, with what holds of every reading."""

import io

import cuttings as ct
import pyarrow as pa
import pyarrow.parquet as pq

IT = "A Pact\n\nIt came."  # the text of most files below


def checked(corpus, names=()):
    ledger = corpus.ledger
    kept, double, skipped = ((ledger["status"] == status).sum() for status in ("kept", "duplicate", "skipped"))
    assert kept + double + skipped == len(ledger) and kept == len(corpus)
    assert set(names) <= set(ledger["path"])
    assert (ledger.loc[ledger["status"] == "skipped", ["reason", "fix"]] != "").all(axis=None)
    for table in (corpus.articles, corpus.sentences, ledger, corpus.removed):
        table.to_csv().encode("utf-8")
    return corpus


def write(folder, files):
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def read(folder, files):
    write(folder, files)
    return checked(ct.read_corpus(folder, cache=False), set(files) - {"corpus.toml", "metadata.csv"})


def cells(table):
    return table.astype(object).where(table.notna(), None).values.tolist()


def parquet(**columns):
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()
