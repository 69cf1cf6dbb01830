class BackupError(Exception):
    """A backup could not be made or put back; the message, in Swedish, is for whoever runs the command."""
