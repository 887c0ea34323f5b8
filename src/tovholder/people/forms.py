"""Forms about people. `PersonChoice` is a part that other contexts' forms include (people/_choose.html)."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access import gate
from tovholder.audit.reads import Way
from tovholder.core.cpr import no_cpr
from tovholder.core.ids import uuid7
from tovholder.people import cpr as numbers
from tovholder.people import operations, queries
from tovholder.people.models import Kinship, Particulars, Person


class SearchForm(forms.Form):
    """A name or a CPR number. Posted, so that it stands in no address."""

    words = forms.CharField(
        label=gettext_lazy("Name or CPR number"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DoubleForm(SearchForm):
    """Another entry of the same person: searched for, then chosen among the found."""

    other = forms.ModelChoiceField(queryset=Person.objects.all(), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["words"].required = True


class PersonFields(forms.Form):
    """What may be known of a person."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=150, required=False)
    cpr = forms.CharField(
        label=gettext_lazy("CPR number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    birth_date = forms.DateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth, where no more is known"),
        required=False,
        min_value=1850,
        max_value=2200,
    )
    district = forms.CharField(label=gettext_lazy("District"), max_length=60, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    address_protected = forms.BooleanField(label=gettext_lazy("The address is protected"), required=False)
    description = forms.CharField(
        label=gettext_lazy("Description, where no name is known"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    KNOWN: ClassVar = (*operations.FIELDS, "address_protected")

    def known(self) -> dict[str, Any]:
        """The values that `operations.write_down` and `change` take."""
        return {name: self.cleaned_data[name] for name in self.KNOWN if name in self.cleaned_data}

    def check_identity(self, request: gate.Request, values: dict[str, Any]) -> None:
        """Say at the field what the operation would refuse."""
        who = Person(id=uuid7(), name=values.get("name", ""), description=values.get("description", ""))
        Particulars(person=who)
        try:
            operations.identify(
                who,
                cpr=values.get("cpr", ""),
                birth_date=values.get("birth_date"),
                birth_year=values.get("birth_year"),
                on=request.today,
            )
        except operations.Refused as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))


class PersonForm(PersonFields):
    """Change what is known of somebody. The number is not shown: it is replaced, or taken away.

    Who may not see a protected address, neither sees nor changes it.
    """

    forget_cpr = forms.BooleanField(label=gettext_lazy("Take the CPR number away"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, person: Person, request: gate.Request) -> None:
        known = {name: getattr(person, name) for name in operations.FIELDS if name != "cpr"}
        known |= {"version": person.version, "address_protected": person.address_protected_at is not None}
        super().__init__(data, initial=known)
        self.person, self.request = person, request
        if person.cpr_index is None:
            del self.fields["forget_cpr"]
        else:
            self.fields["cpr"].label = gettext_lazy("Another CPR number")
            self.fields["cpr"].help_text = gettext_lazy("Leave it empty, and the number stays.")
        if not queries.shows_address(person, request.user):
            del self.fields["address"], self.fields["address_protected"]

    def known(self) -> dict[str, Any]:
        """What is to change: the number only where another was written, or it is to go."""
        values = {name: self.cleaned_data[name] for name in self.KNOWN if name in self.cleaned_data}
        if self.cleaned_data.get("forget_cpr"):
            values["cpr"] = ""
        elif not values["cpr"]:
            del values["cpr"]
        elif values["birth_date"] == self.person.birth_date:
            values["birth_date"] = None  # the new number brings its own
        return values

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors:
            self.check_identity(self.request, {"cpr": self.person.cpr, **self.known()})
        return found


class RevealForm(forms.Form):
    """Why somebody wants to see a CPR number. The log keeps it."""

    RIGHT_ONE, REGISTER, REFERRAL, OTHER = "right_one", "register", "referral", "other"
    CHOICES: ClassVar = [
        (RIGHT_ONE, gettext_lazy("To be sure that it is the right person")),
        (REGISTER, gettext_lazy("To look into our own register")),
        (REFERRAL, gettext_lazy("For a referral or a letter")),
        (OTHER, gettext_lazy("Something else")),
    ]

    purpose = forms.ChoiceField(
        label=gettext_lazy("What do you need it for?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        initial=RIGHT_ONE,
    )
    words = forms.CharField(
        label=gettext_lazy("If something else: what?"),
        max_length=200,
        required=False,
        validators=[no_cpr],
        help_text=gettext_lazy("No names: the log keeps it."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("purpose") == self.OTHER and not found.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write what you need it for."))
        return found

    @property
    def said(self) -> str:
        """The purpose in the words that the log keeps."""
        if self.cleaned_data["purpose"] == self.OTHER:
            return str(self.cleaned_data["words"])
        return str(dict(self.CHOICES)[self.cleaned_data["purpose"]])


class KinForm(forms.Form):
    """What somebody is to the person. Who it is: `PersonChoice` beside it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Is the person's"), choices=Kinship.Kind.choices, widget=forms.RadioSelect
    )
    row = forms.UUIDField(widget=forms.HiddenInput, required=False)


class PersonChoice(PersonFields):
    """Who it is about: somebody who is here, somebody new, an unknown person described, or nobody yet.

    Part of another form: give it the same data and a prefix, and include people/_choose.html inside that
    form's element with `choice=…`. The page needs people.css in its head.

        choice = PersonChoice(request.POST or None, request=request, prefix="person", nobody=True)
        if form.is_valid() and choice.is_valid() and not choice.searching: …
            person = choice.resolve(by=request.user, at=request.at)

    Where `choice.searching`, somebody pressed *search*: show the page again and save nothing. The search is
    recorded by itself. Without a search before it, somebody new is looked for first, and those who are like
    are shown: nobody is written down twice by haste.
    """

    NEW, UNKNOWN, NOBODY = "new", "unknown", "nobody"

    words = forms.CharField(
        label=gettext_lazy("Name or CPR number"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    who = forms.CharField(label=gettext_lazy("Who it is about"), max_length=40, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    asked = forms.CharField(widget=forms.HiddenInput, max_length=150, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        request: gate.Request,
        prefix: str = "person",
        nobody: bool = False,
        chosen: Person | None = None,
    ) -> None:
        self.request, self.nobody, self.chosen = request, nobody, chosen
        self.person: Person | None = None
        self.searching = data is not None and f"{prefix}-search" in data
        if data is not None:
            data = self._carried_on(data, prefix)
        initial = {"key": uuid7(), "who": str(chosen.pk) if chosen else self.NOBODY if nobody else ""}
        super().__init__(data, prefix=prefix, initial=initial)

    def _carried_on(self, data: Any, prefix: str) -> Any:
        """What was searched for is what a new person is first called."""
        kept = data.copy()
        kept[f"{prefix}-key"] = data.get(f"{prefix}-key") or str(uuid7())
        words = data.get(f"{prefix}-words", "").strip()
        if self.searching and words:
            kept[f"{prefix}-asked"] = words[:150]
            number = numbers.AMONG.search(words)
            name = " ".join(numbers.AMONG.sub(" ", words).split())
            for field, said in (("cpr", number[0] if number else ""), ("name", name[:150])):
                if said and not data.get(f"{prefix}-{field}"):
                    kept[f"{prefix}-{field}"] = said
        return kept

    @cached_property
    def found(self) -> list[Person]:
        """Whom the words find, with `ways`; recorded as a search. Asked for when the part is shown."""
        words = (self.data.get(self.add_prefix("asked")) or "").strip()[:150] if self.is_bound else ""
        people = self._look_for(words) if words else []
        if self.chosen is not None and self.chosen not in people:
            people.insert(0, self.chosen)
        return people

    @property
    def has_searched(self) -> bool:
        return self.is_bound and bool((self.data.get(self.add_prefix("asked")) or "").strip())

    @property
    def picked(self) -> str:
        """The choice as it stands, for the template."""
        return str(self["who"].value() or "")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.searching or self.errors:
            return values
        who = values.get("who", "")
        if who == self.NEW:
            self.check_identity(self.request, {**values, "description": ""})
            if not self.errors:
                self._search_first(values)
        elif who == self.UNKNOWN:
            if not values.get("description"):
                self.add_error("description", _("Describe the person, so that somebody can know her again."))
            else:
                known = {name: values.get(name) for name in ("description", "birth_year")}
                self.check_identity(self.request, known)
        elif who != self.NOBODY or not self.nobody:
            self.person = self._somebody(who)
            if self.person is None:
                text = operations.NotVisible.message if who else _("Choose who it is about.")
                self.add_error("who", str(text))
        return values

    def resolve(self, *, by: Any, at: Any) -> Person | None:
        """The person chosen, written down now where she is new; None where nobody is.

        :raises operations.Refused: what `write_down` refuses.
        """
        values = self.cleaned_data
        if values["who"] == self.NEW:
            known = {**self.known(), "description": ""}
            return operations.write_down(by=by, at=at, id=values["key"], **known)
        if values["who"] == self.UNKNOWN:
            known = {name: values[name] for name in ("description", "birth_year", "district")}
            return operations.write_down(by=by, at=at, id=values["key"], **known)
        return self.person

    def _somebody(self, who: str) -> Person | None:
        if self.chosen is not None and who == str(self.chosen.pk):
            return self.chosen
        try:
            key = UUID(who)
        except ValueError:
            return None
        found: Person | None = Person.objects.visible_to(self.request.user).filter(pk=key).first()
        return found

    def _search_first(self, values: dict[str, Any]) -> None:
        """Whoever is like somebody new is shown once, before she is written down."""
        number, name = numbers.digits(values["cpr"]), values["name"].strip()
        asked = values.get("asked", "")
        if number:
            covered, words = numbers.digits(asked) == number, number
        else:
            said = set(asked.casefold().split())
            covered, words = bool(said) and said <= set(name.casefold().split()), name
        if covered:
            return
        data: Any = self.data
        data[self.add_prefix("asked")] = words
        if self.found:
            text = _("Somebody like this is here already. Is it one of them? Otherwise save once more.")
            self.add_error("who", text)

    def _look_for(self, words: str) -> list[Person]:
        people = queries.search(words=words)
        gate.saw(self.request, way=Way.SEARCH, persons=people, words=queries.logged_words(words))
        return people
