// outgoing
