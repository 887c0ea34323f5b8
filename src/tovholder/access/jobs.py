"""Background jobs: how a context writes one.

    # activities/tasks.py: found by itself
    @task(purpose="deletes import drafts that nobody used", cron="17 2 * * *")
    def forget_drafts() -> None: ...

    forget_drafts.defer()            # in an operation: it is queued when the transaction commits

A job is one transaction as System.JOBS with its purpose, which the record of changes shows. It lives in
`access`, since whoever acts is a matter of access; `core.jobs` says how the queue fares. What a job is
called with stands in the queue until it is cleared: numbers of rows, no words about a citizen.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tovholder.access.actors import System, acting

#: A job that fails is tried again after 1, 8 and 64 minutes; then somebody must look (core.jobs.trouble).
RETRY = RetryStrategy(max_attempts=4, wait=60, exponential_wait=8)


def task(*, purpose: str, cron: str = "", retry: RetryStrategy | bool = RETRY) -> Callable[..., Any]:
    """Decorator: this function is a job.

    :param purpose: completes "this job …", for the record.
    :param cron: when it runs by itself: minute, hour, day, month, weekday, in UTC.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(*_timestamp: int, **arguments: Any) -> None:
            with acting(System.JOBS, purpose=f"job: {purpose}"):
                function(**arguments)

        name = f"{function.__module__}.{function.__name__}"
        # A periodic job that still waits is not queued twice.
        job: Any = app.task(name=name, retry=retry, queueing_lock=name if cron else None)(run)
        if cron:
            app.periodic(cron=cron)(job)
        return job

    return decorate
