"""What is said in films: the script, recordings and engines, and the sound that they make."""
