"""How the queue of background jobs fares. How a job is written: `access.jobs`."""

from django.db import connection

#: A worker reports every ten seconds. Nothing for so long, and none is there.
SILENT_AFTER_MINUTES = 3
#: A job that failed for good is trouble for so long; by then somebody has looked, or it stays in the queue.
FAILED_WITHIN_HOURS = 24
#: A job that is due waits seconds.
LATE_AFTER_MINUTES = 30

TROUBLE = f"""
with workers as (
  select id, last_heartbeat from procrastinate_workers
   where last_heartbeat > now() - interval '{SILENT_AFTER_MINUTES} minutes'),
due as (
  select j.id, coalesce(
           j.scheduled_at, (select min(e.at) from procrastinate_events e where e.job_id = j.id)) as at
    from procrastinate_jobs j where j.status = 'todo')
select
  not exists (select from workers),
  (select count(*) from procrastinate_jobs j where j.status = 'failed' and exists (
     select from procrastinate_events e where e.job_id = j.id and e.type = 'failed'
        and e.at > now() - interval '{FAILED_WITHIN_HOURS} hours')),
  (select count(*) from procrastinate_jobs j where j.status = 'doing'
      and (j.worker_id is null or j.worker_id not in (select id from workers))),
  (select count(*) from due where at < now() - interval '{LATE_AFTER_MINUTES} minutes')
"""


def trouble() -> list[str]:
    """Return a sentence in English for each trouble of the jobs; one statement, no actor needed."""
    with connection.cursor() as cursor:
        cursor.execute(TROUBLE)
        silent, failed, stalled, late = cursor.fetchone()
    found = []
    if silent:
        found.append("no worker for background jobs is running")
    if failed:
        found.append(f"background jobs failed: {failed}")
    if stalled:
        found.append(f"background jobs stalled: {stalled}")
    if late:
        found.append(f"background jobs wait too long: {late}")
    return found
