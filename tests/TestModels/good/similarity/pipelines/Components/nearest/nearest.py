# The nearest photos.
