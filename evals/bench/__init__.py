"""Benchmarks: speed as ratios taken side by side in one run, quality against the plain way.

A ratio of two things measured on one machine in one minute means the same on another
machine; seconds do not. Every figure is printed with the bound that it must keep.
"""
