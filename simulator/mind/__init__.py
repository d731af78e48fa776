"""A mind that follows its brief by rules: the same messages always get the same answer."""

from simulator.mind.thinking import Thought, ToolCall, think

__all__ = ["Thought", "ToolCall", "think"]
