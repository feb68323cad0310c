"""Writes the results of eng/your-network.sh as a Markdown table, from what `gs import --json` and `gs compress` left.

    python3 eng/your-network/table.py runs/your-network
"""

import json
import math
import pathlib
import sys

from generators import GENERATORS

TABLES = [
    ["network", "layers", "difference of the import", "parameters", "MACs"],
    ["network", "L1 to the original", "feature distance", "KID"],
    ["network", "bytes before, fp32", "after, fp32", "after, int8", "int8 to what was scored (within a step)"],
    ["network", "ms before, fp32", "after, fp32", "after, int8"],
]


def score(result, metric):
    """Mean and standard error of a score of the compact network, in as many digits as the error has."""
    found = next((entry for entry in result["scores"] if entry["metric"] == metric), None)
    if found is None:
        return "–"
    error = found.get("standardError") or 1e-4
    digits = max(0, 1 - math.floor(math.log10(error)))
    return f"{found['compact']:.{digits}f} ± {error:.{digits}f}"


def timed(result, network, kind):
    networks = (result.get("latency") or {}).get("networks", [])
    return next((entry for entry in networks if entry["network"] == network and entry["format"] == kind), None)


def time(result, network, kind):
    found = timed(result, network, kind)
    if not found:
        return "–"
    faster = found.get("timesFaster")
    return f"{found['medianMs']:.2f}" + (f" ({faster:.2f}x)" if faster and network == "compact" else "")


def size(result, network, kind):
    found = timed(result, network, kind)
    return f"{found['bytes']:,}" if found else "–"


def rows(name, root):
    """The rows of a network, one for each table."""
    imported = json.loads((root / f"{name}.json").read_text())
    result = json.loads((root / "runs" / name / "result.json").read_text())
    files = {entry["format"]: entry for entry in result["exports"]}
    macs, parameters = result["macs"], result["parameters"]
    integers = files["onnx-int8"]
    return [
        [
            name,
            imported["layers"],
            f"{imported['maxDifference']:.1e}",
            f"{parameters['dense']:,} → {parameters['compact']:,}",
            f"{macs['dense']:,} → {macs['compact']:,} ({macs['ratio']:.2f}x)",
        ],
        [
            name,
            score(result, "l1-teacher"),
            score(result, "feature-distance-mobilenetv2-teacher"),
            score(result, "kid-mobilenetv2-teacher"),
        ],
        [
            name,
            f"{size(result, 'dense', 'onnx')}",
            f"{files['onnx']['bytes']:,}",
            f"{integers['bytes']:,}",
            f"{integers['modelMaxAbsDifference']:.1e} ({integers['modelShareWithinOneStep']:.2%})",
        ],
        [
            name,
            time(result, "dense", "onnx"),
            time(result, "compact", "onnx"),
            time(result, "compact", "onnx-int8"),
        ],
    ]


def main():
    root = pathlib.Path(sys.argv[1])
    found = [rows(name, root) for name in GENERATORS if (root / "runs" / name / "result.json").exists()]
    for number, titles in enumerate(TABLES):
        print("| " + " | ".join(titles) + " |")
        print("| --- |" + " ---: |" * (len(titles) - 1))
        for network in found:
            print("| " + " | ".join(str(cell) for cell in network[number]) + " |")
        print()


if __name__ == "__main__":
    main()
