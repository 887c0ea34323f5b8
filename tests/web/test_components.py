"""The components say in words what they show in shape and colour, and escape what they are given."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from tovholder.core.keyset import Page
from tovholder.web.icons import NoSuchIcon, icon, symbols
from tovholder.web.templatetags.tovholder import STATES


def render(source: str, **context: object) -> str:
    with override("da"):
        return Template(source).render(Context(context))


class Booking(forms.Form):
    school = forms.CharField(label="Skole", help_text="Navnet")
    heads = forms.IntegerField(label="Elever")
    day = forms.DateField(label="Dag")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    how = forms.ChoiceField(label="Hvordan", choices=[("a", "Her"), ("b", "Der")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Aftalt")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Other(forms.Form):
    way = forms.ChoiceField(label="Vej", choices=[("", "---------"), ("a", "Gade")])
    back = forms.ChoiceField(label="Hjem", choices=[("", "–"), ("a", "Gade")], required=False)
    both = forms.ChoiceField(label="Ud", choices=[("", "Begge"), ("a", "Gade")], required=False)


# --- states, bars ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_a_shape_and_a_word(name):
    html = render("{% state name %}", name=name)
    assert "<svg" in html
    assert re.search(r'class="t-(word|strong)">\w', html)


def test_only_what_went_wrong_is_bold():
    bold = {name for name in STATES if "t-strong" in render("{% state name %}", name=name)}
    assert bold == {"behind", "missed", "overdue"}


def test_a_state_takes_another_word_a_second_line_and_a_count():
    html = render("{% state 'soon' word=word note='1. oktober' %}", word="Om 11 <dage>")
    assert "Om 11 &lt;dage&gt;" in html
    assert 't-note">1. oktober' in html
    assert ">2 bagud<" in render("{% state 'behind' count=2 %}")


def test_a_state_that_nobody_knows_is_a_fault_of_ours():
    with pytest.raises((KeyError, TemplateSyntaxError)):
        render("{% state 'nearly' %}")


def test_a_bar_says_its_figures_in_a_sentence():
    html = render("{% bar value=2140 target=3000 pace=2000 %}")
    assert 'aria-label="2.140 af 3.000. Takten i dag er 2.000."' in html
    assert 'width="71.3%"' in html
    assert 'x1="66.7%"' in html
    assert ">takt 2.000<" in html


def test_a_bar_that_is_met_has_no_tick_and_goes_no_further_than_its_end():
    html = render("{% bar value=20 target=15 pace=11 %}")
    assert "t-tick" not in html
    assert 'width="100.0%"' in html


@pytest.mark.parametrize("given", ["value=9 target=None", "value=9 target=0", "value=None target=3"])
def test_without_a_target_or_a_figure_there_is_no_bar(given):
    assert render(f"{{% bar {given} %}}") == ""


def test_the_words_under_the_tick_stay_inside_the_bar():
    assert 'x="0%" y="35" text-anchor="start"' in render("{% bar value=1 target=100 pace=2 %}")
    assert 'x="100%" y="35" text-anchor="end"' in render("{% bar value=1 target=100 pace=99 %}")


def test_a_pace_between_whole_numbers_has_one_decimal():
    assert ">takt 5,8<" in render("{% bar value=5 target=8 pace=p %}", p=Decimal("5.753"))


def test_nothing_in_a_component_carries_a_style():
    html = render("{% bar value=1 target=3 pace=2 %}{% state 'met' %}{% who_sees 'Kun BIF' icon='lock' %}")
    assert "style=" not in html


# --- words beside things --------------------------------------------------------------------------------


def test_who_sees_is_said_in_words_with_a_named_icon():
    html = render("{% who_sees text icon='share' %}", text="Delt med <Politiet>")
    assert 'role="img" aria-label="Hvem ser det:"' in html
    assert "Delt med &lt;Politiet&gt;" in html


def test_crumbs_end_with_this_page_and_escape_names():
    html = render("{% crumbs '/plan/' area name %}", area="Mål & budget", name="<b>Elever</b>")
    assert '<a href="/plan/">Mål &amp; budget</a>' in html
    assert '<li aria-current="page">&lt;b&gt;Elever&lt;/b&gt;</li>' in html


def test_an_icon_is_decoration_unless_it_is_named():
    assert 'aria-hidden="true"' in icon("print")
    assert 'role="img" aria-label="Print"' in icon("print", label="Print")


@pytest.mark.skipif(not symbols(), reason="the pages' assets are not fetched")
def test_an_icon_that_the_design_system_lacks_is_a_fault_of_ours():
    with pytest.raises(NoSuchIcon):
        icon("no-such-thing")


def test_the_pager_says_more_than_where_it_counted_no_further():
    html = render("{% pager page %}", page=Page([1], next="?after=x", more_than=200))
    assert "mere end 200" in html
    assert 'href="?after=x" rel="next"' in html
    assert "prev" not in html
    assert render("{% pager page %}", page=Page([1], total=1)).strip() == ""


def test_an_empty_list_says_what_comes_and_how():
    html = render("{% empty title='Ingen hold' text='De kommer.' url='/nyt/' label='Opret' %}")
    assert "Ingen hold" in html
    assert '<a href="/nyt/">Opret</a>' in html


# --- forms ----------------------------------------------------------------------------------------------


def test_a_field_ties_hint_and_fault_to_its_control():
    html = render("{% field form.school %}", form=Booking({}))
    assert '<label class="form-label" for="id_school">Skole' in html
    assert 'aria-describedby="id_school_helptext id_school_error"' in html
    assert 'id="id_school_helptext"' in html
    assert 'id="id_school_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_hint_can_be_replaced_and_left_out():
    assert "Kaldenavnet" in render("{% field form.school hint='Kaldenavnet' %}", form=Booking())
    assert "helptext" not in render("{% field form.school hint='' %}", form=Booking())


def test_a_browser_cuts_nothing_off():
    """Of what is pasted and too long, it would: where the control has no limit, the form says by how much."""

    class Short(forms.Form):
        text = forms.CharField(max_length=5, widget=forms.Textarea)
        line = forms.CharField(max_length=5)

    form = Short({"text": "for lang", "line": "for lang"})
    shown = render("{% field form.text %}{% field form.line %}", form=form)
    assert "maxlength" not in shown
    assert shown.count("(den har 8)") == 2


def test_the_fewer_fields_are_marked_in_words():
    form = Booking()
    assert "(frivilligt)" in render("{% field form.note %}", form=form)
    assert "skal udfyldes" not in render("{% field form.school %}", form=form)


def test_choices_stand_in_a_fieldset_under_their_question():
    html = render("{% field form.how %}", form=Booking({}))
    assert "<fieldset" in html
    assert '<legend class="form-label">Hvordan' in html
    assert html.count('type="radio"') == 2
    assert 'aria-describedby="id_how_error"' in html
    assert 'for="id_how_0"' in html


def test_choices_for_one_tap_are_real_radios():
    html = render("{% field form.how tap=True %}", form=Booking(initial={"how": "b"}))
    assert html.count('type="radio"') == 2
    assert "t-tap" in html
    assert re.search(r'value="b"[^>]*checked', html)


def test_a_tick_box_stands_before_its_words():
    html = render("{% field form.agreed %}", form=Booking())
    assert html.index("form-checkbox") < html.index("Aftalt</label>")


def test_a_hidden_field_is_only_itself():
    assert render("{% field form.secret %}", form=Booking()).strip().startswith('<input type="hidden"')


def test_what_is_wrong_stands_on_top_with_a_link_to_each_field():
    html = render("{% form_errors form %}", form=Booking({"heads": "mange"}))
    assert "5 ting skal rettes" in html
    assert '<a href="#id_heads">Elever</a>' in html
    assert '<a href="#id_how_0">Hvordan</a>' in html
    assert "autofocus" in html


def test_the_faults_of_a_form_and_of_its_parts_stand_together():
    html = render("{% form_errors form part %}", form=Booking({"heads": "2"}), part=Other({}))
    assert html.count("t-faults") == 1
    assert '<a href="#id_way">Vej</a>' in html


@pytest.mark.parametrize(("field", "word"), [("way", "Vælg"), ("back", "Ikke valgt"), ("both", "Begge")])
def test_a_list_says_in_words_that_nothing_is_chosen(field, word):
    html = render("{% field bound %}", bound=Other()[field])
    assert f'<option value="" selected>{word}</option>' in html
    assert "--" not in html


def test_a_form_without_faults_says_nothing():
    assert render("{% form_errors form %}", form=Booking()).strip() == ""


# --- messages --------------------------------------------------------------------------------------------


def test_what_a_double_click_says_twice_is_told_once():
    said = [Message(SUCCESS, text) for text in ("Gemt.", "Gemt.", "Slettet.")]
    html = render('{% include "components/messages.html" %}', messages=said)
    assert re.findall(r"Gemt\.|Slettet\.", html) == ["Gemt.", "Slettet."]
