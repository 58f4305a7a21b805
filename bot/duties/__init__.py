"""What an office is owed each working day, one duty a file: the digest, the last day of a term …"""
