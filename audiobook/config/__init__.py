"""``audiobook.toml`` -> a frozen Config."""

from audiobook.config.read import load_config, parse_config
from audiobook.config.rows import config_rows, config_template
from audiobook.config.settings import Config, default_jobs
from audiobook.config.tables import AudioConfig, BuildConfig, CastingConfig, CreditsConfig, MetadataConfig

CONFIG_NAME = "audiobook.toml"

__all__ = [
    "CONFIG_NAME",
    "AudioConfig",
    "BuildConfig",
    "CastingConfig",
    "Config",
    "CreditsConfig",
    "MetadataConfig",
    "config_rows",
    "config_template",
    "default_jobs",
    "load_config",
    "parse_config",
]
