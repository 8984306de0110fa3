"""What a report is made of: elements whose text is always escaped, and charts drawn as inline SVG."""
