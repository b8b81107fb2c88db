"""What a programme does to the budget, the reserves and the arrangement with the IMF."""
