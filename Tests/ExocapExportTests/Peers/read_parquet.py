"""Reads a Parquet file with pyarrow, page checksums and statistics included, and compares every cell with a text.

    read_parquet.py FILE TEXT      TEXT: a line a row, cells between bars, floats as their bits, "-" for none, "[a,b]" for lists
"""

import struct
import sys

import pyarrow as pa
import pyarrow.parquet as pq


def text(value, kind):
    if value is None:
        return "-"
    if isinstance(value, list):
        return "[" + ",".join(text(one, kind.value_type) for one in value) + "]"
    if pa.types.is_float32(kind):
        return str(struct.unpack("<I", struct.pack("<f", value))[0])
    if pa.types.is_float64(kind):
        return str(struct.unpack("<Q", struct.pack("<d", value))[0])
    return str(int(value)) if isinstance(value, bool) else str(value)


def check_statistics(file, table):
    """The bounds in the footer are those of the values, of every row group and column."""
    meta, start = file.metadata, 0
    for group in range(meta.num_row_groups):
        rows = meta.row_group(group).num_rows
        part = table.slice(start, rows)
        start += rows
        for place in range(meta.num_columns):
            chunk = meta.row_group(group).column(place)
            values = part.column(place).combine_chunks()
            values = (values.flatten() if pa.types.is_list(values.type) else values).drop_null()
            statistics = chunk.statistics
            if statistics is None or not statistics.has_min_max:
                assert len(values) == 0, chunk.path_in_schema
                continue
            numbers = values.to_pylist()
            assert statistics.min == min(numbers) and statistics.max == max(numbers), (chunk.path_in_schema, statistics)


if __name__ == "__main__":
    file = pq.ParquetFile(sys.argv[1], page_checksum_verification=True)
    table = file.read()
    assert file.schema_arrow.metadata[b"key"].decode() == "Wert ä"
    kinds = [field.type for field in table.schema]
    columns = [column.to_pylist() for column in table.columns]
    with open(sys.argv[2]) as lines:
        expected = lines.read().splitlines()
    assert table.num_rows == len(expected), (table.num_rows, len(expected))
    for row, line in enumerate(expected):
        found = "|".join(text(column[row], kind) for column, kind in zip(columns, kinds))
        assert found == line, f"row {row}: {found[:300]} is not {line[:300]}"
    check_statistics(file, table)
    print("all equal")
