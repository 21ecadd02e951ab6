"""What people look at: the log, what was asked, what became of it, what comes next."""
