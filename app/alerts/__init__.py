"""The alert ladder at work: what is due is found in a column, told outside of any transaction, and its outcome kept."""
