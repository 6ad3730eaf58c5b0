"""What is taught: bilingual units, the builder that makes notebooks of them, and their calibration."""
