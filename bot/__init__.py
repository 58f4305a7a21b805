"""Qabyldau: citizens book a personal reception with state officials from their phone."""
