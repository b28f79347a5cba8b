"""Public data the portal takes over: the school register (GIAS) and the DfE's eligibility lists; and searching them."""
