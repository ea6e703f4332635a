"""Raw text → clean text and back at the glass: detector, stand-ins, vault, the door and the glass."""
