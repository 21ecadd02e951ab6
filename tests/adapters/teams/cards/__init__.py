"""Our cards drawn by Microsoft's own renderer in a real Chromium, to be looked at and asked whether all can read them."""
