"""Reads a source twice with PyAirbyte, into its own cache, and writes down what is in it after each read.

client.py FOLDER: takes config.json and the program source-aircall in it; writes first.json, waits for a line on stdin, writes second.json.
"""

import json
import sys
from pathlib import Path

import airbyte as ab
from airbyte.caches import DuckDBCache

folder = Path(sys.argv[1])
KEYS = {"company": "name", "webhooks": "webhook_id"}

source = ab.get_source(
    "source-aircall",
    local_executable=folder / "source-aircall",
    install_if_missing=False,
    config=json.loads((folder / "config.json").read_text()),
)
source.check()
# what the other connector is configured with is right by this one's specification too
source.validate_config(
    {"api_id": "an-id", "api_token": "a-token", "start_date": "2022-03-01T00:00:00.000Z"}
)
source.select_all_streams()
cache = DuckDBCache(db_path=folder / "cache.duckdb", schema_name="aircall", cleanup=True)


def told(record) -> dict:
    meta = record["_meta"]
    return {
        "op": (json.loads(meta) if isinstance(meta, str) else meta)["op"],
        "deleted": record["_ab_cdc_deleted_at"] is not None,
        "at": str(record["_airbyte_extracted_at"]),
    }


def read_to(path: Path) -> None:
    result = source.read(cache=cache)
    rows = {
        name: {str(record[KEYS.get(name, "id")]): told(record) for record in dataset}
        for name, dataset in result.streams.items()
    }
    path.write_text(json.dumps({"records": result.processed_records, "rows": rows}))


read_to(folder / "first.json")
print("READY", flush=True)
sys.stdin.readline()
read_to(folder / "second.json")
