"""Writers of data and escapes of host languages: what stands between the Plan and a file's bytes."""
