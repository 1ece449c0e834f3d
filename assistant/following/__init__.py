"""Follow-ups: what a turn means after what was said before."""

from assistant.following.follower import Follower
from assistant.following.thread import Followed, Thread

__all__ = ["Followed", "Follower", "Thread"]
