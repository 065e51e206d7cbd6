"""What is clinically and operationally true: standard library only, frozen, no clock, no files."""
