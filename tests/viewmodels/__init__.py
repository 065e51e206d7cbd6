"""Tests of viewmodels."""
