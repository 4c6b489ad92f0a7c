def grow():
    import shared
