"""The page that a department takes away: one HTML file that checks a file on the sender's own PC, without a network.

It carries Python compiled for browsers and, packed anew at each build, the very modules, law and feeds of this deployment,
so that page and product judge alike by construction. The same code and law make the same bytes. [law:pipl/第六条]
"""

from chengxin.web.precheck.build import build, etag, page

__all__ = ["build", "etag", "page"]
