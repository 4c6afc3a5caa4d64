"""Reading facts and plans from free text."""
