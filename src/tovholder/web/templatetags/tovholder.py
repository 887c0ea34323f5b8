"""Template tags and filters of every page. A builtin: no template loads it. See docs/building.md."""

from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.widgets import CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.core.days import hours
from tovholder.web import formatting
from tovholder.web.icons import icon as draw

register = template.Library()

# --- numbers, days -------------------------------------------------------------------------------------


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    return formatting.number(value, decimals)


@register.filter
def dkk(value: Any) -> str:
    return formatting.money(value)


@register.filter
def mio(value: Any) -> str:
    return formatting.millions(value)


@register.filter
def mio_bare(value: Any) -> str:
    return formatting.millions(value, unit=False)


register.filter("day", formatting.day)
register.filter("weekday_date", formatting.weekday_date)
register.filter("short_day", formatting.short_day)
register.filter("clock_time", formatting.clock_time)
register.filter("hours", hours)

# --- states --------------------------------------------------------------------------------------------

#: Shapes on a ground of 16 × 16. Colour comes from the style sheet, by the state's name.
_DISC = '<circle cx="8" cy="8" r="{r}"/>'
_MARK = 'fill="none" stroke="#fff" stroke-width="2"'
SHAPES = {
    "tick": _DISC.format(r=8) + f'<path d="M4.4 8.2l2.5 2.5 4.7-5" {_MARK}/>',
    "disc": _DISC.format(r=5.5),
    "down": '<path d="M1 2.5h14L8 14.5z"/>',
    "up": '<path d="M1 13.5h14L8 1.5z"/>',
    "cross": f'<rect x="1" y="1" width="14" height="14"/><path d="M5 5l6 6M11 5l-6 6" {_MARK}/>',
    "alarm": f'<rect x="1" y="1" width="14" height="14"/><path d="M8 3.6v5.6M8 10.6v2" {_MARK}/>',
    "ring": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/>',
    "dashed": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-dasharray="4 2.28"/>',
    "dash": '<path d="M2 8h12" stroke="currentColor" stroke-width="2"/>',
}

#: State: shape, word, whether the word is bold.
STATES: dict[str, tuple[str, Any, bool]] = {
    "met": ("tick", gettext_lazy("Met"), False),
    "done": ("tick", gettext_lazy("Done"), False),
    "on_pace": ("disc", gettext_lazy("On pace"), False),
    "behind": ("down", gettext_lazy("Behind"), True),
    "missed": ("cross", gettext_lazy("Not reached"), True),
    "overdue": ("alarm", gettext_lazy("Overdue"), True),
    "soon": ("up", gettext_lazy("Soon"), False),
    "open": ("ring", gettext_lazy("Planned"), False),
    "not_measured": ("dashed", gettext_lazy("Not measured"), False),
    "no_target": ("dash", gettext_lazy("No target"), False),
}


@register.simple_tag
def state(name: str, word: Any = "", note: Any = "", count: Any = None) -> SafeString:
    """A state as shape and word, with a second line that says how much.

    `word` replaces the state's own ("Om 11 dage"); `count` stands before it in lower case ("2 bagud").
    """
    shape, own, bold = STATES[str(name)]
    text = str(word or own)
    if count is not None:
        text = f"{formatting.number(count)} {text[:1].lower()}{text[1:]}"
        bold = bold and bool(count)
    return format_html(
        '<span class="t-state t-state--{}">'
        '<svg class="t-shape" viewBox="0 0 16 16" aria-hidden="true">{}</svg>'
        '<span class="t-state__words"><span class="{}">{}</span>{}</span></span>',
        name,
        mark_safe(SHAPES[shape]),  # noqa: S308  (own constants)
        "t-strong" if bold else "t-word",
        text,
        format_html(' <span class="t-note">{}</span>', note) if note else "",
    )


# --- bars ----------------------------------------------------------------------------------------------


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return min(max(part / whole * 100, Decimal(0)), Decimal(100)).quantize(Decimal("0.1"))


@register.simple_tag
def bar(value: Any, target: Any, pace: Any = None, label: str = "", compact: bool = False) -> SafeString:
    """A bar of value against target with a tick at today's pace: no tick once met, no bar without a target.

    `compact`: the tick has no label under it, and the bar takes one line.
    """
    if value is None or not target:
        return mark_safe("")
    done, whole = Decimal(str(value)), Decimal(str(target))
    words = {"value": formatting.number(value), "target": formatting.number(target)}
    sentence = label or _("%(value)s of %(target)s.") % words
    tick: Any = ""
    if pace is not None and done < whole:
        share = _share(Decimal(str(pace)), whole)
        shown = formatting.number(pace, None if Decimal(str(pace)) % 1 == 0 else 1)
        if not label:
            sentence += " " + _("The pace today is %(pace)s.") % {"pace": shown}
        tick = format_html(
            '<line class="t-case" x1="{0}%" x2="{0}%" y1="5" y2="15"/>'
            '<line class="t-tick" x1="{0}%" x2="{0}%" y1="0" y2="20"/>',
            share,
        )
        if not compact:
            anchor = "start" if share < 18 else "end" if share > 82 else "middle"
            at = {"start": Decimal(0), "end": Decimal(100)}.get(anchor, share)
            text = _("pace %(pace)s") % {"pace": shown}
            tick += format_html('<text x="{}%" y="35" text-anchor="{}">{}</text>', at, anchor, text)
    return format_html(
        '<svg class="t-bar" height="{}" role="img" aria-label="{}">'
        '<rect class="t-track" y="5" width="100%" height="10"/>'
        '<rect class="t-fill" y="5" width="{}%" height="10"/>{}</svg>',
        20 if compact or not tick else 38,
        sentence,
        _share(done, whole),
        tick,
    )


# --- icons, who sees this ------------------------------------------------------------------------------

WHO_ICONS = {"lock": "lock", "people": "groups", "share": "share", "building": "business"}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    return draw(name, label=label, css=css)


@register.simple_tag
def who_sees(text: str, icon: str = "building") -> SafeString:
    """In words, who sees what stands beside it."""
    drawing = draw(WHO_ICONS.get(icon, icon), label=_("Who sees this:"))
    return format_html('<span class="t-who">{} <span>{}</span></span>', drawing, text)


@register.simple_tag
def source(text: str, url: str = "") -> SafeString:
    """Where a figure or a sentence comes from."""
    what = format_html('<a href="{}">{}</a>', url, text) if url else text
    return format_html('<p class="t-source">{} {}</p>', _("Source:"), what)


@register.simple_tag
def crumbs(*parts: Any) -> SafeString:
    """The way here: address, name, address, name, …, and at last the name of this page."""
    *above, here = parts
    items = [
        format_html('<li><a href="{}">{}</a>{}</li>', url, name, draw("chevron-right"))
        for url, name in zip(above[::2], above[1::2], strict=True)
    ]
    return format_html(
        '<nav class="t-crumbs" aria-label="{}"><ol>{}<li aria-current="page">{}</li></ol></nav>',
        _("Breadcrumb"),
        mark_safe("".join(items)),  # noqa: S308  (escaped piece by piece)
        here,
    )


# --- empty pages, pages of a list ----------------------------------------------------------------------


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """What will stand here, how the first one comes in, and the link to it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/both.html")
def both(rows: Any) -> dict[str, Any]:
    """Two who edited the same: each field (label, what stands there now, what was written here)."""
    return {"rows": rows}


@register.inclusion_tag("components/draft_attributes.html")
def keeps(draft: Any) -> dict[str, Any]:
    """In the tag of a form that keeps a draft (access.drafts.Writing)."""
    return {"draft": draft}


@register.inclusion_tag("components/draft.html")
def draft(kept: Any) -> dict[str, Any]:
    """In the same form, after its buttons: that it is kept, and the way to throw the draft away."""
    return {"draft": kept}


@register.inclusion_tag("components/draft_both.html")
def draft_both(draft: Any) -> dict[str, Any]:
    """Above that form: what was written in two windows."""
    return {"draft": draft}


@register.inclusion_tag("components/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """The links of a `core.keyset.Page`, and how many rows there are ("more than 200")."""
    return {"page": page}


# --- forms ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/form_errors.html")
def form_errors(*forms: BaseForm, **labels: Any) -> dict[str, Any]:
    """What is wrong, on top of the form, each with a link to its field. Takes the focus.

    :param forms: the form, and those that are parts of it.
    :param labels: by field name, where the page calls a field otherwise than the form does.
    """
    faults: list[dict[str, Any]] = []
    for form in forms:
        faults += [{"text": text, "target": ""} for text in form.non_field_errors()]
        for name in form.fields:
            bound = form[name]
            label, target = labels.get(name, bound.label), "" if bound.is_hidden else first_id(bound)
            faults += [{"text": text, "label": label, "target": target} for text in bound.errors]
    return {"faults": faults}


def first_id(bound: BoundField) -> str:
    """The id of the first control of a field: radios and tick boxes have one each."""
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


def _mark(bound: BoundField) -> str:
    """The fewer are marked: optional ones among required, or required ones among optional."""
    fields = [f for f in bound.form.fields.values() if not f.widget.is_hidden]
    required = sum(1 for f in fields if f.required)
    if required == len(fields) or required == 0:
        return ""
    if required * 2 >= len(fields):
        return "" if bound.field.required else _("(optional)")
    return _("(required)") if bound.field.required else ""


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "tick"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "control"


#: What stands in a list where nothing is chosen, and tells nobody anything: Django's own, and a form's.
DASHES = (BLANK_CHOICE_DASH[0][1], "–")


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    label: Any = "",
    hint: Any = None,
    size: str = "",
    tap: bool = False,
    suffix: Any = "",
    hide_label: bool = False,
) -> dict[str, Any]:
    """One field: label, hint, control, fault beside it.

    `hint` replaces the form's help text (and "" leaves it out); `size`: `xxs xs s m l xl` (8 to 48 rem)
    or `full`; `tap`: choices as buttons for one tap; `suffix`: the unit after the control;
    `hide_label`: the label is for screen readers only.
    """
    kind, widget = _kind(bound), bound.field.widget
    if isinstance(widget, Select):
        nothing = _("Choose") if bound.field.required else _("None chosen")
        widget.choices = [(key, nothing if said in DASHES else said) for key, said in widget.choices]
    if hint is not None:
        bound.help_text = hint  # which Django ties to the control by aria-describedby
    # A word inside a field is no label: it goes when one types. And of what is pasted and too long, a browser
    # cuts off the rest without a word; the form says by how much.
    attributes: dict[str, Any] = {"placeholder": False, "maxlength": False}
    if kind == "tick":
        attributes["class"] = "form-checkbox"
    elif kind == "control":
        css = "form-select" if isinstance(widget, Select) else "form-input"
        if isinstance(widget, FileInput):
            css = "t-file"
        sized = {"": "", "full": "t-full"}.get(size, f"input-width-{size}")
        attributes["class"] = " ".join(filter(None, [widget.attrs.get("class", ""), css, sized]))
        if isinstance(widget, Textarea) and str(widget.attrs.get("rows")) == "10":  # Django's own choice
            attributes["rows"] = 5
    return {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "mark": _mark(bound),
        "control": bound.as_widget(attrs=attributes) if kind != "choices" else "",
        "choice_kind": "checkbox" if isinstance(widget, CheckboxSelectMultiple) else "radio",
        "tap": tap,
        "suffix": suffix,
        "hide_label": hide_label,
    }


@register.filter
def choice(subwidget: Any, css: str) -> SafeString:
    """One radio or tick box of a group, without the label that Django would put around it."""
    data = {**subwidget.data, "wrap_label": False}
    data["attrs"] = {**data["attrs"], "class": css}
    return subwidget.parent_widget._render("django/forms/widgets/input_option.html", {"widget": data})


# --- files ---------------------------------------------------------------------------------------------


@cache
def _version(path: str) -> str:
    found = finders.find(path)
    if not found:
        return ""
    with open(found, "rb") as file:  # noqa: PTH123  (finders may name anything that opens)
        return sha256(file.read()).hexdigest()[:8]


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with its content's mark: a browser may keep it until it changes."""
    version = _version(path)
    return f"{static(path)}?v={version}" if version else static(path)
