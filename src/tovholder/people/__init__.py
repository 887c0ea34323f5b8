"""Citizens and relatives: the only place where a citizen's identity lives.

A person is neither a concern nor a case: those are about a person. Who sees one follows from them: the
contexts above keep `people_reader` by triggers, and recusal from a case hides its person as well.
"""
