"""The few words of the widget's frame, by language: they stand in the one file that a clinic's site loads, so they are few."""

from __future__ import annotations

WORDS = {
    "en": {
        "title": "Exercise assistant",
        "label": "Ask about exercises",
        "close": "Close",
        "loading": "Opening the assistant…",
        "failed": "The assistant could not be opened inside this page.",
        "open": "Open it in a new window",
        "emergency": "In an emergency call {call}.",
    },
    "es": {
        "title": "Asistente de ejercicios",
        "label": "Preguntar sobre ejercicios",
        "close": "Cerrar",
        "loading": "Abriendo el asistente…",
        "failed": "No se ha podido abrir el asistente en esta página.",
        "open": "Abrirlo en una ventana nueva",
        "emergency": "En caso de emergencia, llame al {call}.",
    },
    "fr": {
        "title": "Assistant d’exercices",
        "label": "Une question sur un exercice ?",
        "close": "Fermer",
        "loading": "Ouverture de l’assistant…",
        "failed": "L’assistant n’a pas pu s’ouvrir dans cette page.",
        "open": "L’ouvrir dans une nouvelle fenêtre",
        "emergency": "En cas d’urgence, appelez le {call}.",
    },
    "de": {
        "title": "Übungsassistent",
        "label": "Fragen zu Übungen",
        "close": "Schließen",
        "loading": "Der Assistent wird geöffnet…",
        "failed": "Der Assistent konnte in dieser Seite nicht geöffnet werden.",
        "open": "In einem neuen Fenster öffnen",
        "emergency": "Im Notfall rufen Sie {call} an.",
    },
    "pl": {
        "title": "Asystent ćwiczeń",
        "label": "Zapytaj o ćwiczenia",
        "close": "Zamknij",
        "loading": "Otwieranie asystenta…",
        "failed": "Nie udało się otworzyć asystenta na tej stronie.",
        "open": "Otwórz w nowym oknie",
        "emergency": "W nagłym wypadku zadzwoń pod numer {call}.",
    },
}
"""What a reader of each language sees around the page; ``{call}`` is the region's emergency number."""
