"""The channels' dialects, pure: each package reads (verify, parse) and writes (render); markup/ is shared."""
