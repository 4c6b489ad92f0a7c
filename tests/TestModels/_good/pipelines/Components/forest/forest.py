# Stands for the module that a server imports.
