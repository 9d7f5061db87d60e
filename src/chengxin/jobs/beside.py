"""The process that reads and prepares a large file beside the one that registers it; see `chengxin.jobs.prepare`."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import threading
from queue import Queue
from typing import Any

#: Chunks prepared ahead of the process that registers.
_AHEAD = 1
_END = object()


def main() -> int:
    """Run as `python -m chengxin.jobs.beside SUBMISSION`; what it prepared goes to standard output."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
    django.setup()
    # A chunk is tens of thousands of values and no ring among them: looking for rings took a twentieth of the time.
    gc.freeze()
    gc.set_threshold(1_000_000, 100, 100)
    # All that is needed, while the file is still being looked through.
    import chengxin.apps.records.layout
    import chengxin.intake.bulk  # noqa: F401
    from chengxin.apps.submissions import selectors as submissions
    from chengxin.intake.feeds import load_feeds
    from chengxin.jobs.prepare import judged_here, laid_out
    from chengxin.lawbook import load

    submission = submissions.get(int(sys.argv[1]))
    feed, done, lawbook = load_feeds()[submission.feed], submissions.chunks_done(submission), load()
    text, batches, at = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process
    waiting: Queue[Any] = Queue(_AHEAD)
    writer = threading.Thread(target=_tell, args=(waiting,), daemon=True)
    writer.start()
    judged = judged_here(submission, text, feed=feed, lawbook=lawbook, done=done)
    if isinstance(judged, list):
        waiting.put(pickle.dumps(judged))
    else:
        for ready in laid_out(judged, submission, lawbook=lawbook, batches=batches, at=at):
            waiting.put(pickle.dumps(ready, protocol=pickle.HIGHEST_PROTOCOL))
        waiting.put(pickle.dumps(None))
    waiting.put(_END)
    writer.join()
    return 0


def _tell(waiting: Queue[Any]) -> None:
    try:
        while (told := waiting.get()) is not _END:
            sys.stdout.buffer.write(told)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(1)  # nobody registers any more; what was prepared is prepared again


if __name__ == "__main__":
    sys.exit(main())
