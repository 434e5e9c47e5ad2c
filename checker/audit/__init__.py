"""The auditor's questions: the report as a page and as exports, a sample, a bundle of evidence that verifies."""
