"""What can be asked for."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.activities import forms, operations
from tovholder.activities.models import Offer
from tovholder.core.pages import page


@gate.requires(Permission.ACTIVITY_READ)
def offers(request: gate.Request) -> HttpResponse:
    """The offers, by kind; those that are withdrawn last."""
    today = request.today
    rows = [
        {"offer": offer, "withdrawn": bool(offer.withdrawn_on and offer.withdrawn_on <= today)}
        for offer in Offer.objects.visible_to(request.user).order_by("kind", "title")[:500]
    ]
    rows.sort(key=lambda row: row["withdrawn"])
    plans = request.user.may(Permission.ACTIVITY_PLAN)
    return page(request, "activities/offers.html", {"rows": rows, "plans": plans})


@gate.requires(Permission.ACTIVITY_PLAN)
def make(request: gate.Request) -> HttpResponse:
    initial = {"offered_from": request.today, "length_minutes": 90, "sessions": 1}
    form = forms.OfferForm(
        request.POST if request.method == "POST" else None, user=request.user, initial=initial
    )
    if form.is_valid():
        operations.make_offer(
            by=request.user,
            at=request.at,
            **form.cleaned_data,
        )
        messages.success(request, _("The offer is saved."))
        return redirect("activities:offers")
    return page(request, "activities/offer.html", {"form": form})


@gate.requires(Permission.ACTIVITY_PLAN)
def change(request: gate.Request, offer_id: int) -> HttpResponse:
    offer = gate.get_or_404(Offer, offer_id, actor=request.user)
    form = forms.OfferForm(
        request.POST if request.method == "POST" else None, user=request.user, instance=copy(offer)
    )
    if form.is_valid():
        try:
            operations.change_offer(offer=offer, by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The offer is saved."))
            return redirect("activities:offers")
    return page(request, "activities/offer.html", {"form": form, "offer": offer})
