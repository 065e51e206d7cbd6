"""What the clinician asks for, one module per question."""
