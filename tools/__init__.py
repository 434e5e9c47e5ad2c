"""What makes the documentation: the site, and pictures of real runs. No part of the program."""
