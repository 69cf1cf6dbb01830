"""The public part of the registry as open data: JSON in the shape of Popolo, tables, and DCAT-AP-SE about them."""
