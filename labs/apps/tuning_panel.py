"""The tuning app's panel: what the visitor sees and touches.

Contract: `open_panel(language, environ)` is called once in a kernel; it begins a visit, shows the panel or a sentence
why there is none, and sees to the end of the visit. All words change language at once without a new kernel.
"""

import threading
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets
from IPython.display import display

from labs.apps import tuning_texts as texts
from labs.apps.figures import BAND, measure
from labs.apps.tuning_control import SPEEDS, TUNING, WINDOW, TuningControl
from labs.apps.tuning_look import STYLE, figures_html, sentence_html
from labs.apps.visit import Visit, begin
from labs.hmi.feed import Feed
from labs.hmi.furnace import PATHS
from labs.hmi.widgets import Synoptic, Trend
from labs.language import Bilingual, SmartLabError
from labs.opcua.problems import PlantUnavailable

_COURSE = ("Zone1.Temperature", "Zone1.Controller.Setpoint", "Zone1.HeaterPower")
_UNITS = dict(zip(_COURSE, ("°C", "°C", "%"), strict=True))
_PERIOD = 0.125  # s; at x60 that is 7.5 s of the furnace's time
_FAREWELL = 20.0  # s before the server ends the kernel
_LANGUAGES = (("한국어", "ko"), ("English", "en"))
_RANGES = {
    "Setpoint": (700.0, 950.0, 5.0),
    "IntegralTime": (0.0, 400.0, 5.0),
    "DerivativeTime": (0.0, 60.0, 1.0),
}


def open_panel(language: str, environ: Mapping[str, str]) -> None:
    """Begin a visit and show its panel, in "ko" or "en"; a plant that cannot be had is a sentence, not an error."""
    try:
        visit = begin("furnace", environ, scenario="warm")
        panel = TuningPanel(visit.plant, language)
    except Exception as error:
        sentence = error.message if isinstance(error, SmartLabError) else texts.NO_PLANT
        display(ipywidgets.HTML(f"<style>{STYLE}</style>" + sentence_html(sentence.show(language))))
        return
    display(panel.view)
    if allowed := environ.get("SMARTLAB_VISIT_SECONDS"):
        good_bye = threading.Timer(max(1.0, float(allowed) - _FAREWELL), panel.say_good_bye, [visit])
        good_bye.daemon = True
        good_bye.start()


class TuningPanel:
    """The whole panel over `plant`; `.view` is the widget to show, `.stop()` ends its work."""

    def __init__(self, plant: Any, language: str) -> None:
        self.language = language
        self.control = TuningControl(plant)
        self.control.prepare()
        self.feed = Feed(plant, PATHS, period=_PERIOD, lost=texts.TROUBLE)
        self.synoptic = Synoptic(plant, feed=self.feed, language=language)
        self.trend = Trend(
            plant, dict.fromkeys(_COURSE, ""), units=_UNITS, window=WINDOW, feed=self.feed, language=language
        )
        self._say: list[Callable[[str], None]] = []
        self._quiet = self._over = False
        self._message = ipywidgets.HTML()
        self._figures = ipywidgets.HTML()
        self.view = self._build()
        self._speak(language)
        self.feed.on_round(self._on_round)
        self.feed.start()

    def stop(self) -> None:
        self.control.stop()
        self.feed.stop()

    def say_good_bye(self, visit: Visit) -> None:
        """End the visit before the server does: the last picture stays, with a sentence above it."""
        self.stop()
        visit.end()
        self._over = True
        self._message.value = sentence_html(texts.OVER.show(self.language))

    # what there is to touch

    def _build(self) -> ipywidgets.Widget:
        self.sliders = {name: self._slider(name) for name in texts.SLIDERS}
        self.heater = ipywidgets.FloatSlider(
            0.0, min=0, max=100, step=1, readout_format=".0f", continuous_update=False, disabled=True
        )
        self.heater.observe(lambda change: self._do(self.control.heat, change["new"]), "value")
        self._label(self.heater, "description", texts.HEATER)
        self.mode = self._toggle([(texts.AUTOMATIC, True), (texts.MANUAL, False)], True, texts.MODE, self._set_mode)
        speeds = [(Bilingual(f"×{speed}", f"×{speed}"), speed) for speed in SPEEDS]
        self.speed = self._toggle(speeds, self.control.speed, texts.SPEED, lambda x: self._do(self.control.run_at, x))
        self.door = self._button(texts.DOOR, lambda: self._do(self.control.open_door, self._door_closed))
        self.restart = self._button(texts.RESTART, self._start_again)
        self.zoom = ipywidgets.ToggleButton()
        self._label(self.zoom, "description", texts.ZOOM)
        self.zoom.observe(lambda change: self.trend.refresh(), "value")
        tuning = self._box("sl-card sl-tuning", *self.sliders.values(), self._words(texts.ZERO_IS_OFF, "p", "sl-small"))
        buttons = self._box("sl-row", self.door, self.restart, self.zoom)
        running = self._box("sl-card sl-running", self.mode, self.heater, self.speed, buttons)
        pictures = self._box("sl-pictures", self._box("sl-left", self.synoptic, self._figures), self.trend)
        whole = (
            self._header(),
            self._message,
            pictures,
            self._box("sl-controls", tuning, running),
            self._experiments(),
        )
        return self._box("smartlab sl-app", ipywidgets.HTML(f"<style>{STYLE}</style>"), *whole)

    def _header(self) -> ipywidgets.Widget:
        choice = ipywidgets.ToggleButtons(options=_LANGUAGES, value=self.language)
        choice.add_class("sl-language")
        choice.observe(lambda change: self._speak(change["new"]), "value")
        words = self._box("sl-title", self._words(texts.TITLE, "h1"), self._words(texts.LEAD, "p", "sl-small"))
        return self._box("sl-header", words, choice)

    def _experiments(self) -> ipywidgets.Widget:
        cards = []
        for each in texts.EXPERIMENTS:
            apply = self._button(texts.APPLY, lambda values=each.values: self._apply(values))
            cards.append(self._box("sl-card", self._words(each.title, "h3"), self._words(each.text, "p"), apply))
        return self._box("sl-try", self._words(texts.TRY, "h2"), self._box("sl-cards", *cards))

    def _slider(self, name: str) -> ipywidgets.Widget:
        if name == "Gain":
            slider = ipywidgets.FloatLogSlider(
                TUNING[name], base=10, min=-1, max=1.31, step=0.05, readout_format=".2f", continuous_update=False
            )
        else:
            low, high, step = _RANGES[name]
            slider = ipywidgets.FloatSlider(
                TUNING[name], min=low, max=high, step=step, readout_format=".0f", continuous_update=False
            )
        slider.observe(lambda change: self._do(self.control.tune, name, change["new"]), "value")
        self._label(slider, "description", texts.SLIDERS[name])
        return slider

    def _toggle(self, options, value, label: Bilingual, act: Callable[[Any], None]) -> ipywidgets.ToggleButtons:
        toggle = ipywidgets.ToggleButtons(options=[(words.ko, key) for words, key in options], value=value)
        toggle.observe(lambda change: act(change["new"]), "value")
        self._label(toggle, "description", label)
        self._say.append(lambda language: self._rename(toggle, options, language))
        return toggle

    def _rename(self, toggle: ipywidgets.ToggleButtons, options, language: str) -> None:
        """Give the options new words and keep what is chosen: new options reset an ipywidgets choice."""
        chosen, self._quiet = toggle.value, True
        toggle.options = [(words.show(language), key) for words, key in options]
        toggle.value, self._quiet = chosen, False

    def _button(self, label: Bilingual, act: Callable[[], None]) -> ipywidgets.Button:
        button = ipywidgets.Button()
        button.on_click(lambda _: act())
        self._label(button, "description", label)
        return button

    def _words(self, words: Bilingual, tag: str, style: str = "") -> ipywidgets.HTML:
        shown = ipywidgets.HTML()
        self._say.append(
            lambda language: setattr(shown, "value", f'<{tag} class="{style}">{escape(words.show(language))}</{tag}>')
        )
        return shown

    def _label(self, widget: ipywidgets.Widget, trait: str, words: Bilingual) -> None:
        self._say.append(lambda language: setattr(widget, trait, words.show(language)))

    @staticmethod
    def _box(style: str, *children: ipywidgets.Widget) -> ipywidgets.Box:
        box = ipywidgets.Box(children)
        for each in style.split():
            box.add_class(each)
        return box

    # what happens

    def _speak(self, language: str) -> None:
        self.language = language
        for say in self._say:
            say(language)
        shown = dict(zip(_COURSE, (texts.TEMPERATURE, texts.TARGET, texts.POWER), strict=True))
        if self._over:
            self._message.value = sentence_html(texts.OVER.show(language))
        self.trend.labels = {path: words.show(language) for path, words in shown.items()}
        self.trend.show_in(language)
        self.synoptic.show_in(language)
        self._show_figures()

    def _do(self, act: Callable[..., None], *arguments: Any) -> None:
        """Act on the plant; a refusal is written above the pictures."""
        if self._quiet or self._over:
            return
        try:
            act(*arguments)
        except Exception as error:
            self._complain(error)
        else:
            self._message.value = ""

    def _complain(self, error: Exception) -> None:
        if isinstance(error, SmartLabError) and not isinstance(error, PlantUnavailable):
            words = texts.REFUSED.show(self.language, reason=error.message.show(self.language))
        else:
            words = texts.TROUBLE.show(self.language)
        self._message.value = sentence_html(words)

    def _set_mode(self, automatic: bool) -> None:
        self.heater.disabled = automatic
        self._do(self.control.automatic, automatic)

    def _start_again(self) -> None:
        self._do(self.control.restart)
        self._quiet = True
        self.mode.value, self.heater.disabled = True, True
        self._quiet = False

    def _apply(self, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            self.sliders[name].value = value
        self.mode.value = True

    def _door_closed(self, error: Exception | None) -> None:
        if error is not None:
            self._complain(error)

    def _on_round(self) -> None:
        """In the feed's thread: marks, zoom, heater slider and figures follow the plant."""
        setpoint = self.control.tuning["Setpoint"]
        self.trend.bands = ((setpoint - BAND, setpoint + BAND, "±2 K"),)
        self.trend.y_range = (setpoint - 25.0, setpoint + 25.0) if self.zoom.value else None
        opened = texts.OPENED.show(self.language)
        self.trend.marks = [(seconds, opened) for seconds in tuple(self.control.openings)]
        power = self.feed.latest.get("Zone1.HeaterPower")
        if self.mode.value and isinstance(power, float) and abs(power - self.heater.value) >= 1.0:
            self._quiet, self.heater.value, self._quiet = True, round(power), False
        self._show_figures()

    def _show_figures(self) -> None:
        seconds, course = self.feed.history("Zone1.Temperature")
        found = measure(seconds, course, self.control.tuning["Setpoint"], self.control.event)
        shown = figures_html(found, self.language)
        if shown != self._figures.value:
            self._figures.value = shown
