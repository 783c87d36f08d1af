"""Agencies, and which of them work with which child."""
