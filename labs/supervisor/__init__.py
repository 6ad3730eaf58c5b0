"""The service that owns everybody's plants: start, find, reset, stop. Plants are forks of one warm process."""
