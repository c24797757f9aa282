"""dbt targets, one module each; a module is found by its name (see `floec.plan.plugins.Target`)."""
