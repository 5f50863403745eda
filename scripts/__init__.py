"""For who works on the repository; no part of the installed program."""
