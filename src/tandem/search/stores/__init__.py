"""Vector stores beyond one folder, behind one class; each passes one suite of tests."""
