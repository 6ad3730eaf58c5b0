"""The teacher's desk: releases, submissions, feedback, and the two doors to the examiner."""
