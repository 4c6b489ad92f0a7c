# Answers with a number.
