"""An invented practice, written as the FHIR export that a real one would leave on disk."""
