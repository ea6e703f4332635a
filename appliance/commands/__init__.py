"""The commands by audience; each reads its arguments, calls one deed or work, and prints."""
