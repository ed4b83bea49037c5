"""caseaudit: from the case-file audits of a council's children's social care service to the report people read.

Data flows one way, through rooms with one noun each; a room imports only from rooms above it::

    errors      every refusal, with its exit code
    workspace   where everything lies
    config      round, grading scheme, council, vocabularies: YAML → frozen models
    tables      every table: grain, columns, types            store      reading and writing them, whole or not at all
    manifest    what a round's tables and documents were made from, so that nothing stale is used
    forms       a pro forma ⇄ its blank return ⇄ the answers found in a filled one
    intake      files → tables and ``problems``; pseudonyms and redaction before anything is kept
    measures    tables → ``measures``: figures with base, interval and licence to speak of change. Pure
    protect     ``measures`` → ``measures_public``. Pure
    basis       what the figures of a round rest on, opened: its rules, the views of its tables
    markdown    text made safe for a document
    brand       colours and fonts of the council, and pages of HTML filled in them
    compose     measures and human words → a Quarto project: document, charts, what it printed
    explore     what is behind the figures on themes: the explorer pages, and the notebook's views, topics and controls
    render      a Quarto project → HTML and PDF, by Quarto or by the embedded engine
    check       finished documents → findings
    publish     checked documents → the public site
    run         the stages of a round, each a notebook or a call
    samples     a seed → the synthetic sample rounds
    cli         words → one function → an exit code

Begin with ``run/stages.py``: the whole run on one screen.
"""
