"""A purge forgets what somebody wrote of why she looked, too, where it says the name."""

from django.db import migrations

SQL = """
-- Words that were searched for: those of looks at what is purged, those that say the name, and every number that
-- was searched for around the day on which she was entered (it is not known to whom it belonged). Purposes in a
-- reader's own words: those of the same looks, and those in which the name stands.
create or replace function tovholder.forget_searches(house bigint, about uuid[], name text, entered timestamptz)
  returns void language plpgsql security definer set search_path = '' as $$
begin
  perform tovholder.forget_words('-infinity', about);
  update public.audit_words w set salt = null, words = null
   where w.words is not null and w.hash in (
     select r.words_hash from public.audit_read r
      where r.municipality = house and r.words_hash is not null and (
        (name <> '' and public.word_similarity(tovholder.name_key(w.words), tovholder.name_key(name)) >= 0.3)
        or (name <> '' and public.word_similarity(tovholder.name_key(name), tovholder.name_key(w.words)) >= 0.3)
        or (regexp_replace(w.words, '[^0-9]', '', 'g') ~ '^[0-9]{6,}$'
            and r.at + r.clock_offset between entered - interval '1 day' and entered + interval '1 day')));
  update public.audit_purpose p set salt = null, words = null
   where name <> '' and p.words is not null and p.municipality = house
     and public.word_similarity(tovholder.name_key(name), tovholder.name_key(p.words)) >= 0.5;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0009_recusal_closes_the_question"), ("audit", "0003_typed_purposes")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
