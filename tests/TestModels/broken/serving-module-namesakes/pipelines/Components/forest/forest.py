"""Trees."""
import deep
