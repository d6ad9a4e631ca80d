"""Samples: read, cut, levelled, resampled and written in the formats that the switch plays at least cost."""

import struct
import warnings
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import pyloudnorm
import soxr
from numpy.typing import NDArray
from scipy.io import wavfile  # type: ignore[import-untyped]

Samples: TypeAlias = NDArray[np.float64]

TARGET_LUFS: Final = -19.0
PEAK_LIMIT: Final = 10 ** (-1.5 / 20)
LEAD_MS: Final = 40
LOWEST_STUDIO_RATE: Final = 16_000
QUIETEST_STUDIO_PEAK: Final = 10 ** (-50 / 20)
_CLIPPED_RUNS: Final = 4
"""Places where three samples in a row stand at the limit: one may be a chance, a voice is not."""
_SHORTEST_FOR_LUFS_SECONDS: Final = 0.4
_WINDOW_MS: Final = 10
_QUIET_BELOW_PEAK: Final = 10 ** (-38 / 20)
_FADE_MS: Final = 5
# What -19 LUFS of this kind of speech measures as plain RMS: the K-weighting adds little to a narrow band of speech.
_TARGET_RMS: Final = 10 ** (-18.5 / 20)


def read_wav(path: Path) -> tuple[Samples, int]:
    """Mono samples between -1 and 1, and the rate in Hz, of 16 bits or more; raises ValueError for anything else."""
    try:
        with warnings.catch_warnings():
            # Chunks that a studio's program adds (markers, history) are none of ours.
            warnings.simplefilter("ignore", wavfile.WavFileWarning)
            rate, frames = wavfile.read(path)
    except (ValueError, EOFError, struct.error) as error:
        raise ValueError(f"{path.name} is not a WAV file of PCM") from error
    if frames.dtype.itemsize < 2:
        raise ValueError(f"{path.name} has 8 bits, 16 at least are needed")
    samples = frames.astype(np.float64)
    if frames.dtype.kind == "i":
        # 24 bits come as the upper ones of 32.
        samples /= float(1 << (8 * frames.dtype.itemsize - 1))
    return (samples.mean(axis=1) if samples.ndim > 1 else samples), int(rate)


def refuse_damaged(samples: Samples, rate: int) -> None:
    """Raises ValueError for a recording that no level would make good: narrow, clipped, or nearly nothing."""
    if rate < LOWEST_STUDIO_RATE:
        raise ValueError(f"recorded at {rate} Hz, {LOWEST_STUDIO_RATE} at least are needed")
    peak = np.abs(samples).max(initial=0.0)
    if peak < QUIETEST_STUDIO_PEAK:
        raise ValueError("the recording is silent")
    at_the_limit = np.abs(samples) >= max(0.999, peak)
    if np.count_nonzero(at_the_limit[2:] & at_the_limit[1:-1] & at_the_limit[:-2]) >= _CLIPPED_RUNS:
        raise ValueError("the recording is clipped")


def lead_seconds(samples: Samples, rate: int) -> float:
    """Silence before the first sound."""
    loud = np.flatnonzero(~_quiet_windows(samples, rate))
    return float(loud[0] * _WINDOW_MS / 1000) if len(loud) else len(samples) / rate


def trim(samples: Samples, rate: int, *, tail_ms: int) -> Samples:
    """The sound without the silence around it, a soft 40 ms before and `tail_ms` after."""
    loud = np.flatnonzero(~_quiet_windows(samples, rate))
    if not len(loud):
        return samples
    step = rate * _WINDOW_MS // 1000
    first = max(0, loud[0] * step - rate * LEAD_MS // 1000)
    last = min(len(samples), (loud[-1] + 1) * step + rate * tail_ms // 1000)
    return _faded(samples[first:last], rate)


def before_last_pause(samples: Samples, rate: int, *, shortest_ms: int = 100) -> Samples | None:
    """What was said before the last pause inside the sound; None when the voice made no pause."""
    quiet = _quiet_windows(samples, rate)
    loud = np.flatnonzero(~quiet)
    if not len(loud):
        return None
    gaps = np.flatnonzero(np.diff(loud) > shortest_ms // _WINDOW_MS)
    if not len(gaps):
        return None
    return samples[: (loud[gaps[-1]] + 1) * (rate * _WINDOW_MS // 1000)]


def level(samples: Samples, rate: int) -> Samples:
    """About -19 LUFS; sounds under 0.4 s, which have no LUFS, by their RMS. Peaks stay under -1.5 dBFS."""
    if not samples.any():
        return samples
    if len(samples) >= rate * _SHORTEST_FOR_LUFS_SECONDS:
        gain = 10 ** ((TARGET_LUFS - loudness(samples, rate)) / 20)
    else:
        gain = _TARGET_RMS / float(np.sqrt(np.mean(samples**2)))
    return limit(samples * gain, rate)


def loudness(samples: Samples, rate: int) -> float:
    """Integrated LUFS; -inf for silence. Raises ValueError for less than 0.4 s."""
    return float(pyloudnorm.Meter(rate).integrated_loudness(samples))


def limit(samples: Samples, rate: int) -> Samples:
    """Turn down only the few milliseconds around peaks over the limit, so that the rest keeps its loudness."""
    if np.abs(samples).max() <= PEAK_LIMIT:
        return samples
    window = max(1, rate * _FADE_MS // 1000)
    needed = np.minimum(1.0, PEAK_LIMIT / np.maximum(np.abs(samples), 1e-9))
    padded = np.pad(needed, window, constant_values=1.0)
    # The least gain anywhere within reach, then a smooth way to it and back.
    held = np.lib.stride_tricks.sliding_window_view(padded, 2 * window + 1).min(axis=1)
    smooth = np.convolve(np.pad(held, window // 2, mode="edge"), np.ones(window) / window, mode="same")
    gain = np.minimum(held, smooth[window // 2 : window // 2 + len(samples)])
    limited: Samples = samples * gain
    return limited


def resample(samples: Samples, rate: int, wanted_rate: int) -> Samples:
    resampled: Samples = soxr.resample(samples, rate, wanted_rate, quality="VHQ")
    # Filters overshoot a little.
    return np.clip(resampled, -0.999, 0.999)


def as_pcm16(samples: Samples) -> bytes:
    return np.round(samples * 32767.0).astype("<i2").tobytes()


def as_alaw(samples: Samples) -> bytes:
    """ITU-T G.711 A-law."""
    linear = np.round(samples * 32767.0).astype(np.int32)
    magnitude = np.where(linear >= 0, linear, -linear - 1) >> 4
    exponent = np.zeros_like(magnitude)
    for bit in range(1, 8):
        exponent = np.where(magnitude >> (bit + 3) > 0, bit, exponent)
    mantissa = np.where(exponent > 0, magnitude >> np.maximum(exponent - 1, 0), magnitude) & 0x0F
    sign = np.where(linear >= 0, 0x80, 0)
    code: NDArray[np.uint8] = ((sign | (exponent << 4) | mantissa) ^ 0x55).astype(np.uint8)
    return code.tobytes()


def from_alaw(data: bytes) -> Samples:
    """The samples again, for checking what was rendered."""
    code = np.frombuffer(data, dtype=np.uint8).astype(np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 0x07, code & 0x0F
    magnitude = np.where(exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude) / 32768.0


def _quiet_windows(samples: Samples, rate: int) -> NDArray[np.bool_]:
    step = rate * _WINDOW_MS // 1000
    count = len(samples) // step
    if not count:
        return np.zeros(0, dtype=bool)
    peaks = np.abs(samples[: count * step]).reshape(count, step).max(axis=1)
    quiet: NDArray[np.bool_] = peaks <= peaks.max() * _QUIET_BELOW_PEAK
    return quiet


def _faded(samples: Samples, rate: int) -> Samples:
    length = min(len(samples), rate * _FADE_MS // 1000)
    ramp = np.linspace(0.0, 1.0, length)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded
