"""Voices (RHVoice, espeak-ng, gTTS), studio recordings, and the pipeline that makes telephone sounds of them."""
