"""What is known about models, vendors, hosts and contracts: dated claims with sources.

``files`` says what a catalog file may hold, ``claims`` how competing claims
become one fact on a day, ``stack`` how several catalogs become one.
"""
