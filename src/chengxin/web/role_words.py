"""What each role is called on the pages."""

from __future__ import annotations

from chengxin.core.permissions import Role

ROLES = {
    Role.DATA_OFFICER: "数据员",
    Role.CLERK: "窗口办事员",
    Role.CASE_OFFICER: "经办人",
    Role.SUPERVISOR: "分管负责人",
    Role.AUDITOR: "审计员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}
