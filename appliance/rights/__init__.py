"""Accounts, groups, collections, roles: who may read and do what. Functions over rows of an open transaction."""
