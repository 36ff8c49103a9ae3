"""Questions put into other words before they are asked, and sent where they belong."""
