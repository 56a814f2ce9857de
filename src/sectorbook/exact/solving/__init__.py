"""Linear programs in exact fractions: floating point proposes, whole numbers prove. Knows no system."""
