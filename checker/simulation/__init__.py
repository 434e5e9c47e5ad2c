"""What would happen: events change the fleet and the catalog, and the same rules judge what is left.

``situation`` is the fleet at one point, ``failover`` what a loss does to each
use, ``facts`` how an event changes the catalog, ``events`` which event does
what, ``ranking`` the table of single losses. Nothing here judges a rule.
"""
