import numpy
import shared
