"""Children, where they live, and the flags that the morning meeting sets."""
