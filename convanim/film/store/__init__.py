"""What is kept between renders, and how files get their final names."""
