"""Makes the table of static word vectors that the package ships (vectors/minilm-words.bin).

Each token of the vocabulary of all-MiniLM-L6-v2 goes through the model alone; the mean of its output vectors, centred and reduced by
principal components, is the token's vector (the method of model2vec). Each vector is weighted by how rare its token is (smooth inverse
frequency, Arora, Liang and Ma, 2017: a / (a + p)). Frequencies are taken from no text: the vocabulary of BERT is sorted by frequency,
and by Zipf's law the token of rank r has about p = 1 / (r ln V). README.md says how to get the model and how to run this.
"""

import argparse
import pathlib
import struct
import time

import numpy as np
import onnxruntime

BEGIN, END = 101, 102  # [CLS] and [SEP]
FIRST_RANKED = 1996  # the id of "the"; special tokens, unused ones and single characters come before it
MAGIC = b"MGWV0001"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--model", type=pathlib.Path, required=True, help="model.onnx of all-MiniLM-L6-v2")
    options.add_argument("--vocabulary", type=pathlib.Path, required=True, help="vocab.txt of the same")
    options.add_argument("--out", type=pathlib.Path, default=pathlib.Path("vectors/minilm-words.bin"))
    options.add_argument("--dimensions", type=int, default=256)
    options.add_argument("--smoothing", type=float, default=1e-3, help="a of a / (a + p)")
    options.add_argument("--outputs", type=pathlib.Path, help="keeps the outputs of the model here, and reads them if they are there")
    given = options.parse_args()
    vocabulary = given.vocabulary.read_text(encoding="utf-8").split("\n")[: count_of(given.vocabulary)]
    outputs = model_outputs(given, len(vocabulary))
    table = reduced(outputs, given.dimensions) * rarity(len(vocabulary), given.smoothing)[:, None]
    given.out.write_bytes(encoded(table, vocabulary))
    print(f"{given.out}: {len(vocabulary)} tokens, {given.dimensions} dimensions, {given.out.stat().st_size} bytes")


def count_of(path: pathlib.Path) -> int:
    """Lines of a file, whether or not the last one ends."""
    return len(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))


def model_outputs(given: argparse.Namespace, count: int) -> np.ndarray:
    """One row a token: the mean over [CLS], the token and [SEP] of the model's last layer."""
    if given.outputs is not None and given.outputs.exists():
        return np.load(given.outputs)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    model = onnxruntime.InferenceSession(given.model, settings)
    rows, started = [], time.time()
    for start in range(0, count, 128):
        tokens = np.arange(start, min(count, start + 128))
        ids = np.stack([np.full_like(tokens, BEGIN), tokens, np.full_like(tokens, END)], axis=1).astype(np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        rows.append(model.run(None, inputs)[0].mean(axis=1))
        print(f"\r{start + len(tokens)} of {count} tokens, {time.time() - started:.0f} s", end="", flush=True)
    print()
    outputs = np.concatenate(rows).astype(np.float32)
    if given.outputs is not None:
        np.save(given.outputs, outputs)
    return outputs


def reduced(outputs: np.ndarray, dimensions: int) -> np.ndarray:
    """Principal components of the centred outputs."""
    centred = outputs - outputs.mean(axis=0)
    _, _, components = np.linalg.svd(centred, full_matrices=False)
    return centred @ components[:dimensions].T


def rarity(count: int, smoothing: float) -> np.ndarray:
    rank = np.maximum(1, np.arange(count) - (FIRST_RANKED - 1))
    frequency = 1 / (rank * np.log(count))
    return smoothing / (smoothing + frequency)


def encoded(table: np.ndarray, vocabulary: list[str]) -> bytes:
    """The file that src/vectors/word-vectors.ts reads: each row as signed bytes with a scale of its own."""
    scales = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127
    rows = np.rint(table / scales[:, None]).astype(np.int8)
    head = MAGIC + struct.pack("<II", *table.shape)
    return head + scales.astype("<f4").tobytes() + rows.tobytes() + "\n".join(vocabulary).encode("utf-8")


if __name__ == "__main__":
    main()
