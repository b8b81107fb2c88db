"""The public face: pages for citizens and press, files to take away, and an API for machines."""
