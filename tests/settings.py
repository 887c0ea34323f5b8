"""The product's settings, with what a test needs otherwise. The database is named by tests/conftest.py."""

import os

os.environ.setdefault("TOVHOLDER_SECRET_KEY", "only for tests, where nothing is secret")
os.environ.setdefault("TOVHOLDER_FIELD_KEY", "0f" * 32)
os.environ.setdefault("DATABASE_URL", "postgresql:///named_by_conftest")
os.environ["TOVHOLDER_DEMO"] = os.environ.get("TOVHOLDER_TEST_DEMO", "0")

from tovholder.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
# Asked for by its own tests (tests/access/test_second_factor.py): others sign in by force.
SECOND_FACTOR = False
