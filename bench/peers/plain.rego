# The five rules of rules.PLAIN, for regopy, opa and conftest. A message is the name of the rule.
package bench

own := {"self-hosted", "on-device"}

deny contains "regulated-own" if {
	some regime in input.regulation
	regime in {"dora", "hipaa"}
	some route in input.uses[_].routes
	route.role in {"primary", "secondary"}
	not route.access in own
}

deny contains "exit-plan" if {
	input.tier in {0, 1}
	not input.exit.plan
}

deny contains "reviewed" if not input.reviewed

deny contains "contract" if {
	some class in input.data
	class in {"personal", "phi"}
	some route in input.uses[_].routes
	not route.access in own
	not route.contract
}

deny contains "version" if {
	some route in input.uses[_].routes
	route.version == "floating"
}
