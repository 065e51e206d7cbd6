"""FHIR exports of any layout and version, read with plain dicts and a tolerant eye."""
