"""Tests of the sample rounds."""
