"""Reading clinical documents (HL7 C-CDA) and packages of them (IHE XDM)."""
