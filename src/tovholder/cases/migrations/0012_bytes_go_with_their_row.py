"""When a document's row goes, by whatever deletes it, a job deletes its bytes in the folder or object store."""

from django.db import migrations

CREATE = """
create function tovholder.delete_bytes() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into procrastinate_jobs (queue_name, task_name, args)
  values ('default', 'tovholder.cases.tasks.delete_bytes', jsonb_build_object('stored_as', old.stored_as));
  return old;
end $$;
revoke all on function tovholder.delete_bytes() from public;
create trigger delete_bytes after delete on cases_document
  for each row when (old.stored_as <> '') execute function tovholder.delete_bytes();
"""
DROP = "drop trigger delete_bytes on cases_document; drop function tovholder.delete_bytes();"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_which_document_passed"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
