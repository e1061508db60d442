"""Measurements that print what the README says; each runs what it compares with in the same run."""
