"""Files that people bring and take away: schedules in the annex's form, reports, charts.

Each is made of plain values, in a process of its own; the heavy libraries are imported there only.
"""
