"""Papers that follow after an application was received: what was promised, until when, and what came."""
