"""What judges: examinations, verdicts, the pipeline that grades, and the teacher's desk."""
