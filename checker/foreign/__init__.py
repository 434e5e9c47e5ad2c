"""Files of other tools as they are written, whoever asks: imports draft manifests from them, observations are read."""
