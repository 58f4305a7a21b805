"""PURE. Conversations as plain functions, the engine that replays them, and one turn as a value."""
