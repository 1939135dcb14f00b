"""The form of a record, made from the one schema: what it shows, how it is read, what is missing.

    building.form_of(values, findings, site, languages, action) -> Form      for the template
    reading.values_of(form, before) -> values                                after it was sent
    completeness.completeness(values, languages, site) -> Completeness       part of Form, too
    problems.say(finding, reader) -> Said                                    a finding in words

Templates import ``record_form``, ``form_contents`` and ``completeness_meter`` from ``desk/_form.html``. The
form around it has ``novalidate``, because a draft may be saved with anything in it.
"""
