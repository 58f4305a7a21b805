"""What a team would pick instead: each written as its own documentation recommends."""
