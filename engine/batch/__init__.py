"""Many reports, each on its own: what one of them does to its process, the others do not pay for.

    job = Job(load_pack(), craft=pages, spec="brief")            # what to make of every report
    with local(jobs=4) as workers:                               # or cluster("tcp://10.0.0.5:8786")
        for outcome in run(reports, job, workers, store=Store("结果/.fazhi")):
            outcome.label, outcome.refusal                       # whose it is; why there is none, in Chinese
            outcome.audit(), outcome.products["page"]            # what came of it

``reports`` is any iterable of ``Report(label, content, name)``; it is read lazily, and only a bounded number of reports
is held at a time, however many there are. ``craft`` is a function of a module: ``craft(audit, book, spec)`` runs in the
worker and gives named bytes; without one they are {"record": the audit, see engine.record}. The craft sees the audit
under ``Report.name`` and not under its label: name and content are all of a report that products may depend on, so that
they can be taken from the store when the file has moved. ``Outcome.audit`` gives the audit under the present label.

``run`` yields one outcome for each report: as they come or, with ``ordered``, in the order of the reports. A worker
that dies, or takes longer over one report than ``Job.limit`` seconds, costs no other report: those under way are done
again one by one, the culprit once more, by the reference evaluator unless an engine was named; then it is refused.
Leaving the ``with`` ends processes of this machine at once, whatever they do. Results in a ``Store`` are found again by
content; see there.
"""

from engine.attempt import Refusal, Report
from engine.batch.loop import Outcome, run
from engine.batch.store import Store, StoreError
from engine.batch.task import Job
from engine.batch.workers import Workers, WorkersError, cluster, local, processors

__all__ = [
    "Job",
    "Outcome",
    "Refusal",
    "Report",
    "Store",
    "StoreError",
    "Workers",
    "WorkersError",
    "cluster",
    "local",
    "processors",
    "run",
]
