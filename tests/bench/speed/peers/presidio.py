"""Presidio: one pattern recogniser for each rule, with the words of the checklist.

Presidio wants a language model for tokens and context words. None is needed for patterns, so it is given one that
does nothing. Its deny lists want word borders, which Chinese does not have: the words are given as one pattern.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from bench.speed.peers.serving import serve, text_of

_LANGUAGE = "zh"


class _NoModel(NlpEngine):  # type: ignore[misc, unused-ignore]  # not installed where types are checked
    """Finds no tokens and no entities, at no cost."""

    def load(self) -> None:
        pass

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:  # noqa: ARG002
        return NlpArtifacts([], [], [], [], self, language)

    def process_batch(self, texts: Iterable[str], language: str, **_: Any) -> Iterator[tuple[str, NlpArtifacts]]:
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002
        return False

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002
        return False

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return [_LANGUAGE]


def prepare(words: str) -> Callable[[str], int]:
    """``words`` is the file with the words of each rule; found are places of the text."""
    recognizers = [
        PatternRecognizer(
            supported_entity=rule,
            supported_language=_LANGUAGE,
            patterns=[Pattern(rule, "|".join(map(re.escape, listed)), 0.5)],
            global_regex_flags=0,  # Chinese has no case to ignore: a third of the time is saved
        )
        for rule, listed in json.loads(text_of(words)).items()
    ]
    registry = RecognizerRegistry(recognizers, supported_languages=[_LANGUAGE])
    engine = AnalyzerEngine(registry=registry, nlp_engine=_NoModel(), supported_languages=[_LANGUAGE])

    def check(path: str) -> int:
        return len(engine.analyze(text_of(path), language=_LANGUAGE))

    return check


def main() -> None:
    serve(prepare)
