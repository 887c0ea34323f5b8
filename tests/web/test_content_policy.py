"""The content policy lets through what a page needs, and nothing beside it."""

import os
import subprocess
import sys

from django.conf import settings

from tests.conftest import ROOT


def test_a_page_runs_no_script_and_no_style_but_the_site_s_own():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'self'"]
    assert "script-src" not in policy
    assert "style-src" not in policy
    assert policy["form-action"] == ["'self'"]


def test_a_form_may_send_one_on_to_the_municipality_s_own_sign_in():
    """Chromium holds a form's answer to `form-action`: without it nobody reaches the identity provider."""
    script = (
        "from tovholder import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    known = {"OIDC_SERVER_URL": "https://login.kommune.example/realms/ansatte", "TOVHOLDER_SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        env={**os.environ, **known, "PYTHONPATH": str(ROOT / "src")},
        text=True,
    )
    assert done.stdout.strip() == "[\"'self'\", 'https://login.kommune.example']"
