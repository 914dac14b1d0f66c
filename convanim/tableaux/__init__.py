"""What is shown in one beat and where, a package for each family of scenes."""
